"""Sends messages from the agents, each until Kafka has acknowledged it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiokafka.errors import MessageSizeTooLargeError  # type: ignore[import-untyped]

from streams.headers import Headers
from streams.index.bulk import Waiting
from streams.telemetry import get_logger

log = get_logger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """A message on its way; `timestamp_s` keeps the time of a message that is sent on."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = field(default_factory=list)
    timestamp_s: float | None = None


class Outbox:
    """Sends through the producer of a Faust app."""

    def __init__(self, app: Any, waiting: Waiting) -> None:
        self.app = app
        self.waiting = waiting

    async def send(self, messages: Sequence[Outgoing]) -> list[Outgoing]:
        """Send messages, in order, and return those that are too large for their topics; waits while Kafka is away."""
        left, too_large = list(messages), []
        while left:
            results = await asyncio.gather(*[await self._begin(m) for m in left], return_exceptions=True)
            failed = [(m, r) for m, r in zip(left, results, strict=True) if isinstance(r, BaseException)]
            too_large += [m for m, error in failed if is_too_large(error)]
            left = [m for m, error in failed if not is_too_large(error)]
            if left:
                error = next(error for _, error in failed if not is_too_large(error))
                await self.waiting.again(f"{left[0].topic}: {type(error).__name__}: {error}")
        self.waiting.over()
        return too_large

    async def _begin(self, message: Outgoing) -> asyncio.Future[Any]:
        """Hand a message to the producer; whatever is wrong is told by the future."""
        try:
            sent = await self.app.producer.send(
                message.topic, message.key, message.value, None, message.timestamp_s, message.headers
            )
            future: asyncio.Future[Any] = asyncio.ensure_future(sent)
            return future
        except Exception as err:  # Faust wraps the client's errors; none of them may get past the batch
            failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            failed.set_exception(err)
            return failed


def is_too_large(error: BaseException) -> bool:
    """Whether no later try can succeed."""
    return isinstance(error, MessageSizeTooLargeError) or isinstance(error.__cause__, MessageSizeTooLargeError)
