"""The tellings of one block in memory, and the incidents they make; only what a change touches is computed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from streams.incidents.clusters import Group, cluster
from streams.incidents.similarity import WEIGHTS, Weights, similarity
from streams.incidents.telling import Telling


class Block:
    """Tellings by id, with the edges between those that agree.

    The groups are those of `clusters.cluster` over all tellings, since groups never cross a component and a component
    that no change touches stays as it is.
    """

    def __init__(self, weights: Weights = WEIGHTS) -> None:
        self.weights = weights
        self.tellings: dict[str, Telling] = {}
        self.versions: dict[str, int] = {}
        self._articles: dict[str, set[str]] = defaultdict(set)
        self._by_day: dict[date, set[str]] = defaultdict(set)
        self._edges: dict[str, set[str]] = defaultdict(set)
        self._scores: dict[str, dict[str, float | None]] = defaultdict(dict)

    def replace(self, article_id: str, version: int, tellings: Sequence[Telling]) -> set[str]:
        """Put an article's tellings in the place of those it had; return the ids of all tellings that this touches.

        An older version than the one known changes nothing and touches nothing; the same one again touches its own, so
        that a repeat after a crash writes what the crash may have left out.
        """
        if version < self.versions.get(article_id, -1):
            return set()
        self.versions[article_id] = version
        new = {t.event_id: t for t in tellings}
        touched = set(new)
        for gone in self._articles[article_id] - set(new):
            touched |= self._remove(gone)
        for event_id, telling in new.items():
            if event_id in self.tellings:
                touched |= self._remove(event_id)
            self._add(telling)
        self._articles[article_id] = set(new)
        return touched

    def add_loaded(self, tellings: Iterable[Telling]) -> None:
        """Add tellings that were stored before; those already here are newer and stay."""
        for telling in tellings:
            if telling.event_id in self.tellings or telling.version < self.versions.get(telling.article_id, -1):
                continue
            self.versions[telling.article_id] = max(telling.version, self.versions.get(telling.article_id, -1))
            self._articles[telling.article_id].add(telling.event_id)
            self._add(telling)

    def _add(self, telling: Telling) -> None:
        days = days_of(telling)
        for other in set().union(*(self._by_day[day] for day in days)):
            score = self.score(telling, self.tellings[other])
            if score is not None and score >= 0:
                self._edges[telling.event_id].add(other)
                self._edges[other].add(telling.event_id)
        self.tellings[telling.event_id] = telling
        for day in days:
            self._by_day[day].add(telling.event_id)

    def score(self, a: Telling, b: Telling) -> float | None:
        """Return the similarity of two tellings, computed once: each change groups a whole component anew."""
        known = self._scores[a.event_id]
        if b.event_id not in known:
            known[b.event_id] = self._scores[b.event_id][a.event_id] = similarity(a, b, self.weights)
        return known[b.event_id]

    def _remove(self, event_id: str) -> set[str]:
        """Take a telling out and return its neighbours."""
        neighbours = self._edges.pop(event_id, set())
        for other in neighbours:
            self._edges[other].discard(event_id)
        for other in self._scores.pop(event_id, {}):
            self._scores[other].pop(event_id, None)
        telling = self.tellings.pop(event_id, None)
        for day in days_of(telling) if telling else ():
            self._by_day[day].discard(event_id)
        return neighbours

    def component(self, touched: Iterable[str]) -> set[str]:
        """Return the ids of all tellings connected to those touched."""
        stack = [t for t in touched if t in self.tellings]
        seen = set(stack)
        while stack:
            for other in self._edges.get(stack.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return seen

    def groups(self, ids: Iterable[str]) -> list[Group]:
        """Return the groups of whole components."""
        return cluster((self.tellings[i] for i in ids), self.weights, self.score)

    def spans(self, ids: Iterable[str]) -> set[tuple[date, date]]:
        """Return the first and last days of tellings."""
        return {(self.tellings[i].first, self.tellings[i].last) for i in ids if i in self.tellings}


def days_of(telling: Telling) -> list[date]:
    """Return the days on which a telling's event can have been, `MAX_SPAN_DAYS` and one at most."""
    return [telling.first + timedelta(days=n) for n in range((telling.last - telling.first).days + 1)]
