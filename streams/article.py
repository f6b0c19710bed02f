"""The message: one article as JSON, read, checked and identified.

    {"text": "…", "title": "…", "id": "…", "source": "…", "url": "…", "published": "2021-05-22T14:00:00+03:00",
     "language": "ar"}

Only `text` is required. What is not an article raises `ArticleError` with one of `REASONS`; what is odd but harmless
becomes a warning, and the article goes on.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timezone, tzinfo
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from streams.errors import ArticleError
from streams.text.dates import EARLIEST_YEAR
from streams.text.json_object import kind_of, load_object
from streams.text.json_object import load_json as load_json
from streams.text.language import why_not_arabic
from streams.text.published import LATEST_AHEAD
from streams.text.timestamp import parse_timestamp

# Why a message is refused; stable, since `news.rejected` carries them. `empty_after_cleaning` is raised by `clean`,
# `id_conflict` where ids are compared.
REASONS = (
    "not_json", "not_utf8", "too_deep", "not_an_object", "no_text", "text_not_string", "field_not_string", "not_arabic",
    "too_large", "id_too_long", "bad_id", "empty_after_cleaning", "id_conflict",
)  # fmt: skip

FIELDS = ("id", "text", "title", "source", "url", "published", "language")
DEFAULT_ZONE = ZoneInfo("Asia/Baghdad")
DEFAULT_MAX_MESSAGE_BYTES = 1 << 20
# Elasticsearch takes ids of up to 512 bytes.
MAX_ID_BYTES = 512
MAX_NAMED_FIELDS = 20

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_FINGERPRINT = re.compile(r"[\W_ـ]+")
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src")
_ARABIC_CODES = ("ar", "ara", "arb", "arabic", "العربية", "عربي")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its sender wrote it, not yet cleaned.

    `id` is the key of the message: the sender's id, else a hash (see `identify`). `published` and `received` are
    aware; `published` is None if the sender does not say. `language` is ISO 639-1. `unknown_fields` are the names of
    fields that were dropped, `warnings` what was odd.
    """

    id: str
    text: str
    title: str | None
    source: str | None
    url: str | None
    published: datetime | None
    received: datetime
    language: str
    unknown_fields: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def parse(
    raw: bytes,
    *,
    received: datetime,
    zone: tzinfo = DEFAULT_ZONE,
    max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
) -> Article:
    """Return the article of a message; `zone` is that of times without one, `received` is aware.

    Raises:
        ArticleError: the message is no article; `reason` is one of `REASONS`.
        ValueError: `received` has no zone.
    """
    if received.tzinfo is None:
        raise ValueError("the time of receipt needs a zone")
    warnings: list[str] = []
    message = load_object(raw, max_message_bytes, warnings)
    text = _text_of(message)
    fields = {name: _string(message, name, warnings) for name in ("title", "source", "url", "language")}
    sender_id = _sender_id(message)
    why = why_not_arabic(text)
    if why:
        raise ArticleError("not_arabic", f"the field 'text' is not Arabic: {why}; send Arabic articles only")
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        warnings.append("the field 'text' has lone surrogates (halves of characters); each became U+FFFD")
    _check_language(fields["language"], warnings)
    return Article(
        id=identify(id=sender_id, url=fields["url"], title=fields["title"], text=text),
        text=text,
        title=fields["title"],
        source=fields["source"],
        url=fields["url"],
        published=_published(message.get("published"), received, zone, warnings),
        received=received.astimezone(timezone.utc),
        language="ar",
        unknown_fields=_unknown(message),
        warnings=tuple(warnings),
    )


def identify(*, id: str | None = None, url: str | None = None, title: str | None = None, text: str = "") -> str:
    """Return an article's id: the sender's, else a hash of its address, else one of its title and text.

    The address counts without fragment and tracking parameters; of title and text only letters and digits count, so
    that spacing, punctuation, vowel marks and the shapes of quotation marks make no other article.

    Raises:
        ArticleError: `id_too_long` or `bad_id`.
    """
    if id and id.strip():
        return _checked_id(id.strip())
    if url and url.strip():
        return "url-" + _hash(_canonical_url(url.strip()))
    return "text-" + _hash(f"{_fingerprint(title or '')}\n{_fingerprint(text)}")


