"""The label spaces of the network's heads, read from the ontology, and what may stand with what.

Every head scores a fixed list of labels; their order is part of an exported model and is written into its card, so that
weights made for another ontology are refused instead of misread.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from models.annotation import ROLES
from models.yaml_data import load_yaml

NONE = "none"
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Labels:
    """All label lists, in the order of the heads' outputs.

    `triggers[0]`, `roles[0]` and `tags[0]` mean "nothing"; `tags` are O, then B- and I- of each entity type in turn;
    `modes` are pairs of event type and mode, `none` where a type's mode is not shown.
    """

    entity_types: tuple[str, ...]
    tags: tuple[str, ...]
    triggers: tuple[str, ...]
    statuses: tuple[str, ...]
    modes: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    contexts: tuple[str, ...]

    def mode_index(self, event_type: str, mode: str | None) -> int:
        """Return the index of a mode of an event type; raises ValueError if the ontology has no such pair."""
        return self.modes.index((event_type, mode or NONE))

    def to_dict(self) -> dict[str, list[str]]:
        """Return the lists as the card of a model holds them."""
        return {
            "tags": list(self.tags),
            "triggers": list(self.triggers),
            "statuses": list(self.statuses),
            "modes": [f"{event_type}:{mode}" for event_type, mode in self.modes],
            "roles": list(self.roles),
            "contexts": list(self.contexts),
        }


def _load(name: str) -> dict[str, dict[str, dict[str, object]]]:
    loaded: dict[str, dict[str, dict[str, object]]] = load_yaml(
        resources.files("models").joinpath(name).read_text(encoding="utf-8")
    )
    return loaded


@cache
def labels() -> Labels:
    """Return the label spaces of the ontology beside this module."""
    ontology = _load("ontology.yaml")
    entity_types = tuple(ontology["entity_types"])
    tags = ("O", *(f"{edge}-{name}" for name in entity_types for edge in "BI"))
    modes: list[tuple[str, str]] = []
    for event_type, facts in ontology["event_types"].items():
        known = facts.get("modes") or {}
        assert isinstance(known, dict)
        modes += [(event_type, mode) for mode in (NONE, *known)]
    return Labels(
        entity_types=entity_types,
        tags=tags,
        triggers=(NONE, *ontology["event_types"]),
        statuses=tuple(ontology["statuses"]),
        modes=tuple(modes),
        roles=(NONE, *ROLES),
        contexts=tuple(ontology["contexts"]),
    )


@cache
def role_fits() -> BoolArray:
    """Return which entity type (row) may fill which role (column, `none` first): shape (entity types, roles)."""
    space = labels()
    fits = np.zeros((len(space.entity_types), len(space.roles)), dtype=np.bool_)
    fits[:, 0] = True
    for role, types in _load("arguments.yaml").items():
        for name in types:
            fits[space.entity_types.index(name), space.roles.index(role)] = True
    fits.setflags(write=False)
    return fits


@cache
def mode_fits() -> BoolArray:
    """Return which mode (column) belongs to which trigger label (row): shape (triggers, modes)."""
    space = labels()
    return np.array([[event_type == name for event_type, _ in space.modes] for name in space.triggers], dtype=np.bool_)


@cache
def tag_follows() -> BoolArray:
    """Return whether a tag (column) may follow another (row): an I- needs its own type's B- or I- before it."""
    tags = labels().tags
    follows = np.ones((len(tags), len(tags)), dtype=np.bool_)
    for column, tag in enumerate(tags):
        if tag.startswith("I-"):
            follows[:, column] = [before[2:] == tag[2:] and before != "O" for before in tags]
    follows.setflags(write=False)
    return follows
