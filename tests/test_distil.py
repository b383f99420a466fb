"""A resolved conversation becomes a case: what was wrong, what helped, whose problem it was."""

from __future__ import annotations

import pytest

from corpus.nouns import Audience, Author, Kind, Message, Owner, RedactedText, Ticket, TicketState
from ingest.distilling.case import case_of
from ingest.distilling.courtesies import Sort, sort_of
from ingest.distilling.distil import Distilled, Unusable, as_content, distilled
from ingest.distilling.letter import sentences
from ingest.nouns import Facts
from tests.drafting import REDACTOR

ANSWER = "Замените в настройках модуля адрес уведомлений на https и сохраните."


def ticket(*messages: tuple[str, str], subject: str = "", language: str = "ru") -> Ticket:
    """A conversation: `c` is what the customer wrote, `a` what the agent wrote."""
    authors = {"c": Author.CUSTOMER, "a": Author.AGENT}
    made = tuple(Message(authors[author], RedactedText(text)) for author, text in messages)
    return Ticket("mail", RedactedText(subject), made, language, TicketState.SOLVED)


def made_of(*messages: tuple[str, str], subject: str = "", facts: Facts | None = None) -> Distilled:
    case = distilled(ticket(*messages, subject=subject), facts or Facts())
    assert isinstance(case, Distilled), case
    return case


def resolution_of(*answers: str) -> str:
    return made_of(
        ("c", "После оплаты заказ висит в статусе «ожидает»."), *(("a", text) for text in answers)
    ).resolution


def problem_of(*complaints: str, subject: str = "") -> str:
    return made_of(*(("c", text) for text in complaints), ("a", ANSWER), subject=subject).problem


def reason_of(*messages: tuple[str, str]) -> str:
    case = distilled(ticket(*messages), Facts())
    assert isinstance(case, Unusable), case
    return case.reason


def test_a_case_tells_problem_and_resolution_to_staff() -> None:
    conversation = ticket(
        ("c", "Здравствуйте! Заказы после оплаты не меняют статус."),
        ("a", ANSWER),
        subject="Заказы висят неоплаченными",
    )

    case = case_of(conversation, Facts(), REDACTOR)

    assert not isinstance(case, Unusable)
    assert (case.kind, case.audience, case.title) == (Kind.CASE, Audience.STAFF, "Заказы висят неоплаченными")
    assert case.text == (
        "## Проблема\n\nЗаказы висят неоплаченными\nЗаказы после оплаты не меняют статус.\n\n"
        "## Решение\n\nЗамените в настройках модуля адрес уведомлений на https и сохраните."
    )


def test_an_english_case_has_english_headings() -> None:
    conversation = ticket(
        ("c", "Hi team, refunds fail with R.3002 since Monday."),
        ("a", "Hi Anna, refunds are taken from the balance, so wait for the next sale and try again."),
        language="en",
    )

    case = case_of(conversation, Facts(), REDACTOR)

    assert not isinstance(case, Unusable)
    assert case.text == (
        "## Problem\n\nrefunds fail with R.3002 since Monday.\n\n"
        "## Resolution\n\nrefunds are taken from the balance, so wait for the next sale and try again."
    )


@pytest.mark.parametrize(
    "courtesy",
    [
        "Здравствуйте!",
        "Добрый день, Олег.",
        "Наталья Петровна, доброе утро!",
        "вечер добрый)",
        "Good morning, Marta!",
        "Спасибо за обращение.",
        "Понимаю ваше беспокойство.",
        "Приносим извинения за неудобства.",
        "Если остались вопросы, пишите.",
        "Хорошего дня!",
        "Рады помочь!",
        "Отлично!",
        "👍",
        "Минутку, проверяю.",
        "Сейчас посмотрю.",
        "Передала коллегам.",
        "Вернусь с ответом в течение часа.",
        "One moment please.",
        "Подскажите, пожалуйста, номер заказа?",
        "Пришлите нам скриншот ошибки.",
        "ID магазина и сумма?",
        "Уточните версию модуля.",
    ],
)
def test_courtesies_promises_and_questions_back_are_no_part_of_a_resolution(courtesy: str) -> None:
    assert resolution_of(f"{courtesy} {ANSWER}") == ANSWER


@pytest.mark.parametrize(
    "advice",
    [
        "Пожалуйста, откройте журнал уведомлений.",
        "Напишите магазину номер платежа.",
        "Уточните в банке, не превышен ли лимит.",
        "Пришлите покупателю снимок экрана с возвратом.",
        "До трёх магазинов, 2 домена.",
        "Нет, комиссия при возврате не возвращается.",
        "Выберите «Не помните ключ?» и выпустите новый.",
        "Сейчас лимит 20 запросов в секунду.",
        "Укажите ID магазина, ключ и валюту, затем сохраните.",
        "Ошибка D.0051: недостаточно средств.",
    ],
)
def test_advice_stays_word_for_word(advice: str) -> None:
    assert resolution_of(advice) == advice


def test_a_greeting_goes_and_the_rest_of_its_sentence_stays() -> None:
    assert problem_of("Здравствуйте, у меня не проходит оплата картой.") == "у меня не проходит оплата картой."


