"""Which of several events of a sentence an argument belongs to, where it lists one after the other.

`هاجم المسلحون قوات البيشمركة في بردي، إلى جانب هجمات أخرى في الرشاد، فضلاً عن هجوم يوم 5 أيار`: where and when told
behind `إلى جانب` (beside) and the noun of a further event is told of that event, and neither of the one before it nor
of the next. What stands before holds for a further event too as far as that has none of its own: `هاجموا القرية أمس،
إلى جانب هجمات أخرى` says when both were. Of a series the one told by itself is such an event: `نفذوا عمليات عدة،
أبرزها كان في الأول من أيار حيث هاجموا` gives the operations no day. The only date of a further item is that of its
first event, and who did the event before also did one of the same type that a noun adds without a doer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from models.annotation import Annotation, EventMention, Mention
from streams.resolve.date_clauses import listed
from streams.resolve.numerals import fold
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
    lone = _lone_date(sentence, event, starts, here)
    placed = [(role, index, _item(starts, sentence.entities[index].start)) for role, index in event.arguments]
    placed += [("actor", index, here) for index in _doers(sentence, event, starts, here)]
    placed += [("date", index, here) for index in lone if ("date", index, here) not in placed]
    given = {role for role, _, item in placed if item == here}
    return tuple(
        (role, index)
        for role, index, item in placed
        if role not in _OWN or item == here or (item < here and role not in given)
    )


def _lone_date(sentence: Annotation, event: EventMention, starts: Sequence[int], here: int) -> list[int]:
    """Return the one date of a further item for the first event of it: `فضلاً عن هجوم في يوم 5 أيار`."""
    first = min(e.start for e in sentence.events if _item(starts, e.start) == here)
    dates = [n for n, m in enumerate(sentence.entities) if m.type == "DATE" and _item(starts, m.start) == here]
    return dates if here and event.start == first and len(dates) == 1 else []


def _doers(sentence: Annotation, event: EventMention, starts: Sequence[int], here: int) -> list[int]:
    """Return who did the last event of the same type before the item that a noun opens, if the event has no doer."""
    if not here or any(role == "actor" for role, _ in event.arguments):
        return []
    if fold(sentence.text[starts[here - 1] :]).split()[0].removeprefix("و") in listed("clause_openers"):
        return []
    rest = (e for e in reversed(sentence.events) if e.type == event.type and _item(starts, e.start) < here)
    return [index for e in rest for role, index in e.arguments if role == "actor"][:1]


def _items(sentence: Annotation) -> tuple[int, ...]:
    """Return where the further items of a list of events begin, in characters, rising."""
    if len(sentence.events) < 2:
        return ()
    return _starts(sentence.text, sentence.entities, frozenset(event.start for event in sentence.events))


# Asked for by each event of a sentence, and twice where the article tells of those who met.
@lru_cache(maxsize=64)
def _starts(text: str, entities: tuple[Mention, ...], triggers: frozenset[int]) -> tuple[int, ...]:
    words = read(text, entities)
    starts = []
    for at, end in _connectors(words):
        further = next((w for w in words[end : end + 1 + _MOST_BETWEEN] if w.start in triggers), None)
        if further is not None and without_conjunction(further.folded, listed("losses")) not in listed("losses"):
            starts.append(words[at].start)
    return tuple(sorted([*starts, *_foremost(words, max(triggers))]))


def _foremost(words: Sequence[Word], last: int) -> Iterator[int]:
    """Yield where the one of a series begins that is told by itself; a trigger, at `last` the latest, follows it."""
    known = listed("foremost")
    for word, after in pairwise(words):
        named = without_conjunction(word.folded, known) in known and after.folded in listed("was")
        if named and word.start < last:
            yield word.start


def _connectors(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the words `[at, end)` of each connector, of one word or two."""
    known, begun = listed("additions"), _first_words()
    for at, word in enumerate(words):
        first = without_conjunction(word.folded, begun)
        if first not in begun:
            continue
        after = words[at + 1].folded if at + 1 < len(words) else ""
        if f"{first} {after}" in known:
            yield at, at + 2
        elif first in known:
            yield at, at + 1


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in listed("additions"))


def _item(starts: Sequence[int], position: int) -> int:
    return sum(start <= position for start in starts)
