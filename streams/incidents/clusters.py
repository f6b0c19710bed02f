"""Tellings into incidents: a pure function of the set of tellings, whatever the order they came in.

Pairs above the threshold make a graph; within each of its components, pairs are joined from the surest on, and two
groups only if on the mean of their articles they still agree and no pair of them contradicts itself. The mean is the
guard against chains: A like B and B like C does not make A and C one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial

from streams.incidents.similarity import WEIGHTS, Weights, contradicts, similarity
from streams.incidents.telling import Telling

Group = tuple[Telling, ...]
Score = Callable[[Telling, Telling], "float | None"]


def cluster(tellings: Iterable[Telling], weights: Weights = WEIGHTS, score: Score | None = None) -> list[Group]:
    """Return the groups, each ordered, and ordered by their first tellings."""
    ordered = sorted(tellings, key=lambda t: t.order)
    compare = score or partial(similarity, weights=weights)
    scores = pair_scores(ordered, compare)
    groups: list[Group] = []
    for component in components(len(ordered), scores):
        groups.extend(tuple(ordered[i] for i in part) for part in split(component, scores, ordered, weights, compare))
    return sorted(groups, key=lambda g: g[0].order)


def pair_scores(ordered: Sequence[Telling], score_of: Score) -> dict[tuple[int, int], float]:
    """Return the similarities above the threshold of all pairs whose days overlap, by their indices."""
    by_day = sorted(range(len(ordered)), key=lambda i: ordered[i].first)
    scores: dict[tuple[int, int], float] = {}
    for position, i in enumerate(by_day):
        for j in by_day[position + 1 :]:
            if ordered[j].first > ordered[i].last:
                break
            score = score_of(ordered[i], ordered[j])
            if score is not None and score >= 0:
                scores[min(i, j), max(i, j)] = score
    return scores


def components(count: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of a graph of `count` nodes."""
    neighbours: dict[int, list[int]] = defaultdict(list)
    for i, j in edges:
        neighbours[i].append(j)
        neighbours[j].append(i)
    seen: set[int] = set()
    found = []
    for start in range(count):
        if start in seen:
            continue
        seen.add(start)
        stack, members = [start], []
        while stack:
            node = stack.pop()
            members.append(node)
            fresh = [n for n in neighbours[node] if n not in seen]
            seen.update(fresh)
            stack.extend(fresh)
        found.append(sorted(members))
    return found


def split(
    component: Sequence[int],
    scores: Mapping[tuple[int, int], float],
    ordered: Sequence[Telling],
    weights: Weights,
    score_of: Score,
) -> list[list[int]]:
    """Return the groups of one component, joined from the surest pair on."""
    groups = {i: [i] for i in component}
    home = {i: i for i in component}
    members = set(component)
    edges = sorted((-score, pair) for pair, score in scores.items() if pair[0] in members)
    for _, (i, j) in edges:
        a, b = home[i], home[j]
        if a != b and agree(groups[a], groups[b], ordered, weights, score_of):
            keep, gone = min(a, b), max(a, b)
            groups[keep] = sorted(groups[keep] + groups.pop(gone))
            home.update(dict.fromkeys(groups[keep], keep))
    return list(groups.values())


def agree(
    a: Sequence[int], b: Sequence[int], ordered: Sequence[Telling], weights: Weights, score_of: Score
) -> bool:
    """Tell whether no pair of two groups contradicts itself and their articles agree, each pair enough and on the mean.

    Two articles agree as far as their best pair does: a short later sentence of one says little, which is not against
    it.
    """
    best: dict[tuple[str, str], float] = {}
    for i in a:
        for j in b:
            one, other = ordered[i], ordered[j]
            score = score_of(one, other)
            if score is None or (score < 0 and contradicts(one, other, weights)):
                return False
            pair = one.article_id, other.article_id
            best[pair] = max(score, best.get(pair, score))
    return min(best.values()) >= weights.least and sum(best.values()) >= 0


def reach(tellings: Iterable[Telling]) -> tuple[str, str] | None:
    """Return the first and last day that tellings of one block can be linked to, as ISO dates."""
    days = [(t.first, t.last) for t in tellings]
    if not days:
        return None
    return (
        (min(d[0] for d in days) - timedelta(days=1)).isoformat(),
        (max(d[1] for d in days) + timedelta(days=1)).isoformat(),
    )
