"""A batch of messages to records: one fault is one message's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from streams.article import Article
from streams.batch import Job, extract_jobs
from streams.errors import ArticleError, ModelError
from streams.settings import Settings
from tests.streams.keyword_extract import BREAKS, keyword_extract

SETTINGS = Settings()


def job(id: str, text: str = "هجوم في كركوك", **headers: bytes) -> Job:  # an attack in Kirkuk
    fields = {"id": id, "text": text, "published": "2021-05-22 10:00", "colour": "red"}
    return Job(id.encode(), json.dumps(fields).encode(), 1_700_000_000.0, headers)


def reasons(results: Sequence[Any]) -> list[str]:
    return [r.reason if isinstance(r, ArticleError) else r.outcome for r in results]


def test_extract_jobs_keeps_order_among_refusals() -> None:
    bad = Job(b"x", b"{", 0.0, {})
    results = extract_jobs(
        keyword_extract, [job("a"), bad, job("b"), Job(b"c", None, 0.0, {}), job("d", BREAKS)], SETTINGS
    )
    assert reasons(results) == ["extracted", "not_json", "extracted", "withdrawn", "internal"]


def test_extract_jobs_counts_unknown_fields_and_keeps_them_out() -> None:
    (result,) = extract_jobs(keyword_extract, [job("a")], SETTINGS)
    assert not isinstance(result, ArticleError)
    assert result.unknown_fields == 1
    assert result.value is not None
    assert b"colour" not in result.value


def test_extract_jobs_reads_times_in_the_zone_of_the_feed() -> None:
    results = extract_jobs(
        keyword_extract, [job("a"), job("b", zone=b"Africa/Cairo"), job("c", zone=b"No/Where")], SETTINGS
    )
    times = [json.loads(r.value or b"")["article"]["published"] for r in results if not isinstance(r, ArticleError)]
    assert times == ["2021-05-22T10:00:00+03:00", "2021-05-22T10:00:00+02:00", "2021-05-22T10:00:00+03:00"]


@pytest.mark.parametrize(
    ("headers", "received"),
    [
        ({}, "2023-11-14T22:13:20+00:00"),
        ({"received": b"1600000000000"}, "2020-09-13T12:26:40+00:00"),  # a replay of what came then
        ({"received": b"9" * 18}, "2023-11-14T22:13:20+00:00"),
        ({"received": b"yesterday"}, "2023-11-14T22:13:20+00:00"),
    ],
)
def test_extract_jobs_article_is_received_when_it_first_came(headers: dict[str, bytes], received: str) -> None:
    (result,) = extract_jobs(keyword_extract, [job("a", **headers)], SETTINGS)
    assert not isinstance(result, ArticleError)
    assert json.loads(result.value or b"")["article"]["received"] == received


def test_extract_jobs_with_model_broken_for_all_alike_raises() -> None:
    def broken(articles: Sequence[Article]) -> Any:
        raise RuntimeError("no session")

    with pytest.raises(ModelError, match="every article alike"):
        extract_jobs(broken, [job(f"a{n}") for n in range(8)], SETTINGS)


def test_extract_jobs_with_too_few_records_raises() -> None:
    with pytest.raises(ModelError, match="1 records for 2 articles"):
        extract_jobs(lambda articles: keyword_extract(articles[:1]), [job("a"), job("b")], SETTINGS)


def test_extract_jobs_record_that_is_no_json_is_refused_alone() -> None:
    def odd(articles: Sequence[Article]) -> Any:
        records = keyword_extract(articles)
        records[0]["events"][0]["score"] = float("nan")
        return records

    assert reasons(extract_jobs(odd, [job("a"), job("b")], SETTINGS)) == ["internal", "extracted"]


def test_extract_jobs_with_parser_broken_refuses_that_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: bytes, **options: Any) -> Any:
        raise ZeroDivisionError("so")

    monkeypatch.setattr("streams.batch.parse", broken)
    assert reasons(extract_jobs(keyword_extract, [job("a")], SETTINGS)) == ["internal"]
