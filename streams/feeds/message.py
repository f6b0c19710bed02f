"""The bytes of a message: JSON of an article's fields, with an id of its source's own."""

from __future__ import annotations

import json
from typing import Any

from streams.article import DEFAULT_MAX_MESSAGE_BYTES, load_json, prefixed_id
from streams.errors import ArticleError


def loads(raw: bytes, arrays: bool = False, max_bytes: int = DEFAULT_MAX_MESSAGE_BYTES) -> Any:
    """Return the object of JSON bytes (or the list, with `arrays`).

    Raises:
        ArticleError: it is not UTF-8, not JSON, nested too deep, too large, or not an object.
    """
    value = load_json(raw, max_bytes, [])
    if not isinstance(value, dict) and not (arrays and isinstance(value, list)):
        raise ArticleError("not_an_object", f"JSON {type(value).__name__}, not an object; send {{\"text\": …}}")
    return value


def make(fields: dict[str, Any], source: str | None = None) -> bytes:
    """Return a message: `source` where the fields name none, and the sender's id behind its source's name.

    Two outlets both number their articles from 1, so an id alone does not tell them apart.

    Raises:
        ArticleError: the id is too long or has control characters.
    """
    message = {name: value for name, value in fields.items() if value is not None}
    if source and not message.get("source"):
        message["source"] = source
    sender_id, outlet = message.get("id"), message.get("source")
    if isinstance(sender_id, str) and sender_id.strip() and isinstance(outlet, str) and outlet.strip():
        message["id"] = prefixed_id(outlet, sender_id.strip())
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
