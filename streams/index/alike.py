"""Refusals that are all alike: then not the documents are wrong, but the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Fewer alike in one batch can be one sender's mistake; this many articles running cannot, whatever the batches.
MIN_BATCH = 5
RUNNING = 20
_VARIABLE = re.compile(r"\d+|'[^']*'|\bevent \S+:")


def kind(message: str) -> str:
    """Return a refusal without what differs from one document to the next: numbers, ids, quoted values."""
    return _VARIABLE.sub("", message)


class Alike:
    """Counts refusals that are alike, within a batch and running."""

    def __init__(self) -> None:
        self._kind = ""
        self._running = 0

    def look(self, refusals: Iterable[str], articles: int) -> str | None:
        """Return what to say if the templates must be wrong; None if the refusals can stand.

        Args:
            refusals: the messages of the articles that Elasticsearch refused in this batch.
            articles: how many articles of this batch it was asked to take.
        """
        messages = list(refusals)
        kinds = {kind(message) for message in messages}
        if len(kinds) != 1 or len(messages) < articles:
            if articles:
                self._running = 0
            return None
        one = kinds.pop()
        running = articles + (self._running if one == self._kind else 0)
        if articles < MIN_BATCH and running < RUNNING:
            self._kind, self._running = one, running
            return None
        return (
            f"Elasticsearch refuses every article alike, so its templates do not fit this version: {messages[0]}; run "
            "`rasid setup` of this version; nothing is rejected meanwhile"
        )
