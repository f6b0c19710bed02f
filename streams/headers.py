"""The headers of Kafka messages: what travels beside the bytes from topic to topic.

Names are short and plain, since people read them in their own tools. Values are UTF-8 text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

VERSION = "version"  # of the article: epoch * 2^44 + offset in news.articles
REKEYED = "rekeyed"  # sent on once with the right key; never a second time
REPLAYED = "replayed"  # taken back from news.rejected
RECEIVED = "received"  # when a message that was rejected first came to its topic, ms since 1970
ZONE = "zone"  # the feed's time zone, for dates that name none
SENDER = "source"  # the source as the message itself names it, which `id_conflict` compares

HeadersIn = Iterable[tuple[str, bytes | None]] | Mapping[str, bytes | None] | None
Headers = list[tuple[str, bytes]]


def to_dict(headers: HeadersIn) -> dict[str, bytes]:
    """Return the headers by name; where a name comes twice, the last counts, as in Kafka's own clients."""
    if not headers:
        return {}
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return {str(name): value for name, value in pairs if value is not None}


def text(headers: Mapping[str, bytes], name: str) -> str | None:
    """Return a header's text, or None where it is missing; bytes that are no UTF-8 are shown escaped."""
    value = headers.get(name)
    return None if value is None else value.decode("utf-8", "backslashreplace")


def integer(headers: Mapping[str, bytes], name: str) -> int | None:
    """Return a header's whole number from 0 to 2^63 - 1; None where it is missing or no such number."""
    value = headers.get(name, b"")
    return int(value) if value.isdigit() and len(value) < 19 else None


def encode(facts: Mapping[str, object]) -> Headers:
    """Return headers of facts; those that are None are left out."""
    return [
        (name, str(value).encode("utf-8", "backslashreplace")) for name, value in facts.items() if value is not None
    ]
