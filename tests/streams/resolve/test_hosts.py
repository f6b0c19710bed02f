"""Hosts and guests of receptions; sentences are marked as in `test_attribution`."""

from __future__ import annotations

import pytest

from streams.resolve.resolver import Resolver
from tests.streams.resolve.test_resolver import one


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver.load()


@pytest.mark.parametrize(
    ("says", "marked", "roles", "hosts", "guests"),
    [
        ("the minister received two", "<استقبل> [PER: علي] [PER: حسن] و[PER: سعد]", "aaa", ["علي"], ["حسن", "سعد"]),
        ("Ali, he received Hasan", "بأن [PER: علي] <استقبل> [PER: حسن]", "aa", ["علي"], ["حسن"]),
        ("the reception by Ali of Hasan", "خلال <استقبال> [PER: علي] [PER: لحسن]", "rr", ["علي"], ["لحسن"]),
        ("known already", "<استقبل> [PER: علي] [PER: حسن]", "ra", ["علي"], ["حسن"]),
        ("Ali met Hasan: none is the host", "<التقى> [PER: علي] [PER: حسن]", "aa", [], ["علي", "حسن"]),
        ("he was there to receive them", "وكان في <استقبال> [PER: علي] [PER: حسن]", "aa", [], ["علي", "حسن"]),
        ("one alone", "<استقبل> [PER: علي] الضيف", "a", [], ["علي"]),
    ],
)
def test_reception_has_host_and_guests(
    resolver: Resolver, says: str, marked: str, roles: str, hosts: list[str], guests: list[str]
) -> None:
    names = {"a": "actor", "r": "recipient"}
    told = one(resolver, marked, *((names[role], n) for n, role in enumerate(roles)), type="CONSULT")
    assert [e["text"] for e in told["recipients"]] == hosts, says
    assert [e["text"] for e in told["actors"]] == guests, says
