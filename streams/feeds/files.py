"""Articles from files: text, HTML, JSON, JSON Lines (plain, gzip, xz), folders and standard input.

Files are read as streams and lines with a bound, so that neither a file of many gigabytes nor a compressed bomb costs
more memory than one message.
"""

from __future__ import annotations

import codecs
import gzip
import json
import lzma
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from streams.errors import ArticleError, UsageError
from streams.feeds.item import Item, Refusal
from streams.feeds.message import loads, make

STDIN = "-"
TEXT = (".txt", ".text")
PAGES = (".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".jsonl.xz", ".ndjson.xz")
KNOWN = (*TEXT, *PAGES, *LINES, ".json")
# News text compresses 3 to 8 times; 1000 times is what a bomb does. The bound holds from 16 MiB on, so that small files
# of much repetition pass.
MAX_RATIO = 200
RATIO_FROM_BYTES = 16 << 20

# A text can begin with a bracket too, but not with one before a brace.
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*[{\]]")


@dataclass(frozen=True)
class Reader:
    """Reads PATHs: `source` is given to articles that name none; `max_message_bytes` bounds a message."""

    max_message_bytes: int
    source: str | None = None

    def read(self, paths: Iterable[str]) -> Iterator[Item | Refusal]:
        """Yield the articles of files, folders (recursive, in order of name) and `-`, with a refusal for each fault.

        Raises:
            UsageError: a path does not exist, before anything is read.
        """
        files = [file for path in paths for file in expand(path)]
        for file in files:
            try:
                yield from self._file(file)
            except (OSError, EOFError, zlib.error, lzma.LZMAError) as err:
                yield Refusal(str(file), "unreadable", f"{err or type(err).__name__}; what came before it was read")

    def _file(self, path: str | Path) -> Iterator[Item | Refusal]:
        if path == STDIN:
            yield from self._standard_input()
            return
        name = str(path).lower()
        if name.endswith(LINES):
            with opened(Path(path)) as stream:
                yield from self._lines(stream, str(path))
            return
        with Path(path).open("rb") as stream:
            raw = stream.read(self.max_message_bytes + 1)
        if len(raw) > self.max_message_bytes:
            yield self._too_large(str(path))
        elif name.endswith(PAGES):
            yield from self._page(raw, str(path))
        elif name.endswith(".json"):
            yield from self._document(raw, str(path))
        else:
            yield self._text(raw, str(path))

    def _standard_input(self) -> Iterator[Item | Refusal]:
        stream, where = sys.stdin.buffer, "standard input"
        head = stream.peek(1)[:64] if hasattr(stream, "peek") else b""
        head = head.removeprefix(codecs.BOM_UTF8).lstrip()
        if head[:1] == b"{":
            yield from self._lines(cast("IO[bytes]", stream), where)
            return
        raw = stream.read(self.max_message_bytes + 1)
        if len(raw) > self.max_message_bytes:
            yield self._too_large(where)
        elif _ARRAY.match(raw):
            yield from self._document(raw, where)
        else:
            yield self._text(raw, where)

    def _lines(self, stream: IO[bytes], where: str) -> Iterator[Item | Refusal]:
        number = 0
        while line := stream.readline(self.max_message_bytes + 1):
            number += 1
            here = f"{where}, line {number}"
            if len(line) > self.max_message_bytes and not line.endswith(b"\n"):
                yield self._too_large(here)
                while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                    pass
            elif message := (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip():
                yield self._message(message, here)

    def _message(self, raw: bytes, where: str) -> Item | Refusal:
        try:
            fields = loads(raw, max_bytes=self.max_message_bytes)
            return Item(make(fields, self.source), where)
        except ArticleError as err:
            return Refusal(where, err.reason, str(err))

    def _document(self, raw: bytes, where: str) -> Iterator[Item | Refusal]:
        try:
            parsed = loads(raw, arrays=True, max_bytes=self.max_message_bytes)
        except ArticleError as err:
            yield Refusal(where, err.reason, str(err))
            return
        if isinstance(parsed, dict):
            yield self._message(raw, where)
            return
        for number, fields in enumerate(cast("list[Any]", parsed), 1):
            line = json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
            yield self._message(line, f"{where}, item {number}")

    def _text(self, raw: bytes, where: str) -> Item | Refusal:
        try:
            text = decode(raw)
        except UnicodeDecodeError as err:
            return Refusal(where, "not_utf8", not_utf8(err))
        return Item(make({"text": text}, self.source), where)

    def _page(self, raw: bytes, where: str) -> Iterator[Item | Refusal]:
        from streams.feeds.page import article_of

        try:
            yield Item(make(article_of(raw), self.source), where)
        except ArticleError as err:
            yield Refusal(where, err.reason, str(err))

    def _too_large(self, where: str) -> Refusal:
        return Refusal(
            where, "too_large", f"over {self.max_message_bytes} bytes; split it, or raise RASID_MAX_MESSAGE_BYTES"
        )


def expand(path: str) -> list[str | Path]:
    """Return the files of a path; hidden files and those of unknown kinds in a folder are left out.

    Raises:
        UsageError: there is no such file or folder.
    """
    if path == STDIN:
        return [STDIN]
    found = Path(path)
    if found.is_dir():
        files = sorted(p for p in found.rglob("*") if p.is_file() and not hidden(p.relative_to(found)))
        return [p for p in files if p.name.lower().endswith(KNOWN)]
    if not found.exists():
        raise UsageError(f"{path}: no such file or folder")
    return [found]


def hidden(path: Path) -> bool:
    """Tell whether a file or one of its folders is hidden."""
    return any(part.startswith(".") for part in path.parts)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file of lines, decompressed as its name says and guarded against bombs."""
    name = path.name.lower()
    if name.endswith(".gz"):
        with gzip.open(path) as stream:
            yield cast("IO[bytes]", Guarded(cast("IO[bytes]", stream), path))
    elif name.endswith(".xz"):
        with lzma.open(path) as stream:
            yield cast("IO[bytes]", Guarded(cast("IO[bytes]", stream), path))
    else:
        with path.open("rb") as stream:
            yield stream


class Guarded:
    """Lines of a compressed file, up to a ratio that no text reaches."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self.stream = stream
        self.limit_bytes = max(RATIO_FROM_BYTES, MAX_RATIO * path.stat().st_size)
        self.read_bytes = 0

    def readline(self, size: int) -> bytes:
        """Return the next line or `size` bytes of it.

        Raises:
            OSError: more came out than the ratio allows.
        """
        line = self.stream.readline(size)
        self.read_bytes += len(line)
        if self.read_bytes > self.limit_bytes:
            raise OSError(f"decompression bomb: over {MAX_RATIO} times its compressed size; decompress it yourself")
        return line


def decode(raw: bytes) -> str:
    """Return text of UTF-8 bytes, or of UTF-16 with its mark.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    return raw.decode("utf-8-sig")


def not_utf8(err: UnicodeDecodeError) -> str:
    """Say where the first byte stands that is not UTF-8, and what to do."""
    return (
        f"byte {err.start} (0x{err.object[err.start]:02x}) is not UTF-8; "
        "convert the file, e.g. iconv -f windows-1256 -t utf-8"
    )
