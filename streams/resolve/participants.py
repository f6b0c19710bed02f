"""Whom `الجانبان` (both sides) and `المجتمعون` (those who met) mean: the parties of the gathering told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from streams.resolve.article import ResolvedActor
from streams.resolve.facts import Resolved, Telling
from streams.resolve.numerals import word_list
from streams.resolve.roles import roles_of
from streams.resolve.spelling import tokens, variants

_GATHERINGS = frozenset({"CONSULT", "AGREE"})
_SIDES = ("actor", "recipient")


_words = partial(word_list, "parties.yaml")


def with_participants(tellings: Sequence[Telling], resolved: Sequence[Sequence[Resolved]]) -> list[list[Resolved]]:
    """Return the mentions, those of the parties of a meeting with whom they mean.

    They mean the known parties of the last gathering before that has two or more of them: `الجانبان` of one that has
    just two. Where none was told they stay as they are.
    """
    if not any(_kinds(mention) for mentions in resolved for mention in mentions):
        return [list(mentions) for mentions in resolved]
    result, told = [], list[tuple[ResolvedActor, ...]]()
    for telling, mentions in zip(tellings, resolved, strict=True):
        row = list(mentions)
        for event in telling.annotation.events:
            roles = roles_of(telling.annotation, row, event)
            sides = [m for role in _SIDES for m in roles.get(role, ())]
            for mention in sides:
                met = _meant(mention, told)
                if met:
                    row[row.index(mention)] = replace(mention, members=tuple((mention.span, who) for who in met))
            parties = _known(sides)
            if event.type in _GATHERINGS and len(parties) > 1:
                told.append(parties)
        result.append(row)
    return result


def _known(mentions: Sequence[Resolved]) -> tuple[ResolvedActor, ...]:
    """Return the parties of the register among mentions, each once."""
    actors = [each.actor for m in mentions for each in m.each() if each.actor is not None and each.actor.id]
    return tuple({actor.id: actor for actor in actors}.values())


def _kinds(mention: Resolved) -> frozenset[str]:
    """Return which of the lists a mention of one word is in."""
    return _lists(mention.span["text"]) if mention.actor is not None else frozenset()


@lru_cache(maxsize=4096)
def _lists(text: str) -> frozenset[str]:
    words = tokens(text) if " " not in text else []
    readings = set(variants(words[0])) if len(words) == 1 else set()
    return frozenset(name for name in ("those_who_met", "both_sides") if readings & _words(name))


def _meant(mention: Resolved, told: Sequence[tuple[ResolvedActor, ...]]) -> tuple[ResolvedActor, ...]:
    kinds = _kinds(mention)
    if not kinds or mention.members or not told:
        return ()
    if "those_who_met" in kinds:
        return told[-1]
    return next((parties for parties in reversed(told) if len(parties) == 2), ())
