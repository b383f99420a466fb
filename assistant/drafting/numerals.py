"""Numbers and months as words, Russian and English, in all the forms a reply may use."""

from __future__ import annotations

_NUMBERS = {
    2: "два две двух двум двумя двое второй второго второму втором вторая вторую вторые two second",
    3: "три трех трем тремя трое третий третьего третьему третьем третья третью three third",
    4: "четыре четырех четырем четырьмя четвертый четвертого четвертой four fourth",
    5: "пять пяти пятью пятый пятого пятой five fifth",
    6: "шесть шести шестью шестой six sixth",
    7: "семь семи семью седьмой seven seventh",
    8: "восемь восьми восьмой eight eighth",
    9: "девять девяти девятый nine ninth",
    10: "десять десяти десятый ten tenth",
    12: "двенадцать двенадцати twelve",
    14: "четырнадцать четырнадцати fourteen",
    15: "пятнадцать пятнадцати fifteen",
    20: "двадцать двадцати twenty",
    24: "двадцатичетырехчасовой",
    30: "тридцать тридцати thirty",
}
_MONTHS = (
    "января январь январе january jan",
    "февраля февраль феврале february feb",
    "марта март марте march mar",
    "апреля апрель апреле april apr",
    "мая май мае may",
    "июня июнь июне june jun",
    "июля июль июле july jul",
    "августа август августе august aug",
    "сентября сентябрь сентябре september sep sept",
    "октября октябрь октябре october oct",
    "ноября ноябрь ноябре november nov",
    "декабря декабрь декабре december dec",
)

# Word → the number as compared. One is left out: «одним сообщением» counts nothing.
NUMERALS = {word: str(number) for number, words in _NUMBERS.items() for word in words.split()}
# Word → number of the month.
MONTHS = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words.split()}
