"""ACLED and CAMEO: the table of cases (`schemes.yaml`), and that every type of the ontology has a CAMEO root."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.resolve.numerals import table
from streams.resolve.schemes import SchemeEvent, acled, acled_event_type, cameo

CASES: list[list[Any]] = yaml.safe_load(Path(__file__).with_name("schemes.yaml").read_text(encoding="utf-8"))


def event_of(row: list[Any]) -> SchemeEvent:
    kind, mode, status, actors, recipients, victims, weapons, trigger, _, _ = row
    doers, targets, hurt = (tuple((name, None) for name in names) for names in (actors, recipients, victims))
    return SchemeEvent(kind, mode, status, doers, targets, hurt, tuple(weapons), trigger)


@pytest.mark.parametrize("row", CASES, ids=lambda row: "-".join(map(str, row[:5])))
def test_schemes_case_gets_both_categories(row: list[Any]) -> None:
    event = event_of(row)
    assert (acled(event), cameo(event)) == (row[8], row[9])


def test_schemes_sector_outweighs_the_entity_type() -> None:
    # A body whose sector is known to be armed is no civilian, whatever its entity type.
    event = SchemeEvent("ASSAULT", actors=(("ORG", "REB"),), recipients=(("GRP", "COP"),))
    assert acled(event) == "Armed clash"


def test_schemes_every_sub_event_type_belongs_to_one_event_type() -> None:
    rules = [rule["is"] for rule in table("schemes.yaml")["acled"] if rule["is"]]
    assert all(acled_event_type(name) for name in rules)
    assert acled_event_type("Armed clash") == "Battles"
    assert acled_event_type("No such type") is None


def test_schemes_every_event_type_of_the_ontology_has_a_cameo_root(root: Path) -> None:
    ontology = yaml.safe_load((root / "models" / "ontology.yaml").read_text(encoding="utf-8"))
    for kind, entry in ontology["event_types"].items():
        for mode in (None, *entry.get("modes", {})):
            code = cameo(SchemeEvent(kind, mode))
            assert code is not None and code.isdigit() and len(code) == 2, (kind, mode)


def test_schemes_every_mode_of_the_rules_is_in_the_ontology(root: Path) -> None:
    ontology = yaml.safe_load((root / "models" / "ontology.yaml").read_text(encoding="utf-8"))
    modes = {mode for entry in ontology["event_types"].values() for mode in entry.get("modes", {})}
    for scheme in ("acled", "cameo"):
        for rule in table("schemes.yaml")[scheme]:
            told = rule.get("mode") or []
            assert set([told] if isinstance(told, str) else told) <= modes, rule
