"""Messages with personal data, and messages with numbers that are none: generated, the same ones every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from uuid import UUID

from corpus.nouns import RawText
from evals.redaction.card_writing import NOTATIONS, card_number
from ingest.personal.checksums import is_inn, is_snils, is_unp

_SEED = 20_260_301
_OF_EACH_KIND = 120
_OF_EACH_NOTATION = 20

Make = Callable[[Random], str]


@dataclass(frozen=True, slots=True)
class Written:
    """A message of one kind. `secret` is what may not be readable afterwards, '' when nothing in it is personal."""

    kind: str
    text: RawText
    secret: str = ""


def personal_texts() -> Iterator[Written]:
    """Messages that hold one piece of personal data each."""
    random = Random(_SEED)  # noqa: S311 not for secrets: the texts are to be the same every time
    for number in range(_OF_EACH_NOTATION * len(NOTATIONS)):
        card = card_number(random)
        written = NOTATIONS[list(NOTATIONS)[number % len(NOTATIONS)]](card, random)
        yield Written("card", RawText(random.choice(_AROUND_CARDS).format(written)), card)
    for kind, (make, around) in _PERSONAL.items():
        for _ in range(_OF_EACH_KIND):
            secret = make(random)
            yield Written(kind, RawText(random.choice(around).format(secret)), secret)


def harmless_texts() -> Iterator[Written]:
    """Messages whose numbers an answer needs: nothing in them may be changed."""
    random = Random(_SEED + 1)  # noqa: S311 as above
    for kind, (make, around) in _HARMLESS.items():
        for _ in range(_OF_EACH_KIND):
            yield Written(kind, RawText(random.choice(around).format(make(random))))


def _digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def _valid(random: Random, count: int, check: Callable[[str], bool]) -> str:
    while not check(number := str(random.randrange(1, 10)) + _digits(random, count - 1)):
        pass
    return number


def _phone(random: Random) -> str:
    # What Belarusian operators really give out: not every number exists behind every code.
    home, begins = random.choice((("29", "125678"), ("33", "3679"), ("44", "457"), ("25", "5679")))
    first, last = random.choice(begins) + _digits(random, 2), _digits(random, 4)
    pairs = f"{last[:2]}-{last[2:]}"
    russian = f"9{random.choice('0126')}{_digits(random, 1)}"
    return random.choice(
        (f"+375 {home} {first}-{pairs}", f"+375{home}{first}{last}", f"8 (0{home}) {first}-{pairs}",
         f"+375 ({home}) {first} {pairs.replace('-', ' ')}", f"80{home}{first}{last}",
         f"+7 {russian} {first}-{pairs}", f"8 {russian} {first} {pairs}", f"+7({russian}){first}{last}")
    )  # fmt: skip


def _mail(random: Random) -> str:
    name = random.choice(("ivan", "anna", "o.petrova", "shop", "m_kovalev", "sales", "e-kim")) + _digits(random, 2)
    return f"{name}@{random.choice(('mail.ru', 'gmail.com', 'tut.by', 'my-shop.example', 'ya.ru'))}"


def _iban(random: Random) -> str:
    bank = random.choice(("ALFA", "BPSB", "PRIO", "BLBB"))
    body = f"{bank}{_digits(random, 4)}{_digits(random, 16)}"
    as_number = "".join(str(int(sign, 36)) for sign in f"{body}BY00")
    compact = f"BY{98 - int(as_number) % 97:02d}{body}"
    in_fours = " ".join(compact[at : at + 4] for at in range(0, 28, 4))
    return random.choice((compact, in_fours, compact.lower()))


def _passport(random: Random) -> str:
    number = _digits(random, 7)
    return random.choice(
        (f"{random.choice(('MP', 'AB', 'КН', 'HB', 'MC'))}{number}", f"MP {number}",
         f"{random.randrange(1, 7)}{number[1:]}{random.choice('ABCH')}{_digits(random, 3)}PB{number[0]}",
         f"паспорт {_digits(random, 2)} {_digits(random, 2)} {_digits(random, 6)}",
         f"паспорт серия {_digits(random, 4)} номер {_digits(random, 6)}")
    )  # fmt: skip


def _tax_number(random: Random) -> str:
    return random.choice(
        (lambda: f"УНП {_valid(random, 9, is_unp)}", lambda: f"ИНН {_valid(random, 10, is_inn)}",
         lambda: f"ИНН: {_valid(random, 12, is_inn)}", lambda: f"СНИЛС {_valid(random, 11, is_snils)}")
    )()  # fmt: skip


def _date(random: Random) -> str:
    day, month, year = random.randrange(1, 29), random.randrange(1, 13), random.randrange(2019, 2027)
    form = random.choice(
        ("{0:02d}.{1:02d}.{2}", "{2}-{1:02d}-{0:02d}", "{0:02d}.{1:02d}.{2} 14:05", "{0:02d}/{1:02d}/{2}")
    )
    return form.format(day, month, year)


def _sum(random: Random) -> str:
    rubles = random.randrange(1, 999)
    return random.choice((f"{rubles},{_digits(random, 2)} BYN", f"{rubles} {_digits(random, 3)} руб.",
                          f"{rubles}.{_digits(random, 2)} BYN", f"{rubles} {_digits(random, 3)},00 ₽",
                          f"${rubles}.{_digits(random, 2)}"))  # fmt: skip


_AROUND_CARDS = (
    "Здравствуйте, оплатил картой {} и деньги списались",
    "Карта: {}.",
    "не проходит оплата\n{}\nчто делать?",
    "Заказ 100456 от 01.02.2026, карта {}, сумма 10 500,00 BYN",
    "My card {} was declined, please help",
    "Транзакция 550e8400-e29b-41d4-a716-446655440000 {} не прошла",
)
_AROUND_CONTACTS = (
    "Здравствуйте! Деньги за заказ 100456 не пришли, мой контакт {}, жду ответа.",
    "Свяжитесь со мной: {}. Спасибо!",
    "Please contact me: {}, the payment of 25.00 BYN is pending.",
    "Магазин молчит вторую неделю.\n\nС уважением,\nАнна\n{}",
)
_AROUND_PAPERS = (
    "Здравствуйте, для договора: {}. Когда подключите?",
    "Меняем реквизиты, новые: {}, с 01.03.2026.",
    "For the contract: {}. Thank you!",
)
_AROUND_CODES = (
    "Мне пришёл код {}, ввожу, а оплата не проходит",
    "код из смс {} не подходит",
    "Пароль из SMS: {}. Что дальше?",
    "The SMS code {} is not accepted",
    "ваш одноразовый код: {}",
)
_AROUND_CVV = (
    "карта до 03/28, CVV {}, почему отказ?",
    "CVC: {}, имя латиницей",
    "ввёл код с обратной стороны {}, всё равно ошибка",
    "cvv2 {} entered, payment declined",
)
_PERSONAL: dict[str, tuple[Make, tuple[str, ...]]] = {
    "phone": (_phone, _AROUND_CONTACTS),
    "mail address": (_mail, _AROUND_CONTACTS),
    "IBAN": (_iban, _AROUND_PAPERS),
    "passport": (_passport, _AROUND_PAPERS),
    "tax number": (_tax_number, _AROUND_PAPERS),
    # Codes begin with 7, as no number in the sentences around them does.
    "one-time code": (lambda random: "7" + _digits(random, random.choice((3, 4, 5))), _AROUND_CODES),
    "CVV": (lambda random: "7" + _digits(random, 2), _AROUND_CVV),
}
_HARMLESS: dict[str, tuple[Make, tuple[str, ...]]] = {
    "order number": (
        lambda random: random.choice(("", "#", "№ ", "ORD-")) + _digits(random, random.choice((5, 6, 7, 8))),
        ("Где мой заказ {}? Оплата прошла.", "Order {} is paid but not delivered", "по заказу {} нет чека"),
    ),
    "UUID": (
        lambda random: str(UUID(int=random.getrandbits(128), version=4)),
        ("Транзакция {} зависла, проверьте", "uid {}: что с платежом?", "Payment {} failed"),
    ),
    "sum": (_sum, ("Списали {} вместо одного раза", "Верните {} за вчерашний платёж", "I was charged {} twice")),
    "date": (_date, ("Платёж от {} не пришёл на счёт", "Оплатил {}, заказ не оплачен", "Paid on {}, no receipt")),
    "error code": (
        lambda random: f"{random.choice('FPRSGC')}.{_digits(random, 4)}",
        ("Ошибка {} при оплате, что делать?", "Код ответа {}, карта не проходит", "We get {} on every refund"),
    ),
    "version": (
        lambda random: f"{random.randrange(1, 12)}.{random.randrange(20)}.{random.randrange(30)}",
        ("WooCommerce {}, модуль не виден", "После обновления до {} пропал способ оплаты", "OpenCart {} and PHP 8.1"),
    ),
}