def test_the_name_of_the_customer_does_not_stay_in_front_of_the_answer() -> None:
    assert resolution_of("Вадим, откройте журнал уведомлений и отправьте их ещё раз.") == (
        "откройте журнал уведомлений и отправьте их ещё раз."
    )


def test_a_signature_is_left_out() -> None:
    complaint = "Не приходит ежедневный отчёт на почту.\n\nС уважением,\nИрина Ткач\nООО «Техноряд», [телефон]"

    assert problem_of(complaint) == "Не приходит ежедневный отчёт на почту."


def test_a_visiting_card_without_farewell_is_left_out() -> None:
    assert problem_of("Не приходит ежедневный отчёт.\n\nИгорь Ткач\nООО «Техноряд», [телефон]") == (
        "Не приходит ежедневный отчёт."
    )


def test_a_last_line_with_versions_is_no_visiting_card() -> None:
    assert problem_of("Заказы не меняют статус.\nOpenCart 3.0.3.8, PHP 7.4") == (
        "Заказы не меняют статус.\nOpenCart 3.0.3.8, PHP 7.4"
    )


def test_what_the_telephone_adds_is_left_out() -> None:
    assert problem_of("Не пришёл чек за оплату.\n\nОтправлено с iPhone") == "Не пришёл чек за оплату."


def test_quoted_mails_are_left_out() -> None:
    complaint = (
        "Возврат так и не пришёл на карту.\n\nпн, 15 сент. 2025 г. в 12:38, Поддержка <[почта]>:\n"
        "> Возврат приходит за 1–14 дней.\n> Подождите, пожалуйста."
    )

    assert problem_of(complaint) == "Возврат так и не пришёл на карту."


def test_lines_that_a_mail_program_broke_are_read_together() -> None:
    answer = (
        "Возврат берётся из денег, которые накопились у нас к следующей выплате, и если\n"
        "их меньше, чем сумма возврата, дождитесь новых продаж."
    )

    assert resolution_of(answer) == answer


def test_calls_for_an_answer_are_left_out() -> None:
    assert problem_of("Списали деньги дважды за один заказ.", "ау", "есть кто живой?", "???") == (
        "Списали деньги дважды за один заказ."
    )


def test_a_subject_that_says_nothing_is_left_out() -> None:
    assert problem_of("Не могу найти услугу в ЕРИП.", subject="Re: Вопрос по оплате") == "Не могу найти услугу в ЕРИП."


def test_a_subject_with_an_error_code_says_enough() -> None:
    assert problem_of("Обновили модуль вчера вечером.", subject="Fwd: Ошибка V.2003 при оплате") == (
        "Ошибка V.2003 при оплате\nОбновили модуль вчера вечером."
    )


def test_a_subject_repeated_in_the_first_words_is_told_once() -> None:
    assert problem_of("Промокод не пришёл, хотя оплата прошла.", subject="Промокод не пришёл") == (
        "Промокод не пришёл, хотя оплата прошла."
    )


def test_cards_and_telephones_of_the_customer_are_no_problem() -> None:
    assert problem_of("Оплата прошла дважды.", "карта [карта •1111], тел. [телефон]", "магазин 84031") == (
        "Оплата прошла дважды."
    )


def test_what_the_customer_tells_when_asked_belongs_to_the_problem() -> None:
    case = made_of(
        ("c", "Модуль не появляется в списке оплаты."),
        ("a", "Здравствуйте! Какая у вас версия?"),
        ("c", "поставили старый модуль на новый OpenCart 3.0.3.8"),
        ("a", "Для OpenCart 3 скачайте другой модуль и установите его вместо старого."),
    )

    assert case.problem == "Модуль не появляется в списке оплаты.\nпоставили старый модуль на новый OpenCart 3.0.3.8"


def test_answers_to_further_questions_are_told_in_order() -> None:
    case = made_of(
        ("c", "Где посмотреть секретный ключ?"),
        ("a", "Ключ показывается один раз, выпустите новый."),
        ("c", "а старый перестанет работать?"),
        ("a", "Да. Старый ключ перестаёт приниматься сразу после выпуска нового."),
    )

    assert case.resolution == (
        "Ключ показывается один раз, выпустите новый.\n\nСтарый ключ перестаёт приниматься сразу после выпуска нового."
    )


def test_a_bare_yes_to_a_further_question_is_left_out() -> None:
    case = made_of(
        ("c", "Как включить рассрочку?"), ("a", "Подпишите договор с партнёром."), ("c", "и всё?"), ("a", "Да, всё.")
    )

    assert case.resolution == "Подпишите договор с партнёром."


def test_advice_that_did_not_help_is_left_out() -> None:
    case = made_of(
        ("c", "Отчёт открывается иероглифами."),
        ("a", "Скачайте отчёт ещё раз в другом браузере."),
        ("c", "не помогло, то же самое"),
        ("a", "Откройте файл через импорт данных и выберите кодировку UTF-8."),
    )

    assert case.resolution == "Откройте файл через импорт данных и выберите кодировку UTF-8."


