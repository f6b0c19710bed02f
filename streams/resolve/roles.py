"""The mentions of an event by the role that they play in it."""

from __future__ import annotations

from collections.abc import Sequence

from models.annotation import Annotation, EventMention
from streams.resolve.additions import own_arguments
from streams.resolve.facts import Resolved
from streams.resolve.hosts import with_host
from streams.resolve.party_heads import without_heads
from streams.resolve.victim_groups import distinct
from streams.resolve.victims import LOSSES, counted


def roles_of(sentence: Annotation, mentions: Sequence[Resolved], event: EventMention) -> dict[str, list[Resolved]]:
    """Return the mentions of an event by role; `mentions` are those of the sentence, in the order of its entities."""
    by_role: dict[str, list[int]] = {}
    for role, index in own_arguments(sentence, event):
        by_role.setdefault(role, []).append(index)
    for role in LOSSES:
        by_role[role] = counted(sentence, by_role.get(role, ()))
    by_role = with_host(sentence, event, without_heads(sentence, distinct(sentence, event, by_role)))
    return {role: [mentions[i] for i in indices] for role, indices in by_role.items()}
