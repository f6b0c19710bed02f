"""The version of an article: which of two messages about it is the newer one.

A version is epoch * 2^44 + offset in news.articles. One article's messages lie in one partition, so their offsets tell
their order, until partitions are added (an article moves to another partition, whose offsets are smaller) or the topic
is made anew (offsets begin at 0 again). Then a new epoch begins: versions of messages from its starts on are above all
before. The epochs are kept in Elasticsearch, beside the documents whose versions they order.

2^44 offsets are 17 million million messages a partition; 2^19 epochs fit a signed 64-bit number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from streams.topics import TopicFacts

OFFSETS = 1 << 44
MAX_VERSION = (1 << 63) - 1


@dataclass(frozen=True)
class Epoch:
    """An epoch and the offset by partition from which on messages belong to it; a partition not named starts at 0."""

    number: int
    starts: Mapping[int, int]


@dataclass(frozen=True)
class Epochs:
    """All epochs of news.articles, oldest first, and the topic as it was when last looked at."""

    epochs: tuple[Epoch, ...]
    ends: Mapping[int, int]
    topic_id: str | None

    def version(self, partition: int, offset: int) -> int:
        """Return the version of the message at an offset of a partition."""
        for epoch in reversed(self.epochs):
            if offset >= epoch.starts.get(partition, 0):
                return epoch.number * OFFSETS + offset
        return self.epochs[0].number * OFFSETS + offset

    def to_document(self) -> dict[str, Any]:
        """Return the document that Elasticsearch keeps."""
        return {
            "epochs": [{"number": e.number, "starts": {str(p): s for p, s in e.starts.items()}} for e in self.epochs],
            "ends": {str(p): end for p, end in self.ends.items()},
            "topic_id": self.topic_id,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Epochs:
        """Read that document."""
        epochs = tuple(Epoch(e["number"], _by_partition(e["starts"])) for e in document["epochs"])
        return cls(epochs, _by_partition(document["ends"]), document["topic_id"])


def _by_partition(offsets: Mapping[str, int]) -> dict[int, int]:
    return {int(partition): int(offset) for partition, offset in offsets.items()}


def advance(known: Epochs | None, facts: TopicFacts, highest_stored: int | None) -> Epochs:
    """Return the epochs as they are after a look at the topic; a new one where offsets no longer tell the order.

    Args:
        known: the epochs kept so far; None where there are none.
        facts: news.articles, with what the group of `extract` has committed.
        highest_stored: the highest version of any article in Elasticsearch; None where there is no article.
    """
    ends = dict(facts.ends)
    if known is None:
        # Articles without epochs: the state was lost, so everything to come must stand above what is stored.
        number = 0 if highest_stored is None else highest_stored // OFFSETS + 1
        return Epochs((Epoch(number, {}),), ends, facts.id)
    last = known.epochs[-1].number
    if _made_anew(known, facts, highest_stored):
        return Epochs((*known.epochs, Epoch(last + 1, {})), ends, facts.id)
    if len(ends) > len(known.ends):
        # What was not yet read belongs to the new epoch: an article that moved to another partition in the meantime
        # must not be taken for older than its first telling, which has been read.
        starts = {p: facts.committed.get(p, 0) for p in known.ends}
        return Epochs((*known.epochs, Epoch(last + 1, starts)), ends, facts.id or known.topic_id)
    return Epochs(known.epochs, ends, facts.id or known.topic_id)


def _made_anew(known: Epochs, facts: TopicFacts, highest_stored: int | None) -> bool:
    if known.topic_id is not None and facts.id is not None and known.topic_id != facts.id:
        return True
    if any(facts.ends.get(partition, -1) < end for partition, end in known.ends.items()):
        return True
    if highest_stored is None or highest_stored // OFFSETS != known.epochs[-1].number:
        return False
    return highest_stored % OFFSETS >= max(facts.ends.values(), default=0)