def prefixed_id(source: str, sender_id: str) -> str:
    """Return a sender's id as feeds send it on, behind the source's name: ids of two sources never meet.

    Raises:
        ArticleError: `id_too_long` or `bad_id`.
    """
    name = "-".join(re.findall(r"[\w.]+", _SURROGATE.sub("", source).casefold())) or "unknown"
    prefix = f"{name}:"
    return _checked_id(sender_id if sender_id.startswith(prefix) else prefix + sender_id)


def encode(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    published: datetime | str | None = None,
    language: str | None = None,
) -> bytes:
    """Return the message of an article, as feeds send it: JSON in UTF-8 without the fields that are None."""
    when = published.isoformat() if isinstance(published, datetime) else published
    values = {
        "id": id,
        "title": title,
        "source": source,
        "url": url,
        "published": when,
        "language": language,
        "text": text,
    }
    message = {name: _SURROGATE.sub("\ufffd", value) for name, value in values.items() if value is not None}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _unknown(message: dict[str, Any]) -> tuple[str, ...]:
    names = [_CONTROL.sub(" ", _SURROGATE.sub("\ufffd", name[:100])) for name in message if name not in FIELDS]
    return tuple(names[:MAX_NAMED_FIELDS])


def _text_of(message: dict[str, Any]) -> str:
    text = message.get("text")
    if text is None:
        raise ArticleError("no_text", "the field 'text' is missing; it holds the article's text")
    if not isinstance(text, str):
        raise ArticleError(
            "text_not_string", f"the field 'text' is a JSON {kind_of(text)}; send the article as one string"
        )
    if not text.strip("\ufeff\u200b\u200c\u200d\u200e\u200f\x00 \t\r\n\u00a0"):
        raise ArticleError("no_text", "the field 'text' is empty; it holds the article's text")
    return text


def _string(message: dict[str, Any], name: str, warnings: list[str]) -> str | None:
    """Return a field's text without outer white space and control characters; empty is absent."""
    value = message.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ArticleError(
            "field_not_string", f"the field '{name}' is a JSON {kind_of(value)}; send a string or leave it out"
        )
    clean = _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", value)).strip()
    if clean != value.strip():
        warnings.append(f"the field '{name}' has control characters or lone surrogates, which were replaced")
    return clean or None


def _sender_id(message: dict[str, Any]) -> str | None:
    value = message.get("id")
    if value is not None and not isinstance(value, str):
        raise ArticleError("bad_id", f"the field 'id' is a JSON {kind_of(value)}; send a string or leave it out")
    return value


def _checked_id(value: str) -> str:
    odd = _CONTROL.search(value) or _SURROGATE.search(value)
    if odd:
        raise ArticleError(
            "bad_id",
            f"the field 'id' has the character U+{ord(odd[0]):04X} at position {odd.start()}; ids have no control "
            "characters and no halves of characters",
        )
    size = len(value.encode("utf-8"))
    if size > MAX_ID_BYTES:
        raise ArticleError("id_too_long", f"the id has {size} bytes in UTF-8, {MAX_ID_BYTES} are allowed; shorten it")
    return value


def _check_language(language: str | None, warnings: list[str]) -> None:
    if language and language.casefold().replace("_", "-").split("-")[0] not in _ARABIC_CODES:
        warnings.append(f"the field 'language' says {language[:40]!r}, but the text is Arabic")


def _published(value: Any, received: datetime, zone: tzinfo, warnings: list[str]) -> datetime | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    shown = repr(value)[:60]
    moment = parse_timestamp(value, zone) if isinstance(value, str) else None
    if moment is None:
        warnings.append(f"the field 'published' ({shown}) is not a time in RFC 3339 or RFC 822 and was left out")
        return None
    try:
        too_early, too_late = moment.year < EARLIEST_YEAR, moment - received > LATEST_AHEAD
    except OverflowError:
        too_early, too_late = False, True
    if too_early or too_late:
        what = f"lies before {EARLIEST_YEAR}" if too_early else f"lies more than {LATEST_AHEAD.days} days ahead"
        warnings.append(f"the field 'published' ({shown}) {what} and was left out")
        return None
    return moment


def _fingerprint(text: str) -> str:
    return _NOT_IN_FINGERPRINT.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _hash(text: str) -> str:
    return hashlib.blake2b(_SURROGATE.sub("\ufffd", text).encode("utf-8"), digest_size=16).hexdigest()


def _canonical_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        query = [
            (key, value)
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(key)
        ]
    except ValueError:
        return url
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", urlencode(query), ""))
