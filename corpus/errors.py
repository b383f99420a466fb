"""What can go wrong, named for what happened. Each message says what to do; cli and pages translate it once."""

from __future__ import annotations


class PodskazkaError(Exception):
    """Something could not be done; the message is written for the person who reads it."""


class BadSetting(PodskazkaError):
    """A setting from the environment cannot be used."""


class ModelNotLoaded(PodskazkaError):
    """The embedding model is missing, broken or of an unknown name."""


class ModelChanged(PodskazkaError):
    """Vectors were made by another model than the one the index is built with."""


class IndexOwned(PodskazkaError):
    """Another process already owns the index directory."""


class IndexBroken(PodskazkaError):
    """The index on disk cannot be read; it is a copy and can be rebuilt."""


class IndexClosed(IndexBroken):
    """The part of the index that was asked has been replaced meanwhile: nothing is broken any more."""


class DatabaseUnavailable(PodskazkaError):
    """The database cannot be opened, is locked, full, or of a newer version."""


class NotFound(PodskazkaError):
    """No document, ticket or draft has this id."""


class Unreadable(PodskazkaError):
    """A source's file, line or page cannot be taken in; the message says why and what to do."""


class Conflicting(PodskazkaError):
    """Somebody changed the same thing first."""


class KeyReused(PodskazkaError):
    """A program sent the key of one ticket with another one."""


class Overtaken(Conflicting):
    """The ticket was answered, or the customer wrote more, since whoever answers now looked at it."""


class TypedElsewhere(Conflicting):
    """The same person saved another text for the same reply, from another tab or machine."""


class NotAllowed(PodskazkaError):
    """Whoever asks may not do this; the message says who may, or what to do instead."""


class NotSignedIn(PodskazkaError):
    """This needs a sign-in, and nobody is signed in."""


class TooManyFailures(PodskazkaError):
    """Somebody guesses passwords: sign-in is closed for a while, with the right password too."""
