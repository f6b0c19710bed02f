"""Who receives whom: the host of a reception is its recipient, the guests are its actors.

`استقبل بارزاني وفداً`, `بارزاني استقبل وفداً`, `استقبال بارزاني لوفد`: who stands before the verb in its clause receives,
else who stands right behind it. Where one side of such an event is given nobody, the host is told from the guests so.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.annotation import Annotation, EventMention
from streams.resolve.date_clauses import listed
from streams.resolve.speech_words import read, without_conjunction

_SIDES = ("actor", "recipient")


def with_host(sentence: Annotation, event: EventMention, by_role: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Return the mentions by role, those of a reception of which one side is empty with host and guests apart."""
    result = dict(by_role)
    sides = [i for role in _SIDES for i in by_role.get(role, ())]
    one_sided = not (by_role.get("actor") and by_role.get("recipient"))
    if event.type != "CONSULT" or not one_sided or len(sides) < 2 or not _receives(sentence, event):
        return result
    host = _host(sentence, event, sides)
    result["actor"] = [i for i in sides if i != host]
    result["recipient"] = [host]
    return result


def _receives(sentence: Annotation, event: EventMention) -> bool:
    """Tell whether the trigger is a verb or noun of receiving, and not in `كان في استقباله` (was there to receive)."""
    words = read(sentence.text, sentence.entities)
    at = next((n for n, word in enumerate(words) if word.start == event.start), -1)
    if at < 0 or (at and words[at - 1].folded == "في"):
        return False
    known = listed("receives")
    return without_conjunction(words[at].folded, known) in known


def _host(sentence: Annotation, event: EventMention, sides: list[int]) -> int:
    """Return the mention of the host: the last before the trigger, else the first behind it."""
    ordered = sorted(sides, key=lambda i: sentence.entities[i].start)
    before = [i for i in ordered if sentence.entities[i].end <= event.start]
    return before[-1] if before else ordered[0]