def test_what_was_said_last_counts_most_in_an_endless_conversation() -> None:
    turns = [("c", "Не работает оплата на сайте.")]
    for number in range(100):
        turns += [("a", f"Проверьте настройку номер {number} в разделе оплаты вашего магазина."), ("c", "проверил")]

    resolution = made_of(*turns).resolution

    assert "номер 99 " in resolution
    assert "номер 0 " not in resolution
    assert len(resolution) < 2600


def test_code_in_an_answer_stays_as_it_is() -> None:
    code = "if (!hash_equals($sig, $header ?? '')) { http_response_code(403); exit; }"

    assert resolution_of(f"Сравнивайте подпись так:\n{code}") == f"Сравнивайте подпись так:\n{code}"


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([("c", "Пропал способ оплаты."), ("c", "уже решили, спасибо")], "no answer from an agent"),
        ([("c", "Нужен чек за оплату."), ("a", "Благодарим за обращение! Хорошего дня.")], "only courtesies"),
        ([("c", "Не прошла оплата."), ("a", "Подскажите, пожалуйста, дату и сумму.")], "only a question back"),
        (
            [("c", "Не могу войти."), ("a", "Какая ошибка?"), ("c", "а всё, разобрался сам"), ("a", "Отлично!")],
            "the customer solved it",
        ),
        ([("c", "Можно платить картой?"), ("a", "Да, можно")], "too short"),
        ([("c", "Здравствуйте!"), ("a", ANSWER)], "no problem is stated"),
    ],
)
def test_a_conversation_without_a_usable_answer_is_kept_out(messages: list[tuple[str, str]], reason: str) -> None:
    assert reason_of(*messages) == reason


@pytest.mark.parametrize(
    ("complaint", "answer", "owner"),
    [
        ("Не приходит код.", "Код отправляет банк, который выпустил карту. Обратитесь в свой банк.", Owner.BANK),
        ("Заказ не оплачен.", "Деньги у магазина. Напишите в магазин номер платежа.", Owner.MERCHANT),
        ("Клиенты платят, а заказы висят.", "Замените notify_url: ваш сайт отвечает HTTP 403.", Owner.MERCHANT),
        ("Модуля нет в списке.", "Это ошибка модуля, обновите модуль до новой версии.", Owner.MODULE),
        ("Почему отказали?", "Недостаточно средств на карте, пополните карту.", Owner.PAYER),
        ("Платежи висят.", "Починили, сбой был у нас, все платежи прошли.", Owner.US),
        ("Как дела с заказом?", "Заказ приедет завтра вечером.", None),
    ],
)
def test_the_wording_of_the_resolution_tells_whose_problem_it_was(
    complaint: str, answer: str, owner: Owner | None
) -> None:
    assert made_of(("c", complaint), ("a", answer)).owner is owner


def test_what_the_export_says_wins() -> None:
    facts = Facts(product="ЕРИП", module="pay-oc3 2.6.0", owner=Owner.PAYER, tags=("лимит",), language="en")

    case = made_of(("c", "Не приходит код."), ("a", "Код отправляет банк, обратитесь в свой банк."), facts=facts)

    assert (case.product, case.module, case.versions) == ("ЕРИП", "pay-oc3", "==2.6.0")
    assert (case.owner, case.tags, case.language) == (Owner.PAYER, ("лимит",), "en")


def test_a_long_complaint_gives_a_title_that_ends_at_a_word() -> None:
    complaint = "Вчера вечером " + "очень долго " * 20 + "не проходила оплата"

    title = as_content(made_of(("c", complaint), ("a", ANSWER))).title

    assert len(title) <= 120
    assert complaint.startswith(title.removesuffix("…") + " ")


def test_a_title_prefers_to_end_with_a_sentence() -> None:
    complaint = (
        "Клиенты не могут оплатить заказ с телефона, страница белая. "
        + "Проверяли на разных телефонах и браузерах. " * 5
    )

    title = as_content(made_of(("c", complaint), ("a", ANSWER))).title

    assert title.startswith("Клиенты не могут оплатить заказ с телефона, страница белая.")
    assert title.endswith(".")


def test_a_pasted_log_costs_no_more_than_a_letter() -> None:
    case = made_of(("c", "Падает оплата.\n" + "- 12:30 error 500 >>> " * 50_000), ("a", ANSWER))

    assert len(case.problem) < 1000


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("вечер добрый) код шлёт банк, не мы. симка в роуминге?", 3),
        ("Сумма 150 руб. и комиссия, см. п. 4.17 правил.", 1),
        ("Живём в г. Минске и т. д. и т. п. до сих пор", 1),
        ("1. Договоритесь о времени. Потом сохраните.", 2),
        ("Версия 2.6.1 работает... иногда", 2),
        ("Доступ (в «Операции») открыт", 1),
    ],
)
def test_lines_are_cut_into_sentences_as_people_type_them(line: str, count: int) -> None:
    assert len(sentences(line)) == count


def test_a_customer_who_says_it_works_describes_no_problem() -> None:
    assert sort_of("всё заработало", Author.CUSTOMER) is Sort.SUCCESS
    assert sort_of("оплата не прошла", Author.CUSTOMER) is Sort.SUBSTANCE
