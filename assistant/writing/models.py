"""Opens the chat model that a setting names; the home of LangChain's chat models."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import httpx2
import openai
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableSequence
from langchain_openai import ChatOpenAI
from langsmith import tracing_context

from assistant.writing.stream import ErrorTold, Piece, Question, SchemaRefused, Unanswered
from corpus.errors import BadSetting
from corpus.llm_settings import Llm

# Hidden reasoning, fences and thirty sentences fit; what is longer runs away.
_MOST_TOKENS = 4000
# What the clients raise when a server is dead, slow, overloaded, or answers something that is no chat completion:
# the last five come out of the midst of their parsing (`choices: null`, HTML where events were promised).
_FAILURES = (
    openai.OpenAIError,
    httpx2.HTTPError,
    LangChainException,
    OSError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
)
# Of the errors of OpenAI's client, those that its client makes itself: the server said nothing, or no error.
_UNTOLD = (openai.APIConnectionError, openai.APIResponseValidationError)
_GIGACHAT = "langchain_gigachat"

log = logging.getLogger("podskazka.writing")


class ChatModel:
    """One chat model, with connections that belong to one event loop."""

    def __init__(self, llm: Llm) -> None:
        self._llm = llm
        self._client = httpx2.AsyncClient(timeout=llm.seconds)
        self._model = _opened(llm, self._client)
        self._failures: tuple[type[Exception], ...] = (*_FAILURES, *_failures_of(llm))
        self._refusals = _refusals_of(llm)
        self._told = _told_of(llm)

    async def pieces(self, question: Question) -> AsyncIterator[Piece]:
        """The answer piece by piece.

        Raises:
            Unanswered: there is none; ErrorTold when the server says so itself.
            SchemaRefused: there would be one without a schema.
        """
        try:
            # Tracing to a third party is switched on by an environment variable: not with customers' texts.
            with tracing_context(enabled=False):
                async for chunk in self._bound(question).astream([*question.messages]):
                    yield Piece(chunk.text, str(chunk.response_metadata.get("finish_reason") or ""))
        except openai.LengthFinishReasonError:
            yield Piece("", "length")
        except self._failures as error:
            # By kind alone: the message of such an error may quote what was sent.
            log.warning("the model did not answer: %s", type(error).__name__)
            if question.schema and isinstance(error, self._refusals):
                raise SchemaRefused("the server refused the JSON schema") from error
            if isinstance(error, self._told) and not isinstance(error, _UNTOLD):
                raise ErrorTold("the model's server told of an error") from error
            raise Unanswered("the model did not answer") from error

    async def close(self) -> None:
        """Hangs up."""
        await self._client.aclose()
        if self._llm.provider == "gigachat":  # whose chat model has no way to do so; the client in it has
            await getattr(self._model, "_client").aclose()  # noqa: B009 (no attribute of all models)

    def _bound(self, question: Question) -> Runnable[Any, Any]:
        """The model under its schema, without LangChain's parser: a cut answer is to be read as far as it goes."""
        if question.schema is None:
            return self._model
        structured = self._model.with_structured_output(dict(question.schema), method="json_schema", strict=True)
        return structured.first if isinstance(structured, RunnableSequence) else self._model


def require_installed(llm: Llm) -> None:
    """Says at the start what is missing.

    Raises:
        BadSetting: the provider's package is not installed.
    """
    if llm.provider == "gigachat" and find_spec(_GIGACHAT) is None:
        raise BadSetting(f"PODSKAZKA_LLM={llm.name}: run `pip install langchain-gigachat`")


def _opened(llm: Llm, client: httpx2.AsyncClient) -> BaseChatModel:
    if llm.provider == "gigachat":
        require_installed(llm)
        # A key of Sber's opens only Sber's door; a server of one's own is shown the key itself.
        way_in = {"base_url": llm.url, "access_token": llm.key or None} if llm.url else {"credentials": llm.key}
        open_chat: Callable[..., BaseChatModel] = import_module(_GIGACHAT).GigaChat
        # Said outright: its own default is not to stream, whatever is asked.
        return open_chat(model=llm.model, timeout=llm.seconds, streaming=True, **way_in)
    return ChatOpenAI(  # Ollama speaks this language, too
        model=llm.model,
        base_url=llm.url,
        api_key=lambda: llm.key or "none",
        timeout=llm.seconds,
        max_retries=1,
        max_completion_tokens=_MOST_TOKENS,
        # Asked outright: some names of models would otherwise choose an address that only one provider has.
        use_responses_api=False,
        stream_usage=False,
        # Off: the whole answer has its time. LangChain's own wait swallows a cancellation that comes with a piece
        # (asyncio.wait_for before Python 3.12), and who stopped the model would pay for the rest of its answer.
        stream_chunk_timeout=0,
        http_async_client=client,
    )


def _failures_of(llm: Llm) -> tuple[type[Exception], ...]:
    """What a provider's own client raises besides."""
    if llm.provider == "gigachat":
        return (import_module("gigachat.exceptions").GigaChatException, import_module("httpx").HTTPError)
    return ()


def _refusals_of(llm: Llm) -> tuple[type[Exception], ...]:
    """How the client says that what was asked is not understood, such as a schema."""
    if llm.provider == "gigachat":
        known = import_module("gigachat.exceptions")
        return (known.BadRequestError, known.UnprocessableEntityError)
    return (openai.BadRequestError, openai.UnprocessableEntityError)


def _told_of(llm: Llm) -> tuple[type[Exception], ...]:
    """What is raised for an error that the server tells: by its status, or in the midst of a stream."""
    if llm.provider == "gigachat":
        return (import_module("gigachat.exceptions").ResponseError,)
    return (openai.APIError,)
