"""Bulk writes with a verdict for every item.

2xx                     done
404 of a delete         done: there was nothing to delete
409                     older than what is stored: done
429, 5xx, no answer     sent again with backoff and jitter, without end: the batch waits, and Kafka with it. A call
                        that timed out may have written; ids and versions make the second time change nothing
401, 403, 404, a block  waits likewise, and says so: this is for an operator to mend, and no fault of a document
400                     refused, with the reason
413                     the request is split; a single document that is too large is refused
failure store used      refused: it is not where it will be looked for
"""

from __future__ import annotations

import asyncio
import enum
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from streams.index.transport import Answer, Elastic, error_reason, lines

FIRST_WAIT_S = 0.1
# What a filter_path leaves of an answer: enough for verdicts, a tenth of the bytes.
_PATH = "/_bulk?filter_path=errors,items.*.status,items.*.error,items.*.result,items.*.failure_store"


class Verdict(enum.Enum):
    """What became of an operation."""

    DONE = "done"
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True)
class Operation:
    """Write a document (or delete it, where it is None) unless a higher version is stored."""

    index: str
    id: str
    version: int
    document: dict[str, Any] | None

    def to_lines(self) -> list[bytes]:
        """Return the lines of the bulk request."""
        meta: dict[str, Any] = {"_index": self.index, "_id": self.id, "version": self.version}
        meta["version_type"] = "external_gte"
        if self.document is None:
            return lines([{"delete": meta}])
        return lines([{"index": {**meta, "require_alias": True}}, self.document])


class Outcome(NamedTuple):
    """The verdict of one operation; a refused one has the server's reason."""

    operation: Operation
    verdict: Verdict
    reason: str = ""


class Waiting:
    """Tries again until it works: backoff with jitter, and a word to whoever watches.

    Args:
        max_wait_s: longest wait between two tries, in seconds.
        trouble: is told why it waits, and None when that is over.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        max_wait_s: float,
        trouble: Callable[[str | None], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.max_wait_s = max_wait_s
        self.trouble = trouble
        self._sleep = sleep
        self._tries = 0

    async def again(self, reason: str) -> None:
        """Say why and wait; each time twice as long, up to `max_wait_s` seconds."""
        self.trouble(reason)
        longest = min(self.max_wait_s, FIRST_WAIT_S * 2 ** min(self._tries, 30))
        self._tries += 1
        await self._sleep(longest * random.uniform(0.5, 1.0))

    def over(self) -> None:
        """Say that it works again, if it did not."""
        if self._tries:
            self._tries = 0
            self.trouble(None)


class Bulk:
    """Writes operations; returns when each has its verdict."""

    def __init__(self, elastic: Elastic, max_bytes: int, waiting: Waiting) -> None:
        self.elastic = elastic
        self.max_bytes = max_bytes
        self.waiting = waiting

    async def write(self, operations: Sequence[Operation]) -> list[Outcome]:
        """Return one outcome an operation, in order."""
        encoded = [operation.to_lines() for operation in operations]
        outcomes: dict[int, Outcome] = {}
        requests = list(reversed(list(chunks(encoded, self.max_bytes))))
        while requests:
            request = requests.pop()
            answer = await self.elastic.call("POST", _PATH, [line for i in request for line in encoded[i]])
            judged = judge(answer, [operations[i] for i in request])
            if judged is None:
                if answer.status in (400, 413):
                    # One document of the request may be at fault, or all of them together too large: halves tell.
                    middle = len(request) // 2
                    requests += [request[middle:], request[:middle]]
                else:
                    requests.append(request)
                    await self.waiting.again(answer.reason)
                continue
            left = [i for i, outcome in zip(request, judged, strict=True) if isinstance(outcome, str)]
            outcomes |= {i: o for i, o in zip(request, judged, strict=True) if isinstance(o, Outcome)}
            if left:
                requests.append(left)
                await self.waiting.again(next(o for o in judged if isinstance(o, str)))
            if not left:
                self.waiting.over()
        return [outcomes[i] for i in range(len(operations))]


def chunks(encoded: Sequence[Sequence[bytes]], max_bytes: int) -> Iterator[list[int]]:
    """Yield the positions of operations that fit together into requests of `max_bytes`; one too large goes alone."""
    chunk: list[int] = []
    size = 0
    for i, entry in enumerate(encoded):
        length = sum(len(line) + 1 for line in entry)
        if chunk and size + length > max_bytes:
            yield chunk
            chunk, size = [], 0
        chunk.append(i)
        size += length
    if chunk:
        yield chunk


def judge(answer: Answer, operations: Sequence[Operation]) -> list[Outcome | str] | None:
    """Return an outcome an operation, or why it must be sent again; None where the request as a whole got nowhere."""
    if answer.status in (400, 413) and len(operations) == 1:
        return [Outcome(operations[0], Verdict.REFUSED, answer.reason)]
    items = answer.body.get("items") if 200 <= answer.status < 300 and isinstance(answer.body, dict) else None
    if not isinstance(items, list) or len(items) != len(operations):
        return None
    return [_judge_item(operation, item) for operation, item in zip(operations, items, strict=True)]


def _judge_item(operation: Operation, item: Any) -> Outcome | str:
    result: dict[str, Any] = next(iter(item.values()), {}) if isinstance(item, dict) else {}
    status, reason = result.get("status", 0), error_reason(result)
    if result.get("failure_store") == "used":
        return Outcome(operation, Verdict.REFUSED, f"it went to the failure store {reason}".strip())
    if 200 <= status < 300 or (status == 404 and result.get("result") == "not_found"):
        return Outcome(operation, Verdict.DONE)
    if status == 409:
        return Outcome(operation, Verdict.OLDER)
    if status in (400, 413):
        return Outcome(operation, Verdict.REFUSED, reason)
    return reason or f"status {status}"
