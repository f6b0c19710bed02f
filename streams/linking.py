"""The agent `link`, and what the agent `index` sends it: `news.blocks` to `rasid-incidents`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import Executor

from streams import headers as h
from streams.agents import Agent, Message
from streams.errors import ArticleError
from streams.health import Health
from streams.incidents.linker import Change, Linker, message
from streams.index.writer import Written
from streams.metrics import Metrics
from streams.outbox import Outbox, Outgoing
from streams.settings import Settings


class BlockSender:
    """Tells the linker what an article's version tells, once it is in the index."""

    def __init__(self, outbox: Outbox, settings: Settings) -> None:
        self.outbox = outbox
        self.topic = settings.topic("blocks")

    async def send(self, written: Sequence[Written]) -> None:
        """Send one message for each block that an article tells in or told in; empty where it no longer does."""
        await self.outbox.send([outgoing for result in written for outgoing in self._messages(result)])

    def _messages(self, result: Written) -> list[Outgoing]:
        if result.status not in ("indexed", "withdrawn"):
            return []
        entry = result.entry
        tellings = [document["telling"] for document in result.events if "telling" in document]
        facts = h.encode({h.VERSION: entry.version})
        return [
            Outgoing(
                self.topic,
                block.encode(),
                json.dumps(message(block, entry.id, entry.version, tellings), ensure_ascii=False).encode(),
                facts,
            )
            for block in result.blocks
        ]


class LinkAgent(Agent):
    """news.blocks to rasid-incidents."""

    name = "link"

    def __init__(
        self,
        settings: Settings,
        outbox: Outbox,
        health: Health,
        metrics: Metrics,
        *,
        linker: Linker,
        executor: Executor,
    ) -> None:
        """`executor` has one thread: blocks are changed one after another."""
        super().__init__(settings, outbox, health, metrics)
        self.linker = linker
        self.executor = executor

    async def handle(self, messages: Sequence[Message]) -> None:
        """Bring the incidents of all blocks named up to date."""
        changes = []
        for msg in messages:
            try:
                changes.append(read_change(msg))
                self.metrics.messages.labels(self.name, "linked").inc()
            except ArticleError as err:
                await self.reject(msg, err.reason, str(err), h.integer(msg.headers, h.VERSION))
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self.executor, self.linker.apply, changes)


def read_change(msg: Message) -> Change:
    """Return the change of a message of news.blocks.

    Raises:
        ArticleError: it is none (`bad_block`).
    """
    try:
        change = Change.from_message(json.loads(msg.value or b"null"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as err:
        raise ArticleError(
            "bad_block", f"not a message of the agent index ({type(err).__name__}: {err}); news.blocks is its own topic"
        ) from err
    if msg.key != change.block.encode():
        raise ArticleError("bad_block", f"the key {msg.key!r} is not the block {change.block!r}, which it must be")
    return change
