"""Articles from files: every kind that is read, and every fault that is named without stopping the rest."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
from pathlib import Path

import pytest

from streams.errors import UsageError
from streams.feeds.files import Reader
from streams.feeds.item import Item, Refusal

# "Security forces arrested two suspects in Baqubah this morning."
STORY = "اعتقلت القوات الأمنية مشتبهين اثنين في بعقوبة صباح اليوم."
LIMIT = 4096


def read(*paths: object, source: str | None = None) -> list[Item | Refusal]:
    return list(Reader(LIMIT, source).read([str(p) for p in paths]))


def fields(result: Item | Refusal) -> dict[str, object]:
    assert isinstance(result, Item), result
    found: dict[str, object] = json.loads(result.raw)
    return found


def line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def test_read_text_file_is_one_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert fields(read(tmp_path / "a.txt", source="Example")[0]) == {"text": STORY, "source": "Example"}


def test_read_text_with_byte_order_mark_drops_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + STORY.encode())
    (tmp_path / "b.txt").write_bytes(STORY.encode("utf-16"))
    assert [fields(r)["text"] for r in read(tmp_path)] == [STORY, STORY]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.xz"])
def test_read_json_lines_of_all_compressions(tmp_path: Path, suffix: str) -> None:
    content = (line(text=STORY, id="1", source="Outlet") + "\n" + line(text=STORY)).encode()
    pack = {".jsonl": bytes, ".jsonl.gz": gzip.compress, ".jsonl.xz": lzma.compress}[suffix]
    path = tmp_path / f"articles{suffix}"
    path.write_bytes(pack(content))
    first, second = read(path)
    assert fields(first)["id"] == "outlet:1"
    assert second.where.endswith("line 3")


def test_read_bad_lines_are_refused_and_the_others_go_through(tmp_path: Path) -> None:
    deep = "[" * 10_000 + "]" * 10_000
    lines = ['{"text": ', '"text"', line(text=STORY).strip(), "\udcff", f'{{"text": {deep[:3000]}', line(text=STORY)]
    path = tmp_path / "mixed.jsonl"
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    results = read(path)
    reasons = [r.reason if isinstance(r, Refusal) else "ok" for r in results]
    assert reasons == ["not_json", "not_an_object", "ok", "not_utf8", "too_deep", "ok"]
    assert all(f"line {n}" in r.where for n, r in enumerate(results, 1))


def test_read_line_over_the_limit_is_refused_without_the_next(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_text(line(text="ا" * LIMIT) + line(text=STORY), encoding="utf-8")
    first, second = read(path)
    assert isinstance(first, Refusal)
    assert first.reason == "too_large"
    assert fields(second)["text"] == STORY


def test_read_gzip_bomb_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb") as stream:
        stream.write(line(text=STORY).encode())
        for _ in range(64):
            stream.write(b" " * (1 << 20))
    (tmp_path / "next.txt").write_text(STORY, encoding="utf-8")
    results = read(tmp_path)
    assert fields(results[0])["text"] == STORY
    assert any(isinstance(r, Refusal) and "decompression bomb" in r.message for r in results)
    assert fields(results[-1])["text"] == STORY


def test_read_broken_gzip_says_so_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line(text=STORY).encode() * 50)[:-20])
    (tmp_path / "b.jsonl.gz").write_bytes(b"no gzip at all")
    (tmp_path / "c.txt").write_text(STORY, encoding="utf-8")
    results = read(tmp_path)
    assert sum(isinstance(r, Refusal) and r.reason == "unreadable" for r in results) == 2
    assert fields(results[-1])["text"] == STORY


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.xz"])
def test_read_damaged_file_says_so_and_goes_on(tmp_path: Path, suffix: str) -> None:
    content = "".join(line(text=STORY, id=str(n)) for n in range(50)).encode()
    packed = bytearray({".jsonl.gz": gzip.compress, ".jsonl.xz": lzma.compress}[suffix](content))
    packed[20:24] = b"\xff" * 4
    (tmp_path / f"a{suffix}").write_bytes(packed)
    (tmp_path / "b.txt").write_text(STORY, encoding="utf-8")
    results = read(tmp_path)
    (refusal,) = (r for r in results if isinstance(r, Refusal))
    assert refusal.reason == "unreadable"
    assert f"a{suffix}" in refusal.where
    assert fields(results[-1])["text"] == STORY


def test_read_other_encoding_names_the_byte_and_the_cure(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(STORY.encode("windows-1256"))
    (refusal,) = read(tmp_path / "a.txt")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not_utf8"
    assert "byte 0" in refusal.message
    assert "iconv" in refusal.message


def test_read_html_page_gives_title_and_story_without_menus(tmp_path: Path) -> None:
    # A statement of the joint operations command about a search operation near Hawija, with a menu and a footer.
    body = "أعلنت قيادة العمليات المشتركة انطلاق عملية تفتيش في محيط الحويجة لملاحقة خلايا تنظيم داعش. " * 4
    page = (
        "<html><head><title>عملية تفتيش في الحويجة</title></head><body><nav><ul><li>الرئيسية<li>اتصل بنا</ul></nav>"
        f"<article><h1>عملية تفتيش في الحويجة</h1><p>{body}</p></article><footer>جميع الحقوق محفوظة</footer>"
        "</body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    found = fields(Reader(1 << 20).read([str(tmp_path / "page.html")]).__next__())
    assert "الحويجة" in str(found["text"])
    assert "اتصل بنا" not in str(found["text"])
    assert "الحويجة" in str(found["title"])


def test_read_page_without_an_article_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    (refusal,) = read(tmp_path / "empty.html")
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "no_text"


def test_read_json_document_may_be_an_object_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(line(text=STORY), encoding="utf-8")
    (tmp_path / "two.json").write_text(json.dumps([{"text": STORY}, 7]), encoding="utf-8")
    results = read(tmp_path)
    assert [isinstance(r, Item) for r in results] == [True, True, False]
    assert results[2].where.endswith("item 2")


def test_read_folder_leaves_out_hidden_and_unknown_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "picture.png", "README.md"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "c.txt").write_text(STORY, encoding="utf-8")
    assert [Path(r.where).name for r in read(tmp_path)] == ["a.txt", "b.txt"]


def test_read_missing_path_is_wrong_usage_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    with pytest.raises(UsageError, match="no such file"):
        read(tmp_path / "a.txt", tmp_path / "missing.txt")


def pipe(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard input hold so many bytes."""

    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]

    monkeypatch.setattr(sys, "stdin", Stdin)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("content", [STORY, line(text=STORY), "\n" + line(text=STORY), f"[\n{line(text=STORY)}]"])
def test_read_standard_input_is_text_json_lines_or_an_array(
    content: str, mark: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe(mark + content.encode(), monkeypatch)
    (item,) = read("-")
    assert fields(item)["text"] == STORY


def test_read_standard_input_text_in_brackets_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(f"[{STORY}] {STORY}".encode(), monkeypatch)
    (item,) = read("-")
    assert fields(item)["text"] == f"[{STORY}] {STORY}"
