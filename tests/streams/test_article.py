"""Messages become articles, or are refused with a reason that says what, where and what to do."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.article import MAX_ID_BYTES, REASONS, encode, identify, parse, prefixed_id
from streams.errors import ArticleError

RECEIVED = datetime(2024, 3, 1, 8, 0, tzinfo=timezone.utc)
# "The security forces arrested two suspects in the city."
TEXT = "اعتقلت القوات الأمنية اثنين من المطلوبين في المدينة."


def message(**fields: Any) -> bytes:
    return json.dumps({"text": TEXT, **fields}, ensure_ascii=False).encode("utf-8")


def refusal(raw: bytes, **options: Any) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        parse(raw, received=RECEIVED, **options)
    assert caught.value.reason in REASONS
    return caught.value


@pytest.mark.parametrize(
    ("raw", "reason", "says"),
    [
        (b"", "not_json", "it is empty"),
        (b"{", "not_json", "at byte 1"),
        ('{"نص": }'.encode(), "not_json", "at byte 9"),
        (b"hello", "not_json", "at byte 0"),
        (b'{"text": NaN}', "not_json", "NaN"),
        (b'{"text": Infinity}', "not_json", "Infinity"),
        (b'{"text": ' + b"1" * 10_000 + b"}", "not_json", "digits"),
        (b'{"text": "a\x01b"}', "not_json", "control character"),
        (message() + b"{}", "not_json", "Extra data"),
        (b"\xff\xfe{\x00}\x00", "not_utf8", "byte 0 is 0xff"),
        (b'{"text": "\xe3\x28"}', "not_utf8", "byte 10"),
        (b"[" * 10_000 + b"]" * 10_000, "too_deep", "at byte 64"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep", "64 levels"),
        (b"[" * 10_000, "too_deep", "64 levels"),
        (b"[]", "not_an_object", "array"),
        (b'"text"', "not_an_object", "string"),
        (b"null", "not_an_object", "null"),
        (b"3", "not_an_object", "number"),
        (b"{}", "no_text", "missing"),
        (b'{"text": null}', "no_text", "missing"),
        (b'{"text": " \\n\\u200b"}', "no_text", "empty"),
        (b'{"text": 5}', "text_not_string", "number"),
        (b'{"text": ["a"]}', "text_not_string", "array"),
        (message(title=5), "field_not_string", "'title' is a JSON number"),
        (message(url={}), "field_not_string", "'url' is a JSON object"),
        (message(source=True), "field_not_string", "'source' is a JSON boolean"),
        (message(id=17), "bad_id", "'id' is a JSON number"),
        (message(id="a\nb"), "bad_id", "U+000A at position 1"),
        (b'{"id": "\\ud800", "text": "' + TEXT.encode() + b'"}', "bad_id", "U+D800"),
        (message(id="م" * 257), "id_too_long", "514 bytes"),
        (b'{"text": "Three people were killed on Monday."}', "not_arabic", "0%"),
        (b'{"text": "12345"}', "not_arabic", "no letters"),
    ],
)
def test_parse_bad_message_is_refused_with_reason(raw: bytes, reason: str, says: str) -> None:
    error = refusal(raw)
    assert error.reason == reason
    assert says in str(error)


def test_parse_message_over_the_limit_is_too_large() -> None:
    raw = message()
    error = refusal(raw, max_message_bytes=len(raw) - 1)
    assert error.reason == "too_large"
    assert str(len(raw)) in str(error)
    assert parse(raw, received=RECEIVED, max_message_bytes=len(raw)).text == TEXT


def test_parse_brackets_within_strings_are_not_depth() -> None:
    assert parse(message(title="[" * 500 + '"{\\'), received=RECEIVED).title == "[" * 500 + '"{\\'


def test_parse_hostile_strings_are_searched_once() -> None:
    # Escaped quotation marks outside a string: a search that starts anew at each would take minutes.
    assert refusal(b'[{"' * 40 + b'\\"' * 400_000).reason in ("not_json", "too_deep")


def test_parse_full_message_gives_article() -> None:
    raw = message(
        id="n-1",
        title=" عنوان\tالخبر ",
        source="واع",
        url="https://a.example/1",
        published="2024-02-29 10:00",
        language="ar-IQ",
    )
    article = parse(raw, received=RECEIVED.astimezone(timezone(timedelta(hours=5))))
    assert (article.id, article.title, article.source) == ("n-1", "عنوان الخبر", "واع")
    assert article.published is not None
    assert article.published.isoformat() == "2024-02-29T10:00:00+03:00"
    assert article.received.isoformat() == "2024-03-01T08:00:00+00:00"
    assert (article.language, article.unknown_fields) == ("ar", ())


def test_parse_unknown_fields_are_named_and_dropped() -> None:
    article = parse(message(author="x", **{"\u202ekeywords": [1]}), received=RECEIVED)
    assert article.unknown_fields == ("author", "\u202ekeywords")
    assert not article.warnings


def test_parse_byte_order_mark_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbf" + message(), received=RECEIVED).text == TEXT


def test_parse_field_twice_takes_the_last_and_warns() -> None:
    raw = f'{{"text": "x", "source": "a", "text": "{TEXT}", "source": "b"}}'.encode()
    article = parse(raw, received=RECEIVED)
    assert (article.text, article.source) == (TEXT, "b")
    assert len(article.warnings) == 2


def test_parse_lone_surrogate_and_nul_in_text_go_on() -> None:
    raw = b'{"text": "' + TEXT.encode() + b'\\ud800\\u0000"}'
    article = parse(raw, received=RECEIVED)
    assert article.text.encode("utf-8")
    assert "U+FFFD" in article.warnings[0]


def test_parse_empty_fields_are_absent() -> None:
    article = parse(message(title="", source=" ", url=None, id="", published=" "), received=RECEIVED)
    assert (article.title, article.source, article.url, article.published) == (None, None, None, None)
    assert article.id.startswith("text-")


def test_parse_other_language_named_warns() -> None:
    article = parse(message(language="en"), received=RECEIVED)
    assert article.language == "ar"
    assert "'en'" in article.warnings[0]


@pytest.mark.parametrize(
    "published",
    [
        1621693800,
        "1621693800",
        "soon",
        "2021-02-30",
        ["2021"],
        "1989-12-31T10:00:00Z",
        "2024-03-04",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_parse_unreadable_or_absurd_published_is_warned_of(published: object) -> None:
    article = parse(message(published=published), received=RECEIVED)
    assert article.published is None
    assert "'published'" in article.warnings[0]


def test_parse_published_within_two_days_ahead_is_kept() -> None:
    assert parse(message(published="2024-03-02T23:00:00Z"), received=RECEIVED).published is not None


def test_parse_published_without_zone_takes_the_feeds() -> None:
    article = parse(message(published="2024-02-29T10:00:00"), received=RECEIVED, zone=timezone.utc)
    assert article.published is not None
    assert article.published.isoformat() == "2024-02-29T10:00:00+00:00"


def test_parse_receipt_without_zone_raises() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        parse(message(), received=datetime(2024, 3, 1))


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=100).map(lambda text: json.dumps({"text": text, "id": text}).encode())
    )
)
def test_parse_any_bytes_give_article_or_refusal(raw: bytes) -> None:
    try:
        article = parse(raw, received=RECEIVED)
    except ArticleError as err:
        assert err.reason in REASONS
        assert str(err)
    else:
        assert 0 < len(article.id.encode("utf-8")) <= MAX_ID_BYTES


def test_identify_prefers_id_then_url_then_text() -> None:
    assert identify(id=" n-1 ", url="https://a.example/1", text=TEXT) == "n-1"
    assert identify(url="https://a.example/1", text=TEXT).startswith("url-")
    assert identify(text=TEXT).startswith("text-")


@pytest.mark.parametrize(
    "other",
    [
        "HTTPS://A.example/1?x=2",
        "https://a.example/1?x=2#top",
        "https://a.example/1?x=2&utm_source=rss&fbclid=7",
        " https://a.example/1?x=2 ",
    ],
)
def test_identify_same_address_is_same_article(other: str) -> None:
    assert identify(url=other) == identify(url="https://a.example/1?x=2")


@pytest.mark.parametrize(
    "other", ["https://a.example/2?x=2", "https://a.example/1?x=3", "https://b.example/1?x=2", "http://[bad"]
)
def test_identify_other_address_is_other_article(other: str) -> None:
    assert identify(url=other) != identify(url="https://a.example/1?x=2")


def test_identify_spacing_and_marks_do_not_matter_but_words_do() -> None:
    same = "اعتقلت  القوّات الأمنيـة «اثنين» من المطلوبين\u200f في المدينة"
    assert identify(title="خبر", text=same) == identify(title=" خبر.", text=TEXT)
    assert identify(title="خبر", text=TEXT) != identify(title="خبر آخر", text=TEXT)
    assert identify(text=TEXT + " ثلاثة") != identify(text=TEXT)


def test_identify_hash_is_stable() -> None:
    # Ids outlive a version of the program: a change of these would store every article anew.
    assert identify(url="https://a.example/1") == "url-189b1dcde3a0d719cea56a7fc33540c3"
    assert identify(title="خبر", text=TEXT) == "text-1f94dd19bebec8592b3dc6b3d113e75e"


def test_prefixed_id_keeps_sources_apart() -> None:
    assert prefixed_id("شفق نيوز", "17") == "شفق-نيوز:17"
    assert prefixed_id("Rudaw.net", "17") == "rudaw.net:17"
    assert prefixed_id("واع", prefixed_id("واع", "17")) == "واع:17"
    assert prefixed_id("!!", "17") == "unknown:17"
    with pytest.raises(ArticleError, match="514 bytes") as caught:
        prefixed_id("a", "1" * 512)
    assert caught.value.reason == "id_too_long"


def test_encode_message_comes_back() -> None:
    sent = datetime(2024, 2, 29, 10, 0, tzinfo=timezone.utc)
    raw = encode(TEXT, id="n-1", title="خبر", source="واع", url="https://a.example/1", published=sent, language="ar")
    article = parse(raw, received=RECEIVED)
    assert (article.id, article.text, article.title, article.published) == ("n-1", TEXT, "خبر", sent)
    assert json.loads(encode(TEXT)) == {"text": TEXT}
    assert TEXT.encode("utf-8") in raw


def test_encode_lone_surrogate_is_replaced() -> None:
    assert json.loads(encode("نص\ud800"))["text"] == "نص\ufffd"
