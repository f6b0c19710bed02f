"""Which of several events of a sentence an argument belongs to, where it lists one after the other.

`هاجم المسلحون قوات البيشمركة في بردي، إلى جانب هجمات أخرى في الرشاد، فضلاً عن هجوم يوم 5 أيار`: where and when told
behind `إلى جانب` (beside) and the noun of a further event is told of that event, and neither of the one before it nor
of the next. What stands before holds for a further event too as far as that has none of its own: `هاجموا القرية أمس،
إلى جانب هجمات أخرى` says when both were. Of a series the one told by itself is such an event: `نفذوا عمليات عدة،
أبرزها كان في الأول من أيار حيث هاجموا` gives the operations no day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.annotation import Annotation, EventMention
from streams.resolve.date_clauses import listed
from streams.resolve.speech_words import Word, read, without_conjunction

# The doer of a list is told once, and its losses are often summed up at the end: the others are an item's own.
_OWN = frozenset({"place", "date", "recipient"})
# Between the connector and the noun of the further event may stand `سلسلة`, `عدد من`, `شنوا`.
_MOST_BETWEEN = 2


def own_arguments(sentence: Annotation, event: EventMention) -> tuple[tuple[str, int], ...]:
    """Return an event's arguments without those of the other events that the sentence lists."""
    starts = _items(sentence)
    if not starts:
        return event.arguments
    here = _item(starts, event.start)
    placed = [(role, index, _item(starts, sentence.entities[index].start)) for role, index in event.arguments]
    given = {role for role, _, item in placed if item == here}
    return tuple(
        (role, index)
        for role, index, item in placed
        if role not in _OWN or item == here or (item < here and role not in given)
    )


def _items(sentence: Annotation) -> list[int]:
    """Return where the further items of a list of events begin, in characters, rising."""
    if len(sentence.events) < 2:
        return []
    words = read(sentence.text, sentence.entities)
    triggers = {event.start for event in sentence.events}
    starts = []
    for at, end in _connectors(words):
        further = next((w for w in words[end : end + 1 + _MOST_BETWEEN] if w.start in triggers), None)
        if further is not None and without_conjunction(further.folded, listed("losses")) not in listed("losses"):
            starts.append(words[at].start)
    return sorted([*starts, *_foremost(words, max(triggers))])


def _foremost(words: Sequence[Word], last: int) -> Iterator[int]:
    """Yield where the one of a series begins that is told by itself; a trigger, at `last` the latest, follows it."""
    known = listed("foremost")
    for word, after in pairwise(words):
        named = without_conjunction(word.folded, known) in known and after.folded in listed("was")
        if named and word.start < last:
            yield word.start


def _connectors(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the words `[at, end)` of each connector, of one word or two."""
    known = listed("additions")
    begun = known | {phrase.split()[0] for phrase in known}
    for at, word in enumerate(words):
        first = without_conjunction(word.folded, begun)
        after = words[at + 1].folded if at + 1 < len(words) else ""
        if f"{first} {after}" in known:
            yield at, at + 2
        elif first in known:
            yield at, at + 1


def _item(starts: Sequence[int], position: int) -> int:
    return sum(start <= position for start in starts)
