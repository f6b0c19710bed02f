"""Keeps the epochs of news.articles in Elasticsearch and gives messages their versions: see `versions.py`."""

from __future__ import annotations

import asyncio
from typing import Any

from streams import headers as h
from streams.errors import KafkaError
from streams.index.bulk import Waiting
from streams.index.transport import Answer, Elastic
from streams.settings import Settings
from streams.telemetry import get_logger
from streams.topics import topic_facts
from streams.versions import Epochs, advance

log = get_logger(__name__)
DOCUMENT_ID = "epochs"
# The agent that reads news.articles, whose commits tell what has been read.
READER = "extract"


class EpochKeeper:
    """The epochs as this process knows them; looked up again when partitions were assigned anew."""

    def __init__(self, elastic: Elastic, settings: Settings, waiting: Waiting) -> None:
        self.elastic = elastic
        self.settings = settings
        self.waiting = waiting
        self._epochs: Epochs | None = None

    def forget(self) -> None:
        """Look again before the next message: after a rebalance, which added partitions cause too."""
        self._epochs = None

    async def known(self) -> Epochs:
        """Return the epochs; waits while Kafka or Elasticsearch cannot say."""
        while self._epochs is None:
            try:
                self._epochs = await self._look()
            except (KafkaError, LookupError) as err:
                await self.waiting.again(str(err))
        self.waiting.over()
        return self._epochs

    async def _look(self) -> Epochs:
        """Read, advance and store the epochs.

        Raises:
            KafkaError: Kafka does not answer.
            LookupError: Elasticsearch does not, or another worker stored first.
        """
        loop = asyncio.get_running_loop()
        facts = await loop.run_in_executor(None, topic_facts, self.settings, "articles", READER)
        found = await self._read()
        stored = Epochs.from_document(found["_source"]["state"]) if found else None
        epochs = advance(stored, facts, await self._highest_stored())
        if epochs != stored:
            await self._store(epochs, found)
        if stored is not None and epochs.epochs != stored.epochs:
            log.warning("new epoch", epoch=epochs.epochs[-1].number, topic=facts.name, partitions=len(facts.ends))
        return epochs

    async def _read(self) -> dict[str, Any] | None:
        answer = await self.elastic.call("GET", f"/{self.settings.index('state')}/_doc/{DOCUMENT_ID}")
        if answer.status == 404 and isinstance(answer.body, dict) and answer.body.get("found") is False:
            return None
        return dict(self._checked(answer))

    async def _highest_stored(self) -> int | None:
        query = {"size": 1, "sort": [{"version": "desc"}], "_source": ["version"]}
        answer = await self.elastic.call("POST", f"/{self.settings.index('articles')}/_search", query)
        hits = self._checked(answer)["hits"]["hits"]
        return int(hits[0]["_source"]["version"]) if hits else None

    async def _store(self, epochs: Epochs, found: dict[str, Any] | None) -> None:
        condition = "op_type=create"
        if found is not None:
            condition = f"if_seq_no={found['_seq_no']}&if_primary_term={found['_primary_term']}"
        path = f"/{self.settings.index('state')}/_doc/{DOCUMENT_ID}?require_alias=true&{condition}"
        self._checked(await self.elastic.call("PUT", path, {"state": epochs.to_document()}))

    def _checked(self, answer: Answer) -> Any:
        if not 200 <= answer.status < 300:
            raise LookupError(f"the epochs in {self.settings.index('state')}: {answer.reason}")
        return answer.body


def message_version(epochs: Epochs, partition: int, offset: int, headers: dict[str, bytes]) -> int:
    """Return the version of a message of news.articles.

    A replay keeps the version that its header carries, if that is a lower one: nobody can send an article that no later
    message could correct.
    """
    own = epochs.version(partition, offset)
    kept = h.integer(headers, h.VERSION) if h.REPLAYED in headers else None
    return own if kept is None else min(own, kept)
