"""What agents really sent and what readers said helped is learned from, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assemble import Podskazka
from assistant.learning.pairs import Asked, pairs
from assistant.nouns import Draft, Outcome, Sentence
from corpus.database.desk.tickets import StoredDraft, StoredSentence
from corpus.database.rows import chunk_id
from corpus.nouns import Audience, Filters, RawText, RedactedText
from tests.making import EDITOR
from tests.web import SIGNATURE, UNPAID, article, filled, help_centre

QUESTION = RawText("Деньги списали, а заказ не оплачен. Что делать?")
OTHER = RawText("Как проверить подпись уведомлений?")
NOTHING = RawText("")


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("untouched")
    filled(folder, article(*UNPAID), article(*SIGNATURE))
    return folder


@pytest.fixture
def podskazka(untouched: Path, tmp_path: Path) -> Iterator[Podskazka]:
    shutil.copytree(untouched, tmp_path / "home")
    with help_centre(tmp_path / "home") as opened:
        yield opened


def drafted(podskazka: Podskazka, question: RawText = QUESTION) -> Draft:
    draft = podskazka.assistant.draft(podskazka.assistant.open(question).id)
    assert draft.outcome is Outcome.ANSWERED
    assert cited(draft)
    return draft


def cited(draft: Draft) -> list[Sentence]:
    return [sentence for sentence in draft.sentences if sentence.citations]


def sent(podskazka: Podskazka, draft: Draft, reply: str) -> None:
    podskazka.assistant.send(draft.ticket_id, RawText(reply), draft.id, "Анна")


def id_of(podskazka: Podskazka, title: str) -> str:
    return next(one.id for one in podskazka.faq.documents() if one.content.title == title)


def learned_from(podskazka: Podskazka) -> tuple[Asked, ...]:
    return pairs(podskazka.house.lessons)


def told(found: tuple[Asked, ...]) -> list[tuple[RedactedText, frozenset[str]]]:
    """Questions and documents without their times."""
    return [(each.question, each.documents) for each in found]


def test_what_was_said_first_comes_first(podskazka: Podskazka) -> None:
    document = podskazka.faq.documents()[0].id
    podskazka.faq.judge(document, True, RawText("сначала спросил читатель"), RawText(""))
    podskazka.faq.judge(document, True, RawText("потом ещё один"), RawText(""))

    found = learned_from(podskazka)

    assert [each.question for each in found] == ["сначала спросил читатель", "потом ещё один"]
    assert found[0].at < found[1].at


def test_a_draft_that_was_sent_as_it_stood_teaches_the_documents_that_it_cites(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)

    sent(podskazka, draft, draft.text)

    documents = frozenset(source.document.id for source in draft.sources)
    assert told(learned_from(podskazka)) == [(RedactedText(QUESTION), documents)]


def test_a_draft_that_was_not_sent_teaches_nothing(podskazka: Podskazka) -> None:
    drafted(podskazka)

    assert learned_from(podskazka) == ()


def test_a_sentence_that_the_agent_struck_out_teaches_nothing(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)
    kept = [sentence.text for sentence in draft.sentences if not sentence.citations]

    sent(podskazka, draft, " ".join((*kept, "Мы нашли платёж, магазин уже знает о нём.")))

    assert learned_from(podskazka) == ()


def test_a_sentence_that_the_agent_rewrote_teaches_nothing(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)
    rewritten = draft.text
    for sentence in cited(draft):
        rewritten = rewritten.replace(sentence.text, " ".join(reversed(sentence.text.split())))

    sent(podskazka, draft, rewritten)

    assert learned_from(podskazka) == ()


def test_a_sentence_is_still_the_same_with_other_signs_letters_and_line_breaks(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)
    sentences = [sentence.text.upper().replace("Ё", "Е").replace(" ", "\n") for sentence in cited(draft)]

    sent(podskazka, draft, " — ".join(sentences))

    assert len(learned_from(podskazka)) == 1


def test_a_second_answer_teaches_what_was_asked_the_second_time(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)
    sent(podskazka, draft, draft.text)
    podskazka.house.tickets.hear(draft.ticket_id, podskazka.house.redactor.redact(OTHER).text)

    second = podskazka.assistant.draft(draft.ticket_id)
    sent(podskazka, second, second.text)

    assert id_of(podskazka, SIGNATURE[0]) in dict(told(learned_from(podskazka)))[RedactedText(OTHER)]
    assert id_of(podskazka, SIGNATURE[0]) not in dict(told(learned_from(podskazka)))[RedactedText(QUESTION)]


def test_a_second_answer_to_nothing_new_teaches_nothing_more(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)
    sent(podskazka, draft, "Сейчас посмотрим.")
    revision = podskazka.house.work.of(draft.ticket_id).revision

    podskazka.assistant.send(draft.ticket_id, RawText(draft.text), draft.id, "Анна", seen=revision)

    assert learned_from(podskazka) == ()


@pytest.mark.parametrize(
    ("sentence", "reply", "taught"),
    [
        ("По заказу [номер заказа] деньги вернутся за 14 дней.", "По заказу № 8841 деньги вернутся за 14 дней.", 1),
        ("По заказу [номер заказа] деньги вернутся за 14 дней.", "По заказу деньги вернутся за 14 дней.", 1),
        ("По заказу [номер заказа] деньги вернутся за 14 дней.", "По заказу 8841 денег пока нет.", 0),
        ("Деньги придут за 14 дней.", "Деньги придут на карту за 14 дней.", 0),
    ],
)
def test_a_blank_that_the_agent_filled_in_leaves_the_sentence_what_it_is(
    podskazka: Podskazka, sentence: str, reply: str, taught: int
) -> None:
    document = podskazka.faq.documents()[0]
    ticket, tickets = podskazka.assistant.open(QUESTION), podskazka.house.tickets
    cited = StoredSentence(RedactedText(sentence), "verified", (chunk_id(document.id, document.version, 1),))
    stored = StoredDraft(ticket.id, "composer", "answered", RedactedText(""), (cited,))

    podskazka.assistant.send(ticket.id, RawText(reply), tickets.keep_draft(stored), "Анна")

    assert len(learned_from(podskazka)) == taught


def test_a_reply_that_the_agent_wrote_alone_teaches_nothing(podskazka: Podskazka) -> None:
    draft = drafted(podskazka)

    podskazka.assistant.send(draft.ticket_id, RawText(draft.text))

    assert learned_from(podskazka) == ()


def test_a_question_that_a_reader_marked_as_answered_teaches(podskazka: Podskazka) -> None:
    document = id_of(podskazka, SIGNATURE[0])

    podskazka.faq.judge(document, True, OTHER, NOTHING)

    assert told(learned_from(podskazka)) == [(RedactedText(OTHER), frozenset({document}))]


@pytest.mark.parametrize(("helpful", "question"), [(False, OTHER), (True, NOTHING)], ids=["did not help", "no search"])
def test_a_judgement_without_an_answer_or_a_question_teaches_nothing(
    podskazka: Podskazka, helpful: bool, question: RawText
) -> None:
    podskazka.faq.judge(id_of(podskazka, UNPAID[0]), helpful, question, NOTHING)

    assert learned_from(podskazka) == ()


def test_what_an_agent_sent_and_what_a_reader_marked_for_one_question_come_together(podskazka: Podskazka) -> None:
    draft, signature = drafted(podskazka), id_of(podskazka, SIGNATURE[0])
    sent(podskazka, draft, draft.text)

    podskazka.faq.judge(signature, True, QUESTION, NOTHING)

    documents = frozenset({signature, *(source.document.id for source in draft.sources)})
    assert told(learned_from(podskazka)) == [(RedactedText(QUESTION), documents)]


def test_a_withdrawn_document_is_no_example_however_often_it_helped(podskazka: Podskazka) -> None:
    draft, document = drafted(podskazka), id_of(podskazka, UNPAID[0])
    sent(podskazka, draft, draft.text)
    podskazka.faq.judge(document, True, OTHER, NOTHING)

    podskazka.house.library.unpublish(document, EDITOR)

    assert all(document not in one.documents for one in learned_from(podskazka))


def test_a_card_number_in_a_question_is_not_learned(podskazka: Podskazka) -> None:
    asked = RawText("Деньги с карты 4111 1111 1111 1111 списали, а заказ не оплачен. Что делать?")
    podskazka.faq.judge(id_of(podskazka, UNPAID[0]), True, asked, NOTHING)
    draft = drafted(podskazka, asked)

    sent(podskazka, draft, draft.text)

    assert [one for one in learned_from(podskazka) if "4111 1111" in one.question] == []


def test_what_agents_are_shown_is_the_same_before_and_after_a_reply_until_something_is_learned(
    podskazka: Podskazka,
) -> None:
    draft = drafted(podskazka)
    before = podskazka.assistant.find(OTHER, Audience.STAFF, Filters()).passages

    sent(podskazka, draft, draft.text)

    assert podskazka.assistant.find(OTHER, Audience.STAFF, Filters()).passages == before
