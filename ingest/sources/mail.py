"""Mailboxes (.mbox) and single mails (.eml): threads become tickets, told by who wrote what, when."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpus.nouns import RawText
from ingest.nouns import Author, Facts, Found, RawMessage, RawTicket, Refused, digest_of
from ingest.reading import Reader
from ingest.sources.columns import words
from ingest.sources.conversation import answered, in_time, raw_ticket
from ingest.sources.letters import Letter, letter_of
from ingest.sources.parts import Parts, SourceFile, Tally

_MBOX_LINE = re.compile(rb"From \S+.*\d{4}")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_ANSWER_MARKS = re.compile(r"^\s*(?:(?:re|fwd?|aw|на|ha|отв|ответ|пересл)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
# A domain that everybody has an address in says nothing about who is a colleague.
_POST_FOR_ALL = frozenset(
    words(
        "gmail.com, mail.ru, yandex.ru, yandex.by, ya.ru, bk.ru, inbox.ru, list.ru, rambler.ru, tut.by, "
        "outlook.com, hotmail.com, icloud.com, yahoo.com, proton.me"
    )
)
_SUPPORT_WORDS = ("support", "help", "info", "care", "service", "podderzhka", "pomosh", "sales", "office")


def mailbox_tickets(file: SourceFile, parts: Parts) -> Iterator[Found]:
    """A ticket for each thread of an mbox file.

    Raises:
        Refused: when the file cannot be read, or is no mailbox.
    """
    tally = Tally(file.external_id)
    mails = _mails_of_mailbox(file, parts.reader)
    letters = [letter for number, mail in mails for letter in _letters(mail, f"mail {number}", parts, tally)]
    yield from _tickets(file.external_id, letters, parts)
    yield from tally.problems()


def mail_tickets(external_id: str, files: Sequence[SourceFile], parts: Parts) -> Iterator[Found]:
    """A ticket for each thread in the `.eml` files of a folder; one line for each that cannot be read."""
    letters, tally = [], Tally(external_id)
    for file in files:
        try:
            mail = b"".join(parts.reader.raw_lines(file.path))
        except Refused as refusal:
            yield refusal.problem(file.external_id)
        else:
            letters += _letters(mail, file.external_id, parts, tally)
    yield from _tickets(external_id, letters, parts)
    yield from tally.problems()


def _mails_of_mailbox(file: SourceFile, reader: Reader) -> Iterator[tuple[int, bytes]]:
    number, lines, after_blank = 0, [b""], True
    for line in reader.raw_lines(file.path):
        # A line of a letter may begin with "From ", too; only after a blank one does it part two mails.
        if after_blank and _MBOX_LINE.match(line):
            if number:
                yield number, _ESCAPED_FROM.sub(rb"\1", b"".join(lines))
            number, lines = number + 1, []
        else:
            lines.append(line)
        after_blank = not line.strip()
    if not number:
        raise Refused("not a mailbox", "export the mail as mbox again")
    yield number, _ESCAPED_FROM.sub(rb"\1", b"".join(lines))


def _letters(mail: bytes, place: str, parts: Parts, tally: Tally) -> list[Letter]:
    """The mail as a letter, or nothing when a machine wrote it or there is nothing to read in it."""
    letter = letter_of(mail, parts)
    if not letter.sender:
        tally.note(place, "a mail without a sender", "nothing to do, or export it again")
    return [letter] if letter.sender and letter.text and not letter.automatic else []


def _tickets(external_id: str, letters: Iterable[Letter], parts: Parts) -> Iterator[RawTicket]:
    threads = _threads(letters)
    # The names given may be those of a messenger's agents only, and say nothing about mail.
    ours = tuple(name for name in parts.ours if "." in name) or _guessed_ours(threads)
    for thread in threads:
        # What colleagues write to each other about a customer is an internal note.
        outward = [letter for letter in thread if not _within(letter, ours)]
        messages = in_time([_message(letter, ours) for letter in outward])
        if any(message.author == "customer" for message in messages):
            # A Message-ID often contains an address, and the name of a ticket is stored readable.
            name = digest_of(thread[0].id)[:16]
            subject, resolved = _bare(thread[0].subject), answered(messages)
            yield raw_ticket(f"{external_id}#{name}", "mail", subject, messages, Facts(), resolved=resolved)


def _message(letter: Letter, ours: tuple[str, ...]) -> RawMessage:
    author: Author = "agent" if _is_ours(letter.sender, ours) else "customer"
    return RawMessage(author, RawText(letter.name), RawText(letter.text), letter.at)


def _threads(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Letters that answer each other, by their headers or else by "Re:" and the same people; the oldest first."""
    thread_of: dict[str, str] = {}
    threads: defaultdict[str, list[Letter]] = defaultdict(list)
    for letter in _oldest_first(letters):
        by_subject = _subject_keys(letter)
        looked_up = [letter.id, *letter.answers, *(by_subject if _ANSWER_MARKS.match(letter.subject) else [])]
        root = next((thread_of[key] for key in looked_up if key in thread_of), letter.id)
        for key in (letter.id, *letter.answers):
            thread_of.setdefault(key, root)
        # "Вопрос" is a subject many times a year: an answer without headers belongs to the latest such thread.
        thread_of.update(dict.fromkeys(by_subject, root))
        threads[root].append(letter)
    return list(threads.values())


def _oldest_first(letters: Iterable[Letter]) -> list[Letter]:
    # The same mail lies in the inbox and among the sent ones.
    once = {letter.id: letter for letter in letters}
    return sorted(once.values(), key=lambda letter: (letter.at is None, str(letter.at), letter.id))


def _subject_keys(letter: Letter) -> list[str]:
    """Keys by subject and each pair of people, as some mail programs write no References."""
    subject = _bare(letter.subject).casefold()
    if not subject:
        return []
    pairs = (sorted((letter.sender, recipient)) for recipient in letter.recipients)
    return [f"{subject}|{first}|{second}" for first, second in pairs]


def _bare(subject: str) -> str:
    return _ANSWER_MARKS.sub("", subject).strip()


def _guessed_ours(threads: Sequence[Sequence[Letter]]) -> tuple[str, ...]:
    """The address that takes part in most threads, with its domain when that is a company's own."""
    taking_part: Counter[str] = Counter()
    for thread in threads:
        taking_part.update({address for letter in thread for address in (letter.sender, *letter.recipients)})
        # In a single thread both sides count the same: whom the first letter was written to is the support.
        taking_part.update(set(thread[0].recipients[:1]))
    if not taking_part:
        return ()
    support = max(taking_part, key=lambda address: (taking_part[address], _sounds_like_support(address), address))
    domain = support.rpartition("@")[2]
    return (support,) if domain in _POST_FOR_ALL else (support, domain)


def _sounds_like_support(address: str) -> bool:
    return address.partition("@")[0].startswith(_SUPPORT_WORDS)


def _is_ours(address: str, ours: tuple[str, ...]) -> bool:
    """Whether an address is one of ours, or in a domain (or below one) that is."""
    domain = address.rpartition("@")[2]
    names = [name.casefold().lstrip("@") for name in ours]
    return any(name in (address, domain) or domain.endswith(f".{name}") for name in names)


def _within(letter: Letter, ours: tuple[str, ...]) -> bool:
    return bool(letter.recipients) and all(_is_ours(address, ours) for address in (letter.sender, *letter.recipients))
