"""The log: what must not be in it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from streams.settings import Settings
from streams.telemetry import HIDDEN, Cleaner, configure_logging, get_logger

SETTINGS = Settings(
    elasticsearch_api_key=SecretStr("bm90LWEta2V5OjEyMw"), serve_token=SecretStr("open-sesame"), log_format="json"
)


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


def test_log_is_json_with_the_article_id(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(SETTINGS)
    get_logger("streams.x").info("indexed", article="وكالة:7", events=3)  # agency:7
    (line,) = lines(capsys)
    assert (line["event"], line["article"], line["events"], line["level"]) == ("indexed", "وكالة:7", 3, "info")
    assert "timestamp" in line


def test_log_of_other_libraries_looks_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(SETTINGS)
    logging.getLogger("faust.x").warning("lost %s", "a partition")
    (line,) = lines(capsys)
    assert (line["event"], line["level"], line["logger"]) == ("lost a partition", "warning", "faust.x")


def test_log_hides_secrets_by_value_and_name_and_in_urls(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(SETTINGS)
    log = get_logger("streams.x")
    log.info(
        "calling with open-sesame",
        url="https://me:hunter2@host:9200",
        api_key="abc",
        header="ApiKey bm90LWEta2V5OjEyMw",
    )
    try:
        raise ValueError("token open-sesame is wrong")
    except ValueError:
        log.exception("failed", nested={"password": "p", "list": ["open-sesame"]})
    text = json.dumps(lines(capsys))
    for secret in ("open-sesame", "hunter2", "bm90LWEta2V5OjEyMw", '"abc"', '"p"'):
        assert secret not in text
    assert HIDDEN in text


@pytest.mark.parametrize("format", ["json", "text"])
def test_log_escapes_controls_and_bidi(capsys: pytest.CaptureFixture[str], format: str) -> None:
    configure_logging(SETTINGS.model_copy(update={"log_format": format}))
    get_logger("streams.x").info("odd", article="a\x1b[31m\u202eb\nforged line\u2028")
    text = capsys.readouterr().err
    assert len(text.splitlines()) == 1
    assert not {"\x1b[31m", "\u202e", "\u2028"} & set(text)
    assert "\\u202e" in text


def test_cleaner_leaves_numbers_and_none() -> None:
    assert Cleaner().clean([1, 2.5, None, True]) == [1, 2.5, None, True]


def test_log_level_is_that_of_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(SETTINGS.model_copy(update={"log_level": "error"}))
    get_logger("streams.x").warning("not shown")
    assert lines(capsys) == []
