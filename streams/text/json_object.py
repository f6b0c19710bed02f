"""A message's JSON object, read without trust: size, encoding, depth and numbers have bounds."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from streams.errors import ArticleError

# An article is flat; unknown fields may hold something, but no parser's stack depends on it.
MAX_DEPTH = 64
MAX_WARNINGS = 20

# The closing quotation mark is optional so that no match fails after a long way.
_TOKEN = re.compile(rb'"(?:[^"\\]+|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def load_object(raw: bytes, max_bytes: int, warnings: list[str]) -> dict[str, Any]:
    """Return the JSON object that a message is; `warnings` as for `load_json`.

    Raises:
        ArticleError: `too_large`, `not_utf8`, `too_deep`, `not_json` or `not_an_object`.
    """
    message = load_json(raw, max_bytes, warnings)
    if not isinstance(message, dict):
        raise ArticleError(
            "not_an_object",
            f'the message is a JSON {kind_of(message)}, not an object; send {{"text": …}}, one message an article',
        )
    return message


def load_json(raw: bytes, max_bytes: int, warnings: list[str]) -> Any:
    """Return the value of JSON bytes from a stranger.

    Of a field given twice the last value counts, as in most parsers, and `warnings` gets a line.

    Raises:
        ArticleError: `too_large`, `not_utf8`, `too_deep` or `not_json`.
    """
    if len(raw) > max_bytes:
        raise ArticleError(
            "too_large",
            f"the message has {len(raw)} bytes, {max_bytes} are allowed (max_message_bytes); send the article's "
            "text without images and pages around it",
        )
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise ArticleError(
            "not_utf8", f"the message is not UTF-8: byte {err.start} is 0x{raw[err.start]:02x}; encode it in UTF-8"
        ) from err
    _check_depth(raw)
    try:
        message = json.loads(
            decoded, object_pairs_hook=lambda pairs: _object(pairs, warnings), parse_constant=_refuse_constant
        )
    except RecursionError as err:
        raise ArticleError("too_deep", f"the message is nested too deep; {MAX_DEPTH} levels are allowed") from err
    except json.JSONDecodeError as err:
        at = len(decoded[: err.pos].encode("utf-8"))
        found = (
            "it is empty" if not decoded.strip() else f"at byte {at} (line {err.lineno}, column {err.colno}): {err.msg}"
        )
        raise ArticleError("not_json", f"the message is not JSON: {found}; send one JSON object an article") from err
    except ValueError as err:
        raise ArticleError(
            "not_json", f"the message is not JSON: {str(err)[:200]}; send numbers of usual size"
        ) from err
    return message


def _check_depth(raw: bytes) -> None:
    """Refuse deep nesting before the parser sees it, and say where it begins."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _TOKEN.finditer(raw):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                raise ArticleError(
                    "too_deep",
                    f"the message is nested more than {MAX_DEPTH} levels deep at byte {match.start()}; an article is "
                    "one flat object",
                )
        elif token in (b"]", b"}"):
            depth -= 1


def _object(pairs: list[tuple[str, Any]], warnings: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = [name[:100] for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        room = max(0, MAX_WARNINGS - len(warnings))
        warnings += [f"the field '{name}' is given more than once; the last one counts" for name in twice[:room]]
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")


def kind_of(value: Any) -> str:
    """Return what JSON calls the value: string, number, boolean, array, object or null."""
    if value is None:
        return "null"
    kinds = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), type(value).__name__)
