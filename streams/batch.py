"""A batch of messages to records: the part of the agent `extract` that works, off the event loop."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from streams import headers as h
from streams.article import MAX_ID_BYTES, Article, parse
from streams.errors import ArticleError, ModelError
from streams.index.alike import MIN_BATCH, kind
from streams.record import Record
from streams.settings import Settings
from streams.telemetry import get_logger

log = get_logger(__name__)
Extract = Callable[[Sequence[Article]], "list[Record | ArticleError]"]
INTERNAL = "internal"


@dataclass(frozen=True)
class Job:
    """What of a message is needed to make its record."""

    key: bytes | None
    value: bytes | None
    timestamp_s: float
    headers: dict[str, bytes]


@dataclass(frozen=True)
class Result:
    """What is to be sent on: `extracted` (a record's bytes), `withdrawn` (None) or `rekeyed` (the message itself)."""

    outcome: str
    key: bytes
    value: bytes | None = None
    sender: str | None = None
    unknown_fields: int = 0


def extract_jobs(extract: Extract, jobs: Sequence[Job], settings: Settings) -> list[Result | ArticleError]:
    """Return a result or a refusal for each job, in order.

    Raises:
        ModelError: the model fails for every article of the batch alike; then no article is at fault.
    """
    results: dict[int, Result | ArticleError] = {}
    articles: dict[int, Article] = {}
    for i, job in enumerate(jobs):
        try:
            read = read_job(job, settings)
        except ArticleError as err:
            results[i] = err
            continue
        except Exception as err:  # an unforeseen fault of ours is one message's refusal, or it would come back for ever
            log.error("reading failed", exc_info=err)
            results[i] = ArticleError(
                INTERNAL, f"reading failed with {type(err).__name__}: {err}; replay it after an update"
            )
            continue
        if isinstance(read, Result):
            results[i] = read
        else:
            articles[i] = read
    records = extract_each(extract, list(articles.values()))
    for (i, article), record in zip(articles.items(), records, strict=True):
        results[i] = record if isinstance(record, ArticleError) else _result(article, record)
    return [results[i] for i in range(len(jobs))]


def read_job(job: Job, settings: Settings) -> Article | Result:
    """Return the article of a message, or what becomes of it without extraction.

    Raises:
        ArticleError: it is no article, or withdraws none.
    """
    if job.value is None:
        if not job.key:
            raise ArticleError("no_key", "a null value withdraws the article that the key names, and there is no key")
        return Result("withdrawn", _checked_key(job.key))
    article = parse(
        job.value, received=_received(job), zone=_zone(job, settings), max_message_bytes=settings.max_message_bytes
    )
    for warning in article.warnings:
        log.info("odd message", article=article.id, warning=warning)
    key = article.id.encode()
    if job.key != key and h.REKEYED not in job.headers:
        return Result("rekeyed", key)
    return article


def extract_each(extract: Extract, articles: list[Article]) -> list[Record | ArticleError]:
    """Return a record or a refusal an article, in order; one that breaks the extractor is refused alone.

    Raises:
        ModelError: all of several break it alike.
    """
    if not articles:
        return []
    try:
        records = extract(articles)
        if len(records) != len(articles):
            raise ModelError(f"the extractor gave {len(records)} records for {len(articles)} articles")
    except (ModelError, MemoryError):
        raise
    except Exception as err:  # an unforeseen fault of ours must not stop the articles behind it
        if len(articles) == 1:
            log.error("extraction failed", article=articles[0].id, exc_info=err)
            why = f"extraction failed with {type(err).__name__}: {err}; replay it after an update"
            return [ArticleError(INTERNAL, why)]
        records = [record for article in articles for record in extract_each(extract, [article])]
    broken = [str(r) for r in records if isinstance(r, ArticleError) and r.reason == INTERNAL]
    if len(broken) == len(records) >= MIN_BATCH and len({kind(message) for message in broken}) == 1:
        raise ModelError(f"extraction fails for every article alike, so none is at fault: {broken[0]}")
    return records


def _result(article: Article, record: Record) -> Result | ArticleError:
    try:
        value = _encoded(record)
    except (TypeError, ValueError) as err:
        return ArticleError(INTERNAL, f"the record is no JSON: {err}; replay it after an update")
    return Result("extracted", article.id.encode(), value, article.source, len(article.unknown_fields))


def _encoded(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def _checked_key(key: bytes) -> bytes:
    try:
        key.decode()
    except UnicodeDecodeError as err:
        raise ArticleError("bad_id", f"the key is not UTF-8 ({err}); it names the article to withdraw") from err
    if len(key) > MAX_ID_BYTES:
        raise ArticleError("id_too_long", f"the key has {len(key)} bytes, and ids have {MAX_ID_BYTES} at most")
    return key


def _received(job: Job) -> datetime:
    """Return when the message first came: a replay is later, and an undated article is of the first time."""
    first_ms = h.integer(job.headers, h.RECEIVED)
    seconds = job.timestamp_s if first_ms is None else min(job.timestamp_s, first_ms / 1000)
    return datetime.fromtimestamp(max(0.0, seconds), timezone.utc)


def _zone(job: Job, settings: Settings) -> tzinfo:
    name = h.text(job.headers, h.ZONE)
    if name:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            log.info("unknown zone in a header", zone=name)
    return settings.tzinfo
