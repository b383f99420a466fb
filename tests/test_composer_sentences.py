"""What of a Markdown document can be quoted, and where one piece ends."""

from __future__ import annotations

import pytest

from assistant.drafting.sentences import Form, Quotable, quotables
from tests.drafting import redacted


def pieces(text: str) -> list[str]:
    return [str(piece.text) for piece in quotables(redacted(text)) if not piece.bound]


def first(text: str) -> Quotable:
    return quotables(redacted(text))[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Выплата, т. е. перевод на счёт, приходит завтра.",
        "Меньше 10 руб. и 300 коп. не отправляется.",
        "Нужен модуль 3.0.2 и PHP 7.4.",
        "Откройте https://pay.ladya.example/a.b и проверьте адрес.",
        "Пишите на сайт ladya.example в любое время.",
        "Документы и т. д. загрузите в кабинет.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert pieces(f"{sentence} Потом подождите ответа.") == [sentence, "Потом подождите ответа."]


def test_a_list_item_is_a_piece() -> None:
    text = "- Проверьте папку «Спам» и правила сортировки.\n- Добавьте отправителя в белый список."

    assert pieces(text) == ["Проверьте папку «Спам» и правила сортировки.", "Добавьте отправителя в белый список."]


def test_a_procedure_is_told_whole_with_what_introduces_it() -> None:
    piece = first("Порядок такой:\n\n1. Откройте «Возвраты».\n2. Нажмите «Вернуть».")

    assert piece.form is Form.STEPS
    assert piece.text == "Порядок такой:\n1. Откройте «Возвраты».\n2. Нажмите «Вернуть»."


def test_fragments_of_a_list_stay_with_what_introduces_them() -> None:
    piece = first("Пришлите:\n\n- дату и сумму;\n- номер заказа.")

    assert piece.form is Form.LIST
    assert piece.text == "Пришлите:\n– дату и сумму;\n– номер заказа."


def test_a_row_of_a_wide_table_names_its_columns() -> None:
    text = "| Код | Кто отказал | Что сделать |\n|---|---|---|\n| D.0051 | банк | пополнить карту |"

    assert pieces(text) == ["Код: D.0051. Кто отказал: банк. Что сделать: пополнить карту."]


def test_a_point_of_a_long_list_carries_the_denial_that_introduces_it() -> None:
    points = "\n".join(
        f"- {name} и другие способы, о которых нас часто спрашивают покупатели магазинов." for name in "АБВГДЕЖЗИ"
    )

    assert pieces(f"Мы не принимаем:\n\n{points}")[0].startswith("Мы не принимаем: А и другие")


def test_a_column_that_denies_is_named() -> None:
    assert pieces("| Можно | Нельзя |\n|---|---|\n| кабинет | перевод |") == ["Можно: кабинет. Нельзя: перевод."]


def test_code_is_not_quoted() -> None:
    assert pieces("Проверьте подпись так.\n\n```php\n$a = hash_hmac();\n```\n") == ["Проверьте подпись так."]


def test_markup_does_not_reach_the_customer() -> None:
    assert pieces("Впишите `notify_key` и **сохраните**, см. [описание](https://ladya.example/x).") == []
    assert pieces("Впишите `notify_key` и **сохраните**: [описание](https://ladya.example/x).") == [
        "Впишите notify_key и сохраните: описание (https://ladya.example/x)."
    ]


def test_a_question_to_the_reader_goes_with_its_answer() -> None:
    assert pieces("Ничего не изменилось? Напишите в магазин. Приложите чек.") == [
        "Ничего не изменилось? Напишите в магазин.",
        "Приложите чек.",
    ]


def test_a_single_no_goes_with_what_it_denies() -> None:
    assert pieces("Нет. Криптовалюту «Ладья» не принимает.") == ["Нет. Криптовалюту «Ладья» не принимает."]


def test_a_quotation_is_not_torn() -> None:
    text = "Напишите им: «Платёж прошёл. Отметьте заказ оплаченным.» Они найдут его."

    assert pieces(text)[0] == "Напишите им: «Платёж прошёл. Отметьте заказ оплаченным.»"


@pytest.mark.parametrize("leaning", ["Это бывает редко.", "Он придёт позже.", "Сравните её с заголовком."])
def test_what_leans_on_the_sentence_before_is_known(leaning: str) -> None:
    assert quotables(redacted(f"Банк прислал ответ по платежу. {leaning}"))[1].leans


def test_a_piece_knows_its_heading() -> None:
    text = redacted("Начало текста статьи.\n\n## Если уже перевели\n\nСохраните чек о переводе.")
    piece = quotables(text)[1]

    assert piece.heading == "Если уже перевели"
    assert text[slice(*piece.section)].startswith("## Если уже перевели")


def test_what_speaks_of_its_own_page_is_not_quoted() -> None:
    assert pieces("В таблице указан день отправки. Выплат по выходным нет.") == ["Выплат по выходным нет."]


def test_what_speaks_of_the_code_above_it_is_left_out() -> None:
    code = '```json\n{"amount": 400}\n```'

    told = pieces(f"Сумма стоит в поле amount.\n\n{code}\n\nЗдесь возвращаются 4,00 BYN. Валюту указывать не нужно.")

    assert told == ["Сумма стоит в поле amount.", "Валюту указывать не нужно."]
