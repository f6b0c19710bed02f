#!/usr/bin/env python3
"""Score predicted event annotations against gold ones, sentence by sentence.

usage: score.py GOLD.jsonl PREDICTED.jsonl [--json]

Both files hold one sentence a line as data/events/check.py writes it (id, text, entities and events with
character offsets). Reported, micro-averaged over all sentences (precision, recall, F1 in percent):

entity      type and both offsets agree
trigger     a trigger's offsets agree
event       a trigger's offsets and the event type agree
argument    event type, role and the argument's offsets agree (the trigger may differ)
argument~   as argument, but offsets need only overlap
type        the set of event types of a sentence, whatever the trigger
status      of the events found (right trigger and type): share with the right status
mode        of the events found whose gold has a mode: share with the right mode
context     the set of contexts of a sentence
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

ROLES = ("actor", "recipient", "place", "date", "weapon", "killed", "wounded", "captured")


Row = Mapping[str, Any]


def read(path: str) -> dict[str, dict[str, Any]]:
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, filter(str.strip, lines))}


def entities(row: Row) -> collections.Counter[tuple[str, int, int]]:
    return collections.Counter((e["type"], e["start"], e["end"]) for e in row.get("entities", []))


def triggers(row: Row) -> set[tuple[int, int]]:
    return {(e["trigger"]["start"], e["trigger"]["end"]) for e in row.get("events", [])}


def events(row: Row) -> set[tuple[str, int, int]]:
    return {(e["type"], e["trigger"]["start"], e["trigger"]["end"]) for e in row.get("events", [])}


def arguments(row: Row) -> set[tuple[str, str, int, int]]:
    return {
        (event["type"], role, a["start"], a["end"])
        for event in row.get("events", [])
        for role in ROLES
        for a in event.get(role) or []
    }


def overlap_hits(gold: set[tuple[str, str, int, int]], pred: set[tuple[str, str, int, int]]) -> int:
    """Count gold arguments matched one to one by a predicted one of the same type and role that overlaps it."""
    free, hits = set(pred), 0
    for kind, role, start, end in sorted(gold):
        match = next((p for p in sorted(free) if p[:2] == (kind, role) and p[2] < end and start < p[3]), None)
        if match:
            free.remove(match)
            hits += 1
    return hits


def prf(hits: int, gold: int, pred: int) -> dict[str, float]:
    p, r = hits / pred if pred else 0.0, hits / gold if gold else 0.0
    return {"p": 100 * p, "r": 100 * r, "f1": 200 * p * r / (p + r) if p + r else 0.0, "gold": gold, "pred": pred}


MEASURES: dict[str, Callable[[Row], set[Any]]] = {
    "entity": lambda row: set(entities(row)),
    "trigger": triggers,
    "event": events,
    "argument": arguments,
    "type": lambda row: {e["type"] for e in row.get("events", [])},
    "context": lambda row: set(row.get("context", [])),
}


def score(gold: Mapping[str, Row], pred: Mapping[str, Row]) -> dict[str, dict[str, float]]:
    missing = sorted(set(gold) - set(pred))
    if missing:
        raise SystemExit(f"{len(missing)} sentences were not predicted, first {missing[:3]}")
    n: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    right: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for key, g in gold.items():
        p = pred[key]
        if p["text"] != g["text"]:
            raise SystemExit(f"the text of {key} was changed")
        for name, of in MEASURES.items():
            a, b = of(g), of(p)
            for i, v in enumerate((len(a & b), len(a), len(b))):
                n[name][i] += v
        c, d = arguments(g), arguments(p)
        for i, v in enumerate((overlap_hits(c, d), len(c), len(d))):
            n["argument~"][i] += v
        found = {(e["type"], e["trigger"]["start"]): e for e in p.get("events", [])}
        for e in g.get("events", []):
            hit = found.get((e["type"], e["trigger"]["start"]))
            if hit is None:
                continue
            right["status"][0] += hit.get("status") == e["status"]
            right["status"][1] += 1
            if e.get("mode"):
                right["mode"][0] += hit.get("mode") == e["mode"]
                right["mode"][1] += 1
    out = {name: prf(*v) for name, v in n.items()}
    out |= {name: {"accuracy": 100 * a / b if b else 0.0, "n": b} for name, (a, b) in right.items()}
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("predicted")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    result = score(read(args.gold), read(args.predicted))
    if args.json:
        print(json.dumps(result))
        return 0
    for name, r in result.items():
        if "f1" in r:
            counts = f"gold {r['gold']} predicted {r['pred']}"
            print(f"{name:10} P {r['p']:5.1f}  R {r['r']:5.1f}  F1 {r['f1']:5.1f}   {counts}")
        else:
            print(f"{name:10} accuracy {r['accuracy']:5.1f}   of {r['n']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
