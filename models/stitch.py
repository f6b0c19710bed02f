"""One annotation from the annotations of a long sentence's windows."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from models.annotation import Annotation, EventMention, Mention
from models.windows import Window
from models.words import Span

_CONTEXTS = 3


def stitch(text: str, spans: Sequence[Span], parts: Sequence[tuple[Window, Annotation]]) -> Annotation:
    """Join windows' annotations: each window decides on the entities and triggers that start in its core.

    An argument that lies in a neighbour's core is that neighbour's entity where the two overlap; where the neighbour
    saw none, the window's own is added. `spans` are the words of the whole sentence. The vector is left out.
    """
    entities: list[Mention] = []
    for window, part in parts:
        low, high = spans[window.core_start][0], spans[window.core_end - 1][1]
        taken = entities[-1].end if entities else 0
        entities += [m for m in part.entities if low <= m.start < high and m.start >= taken]
    drafts: list[tuple[EventMention, list[tuple[str, Mention]]]] = []
    for window, part in parts:
        low, high = spans[window.core_start][0], spans[window.core_end - 1][1]
        for event in part.events:
            if not low <= event.start < high:
                continue
            filled = [(role, _settled(part.entities[index], entities)) for role, index in event.arguments]
            drafts.append((event, filled))
    place = {mention: index for index, mention in enumerate(entities)}
    events = [
        replace(event, arguments=tuple(dict.fromkeys((role, place[mention]) for role, mention in filled)))
        for event, filled in sorted(drafts, key=lambda draft: draft[0].start)
    ]
    counted = Counter(name for _, part in parts for name in part.contexts)
    contexts = tuple(sorted(name for name, _ in counted.most_common(_CONTEXTS)))
    return Annotation(text, tuple(entities), tuple(events), contexts, None)


def _settled(mention: Mention, entities: list[Mention]) -> Mention:
    """Return the entity that stands for `mention`, adding `mention` itself if none overlaps it."""
    after = bisect_left(entities, mention.end, key=_start)
    # Entities do not overlap, so only the last one that starts before the mention's end can reach into it.
    if after and mention.start < entities[after - 1].end:
        return entities[after - 1]
    insort(entities, mention, key=_start)
    return mention


def _start(mention: Mention) -> int:
    return mention.start
