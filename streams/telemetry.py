"""The log: structured, on standard error, with article ids, without secrets and without control characters.

Everything goes through the standard library's logging, so that Faust's and the clients' lines look alike. On a terminal
lines are for reading, elsewhere they are JSON, one object a line.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import structlog
from pydantic import SecretStr
from structlog.types import Processor

from streams.settings import Settings

HIDDEN = "(hidden)"
_SECRET_KEY = re.compile(r"secret|token$|password|passwd|api_?key|authorization|cookie", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s/:@]*):[^\s/@]+@", re.IGNORECASE)
_AUTHORIZATION = re.compile(r"\b(ApiKey|Bearer|Basic)\s+[A-Za-z0-9+/=_.~-]{8,}")
# Controls, line separators and bidi controls: text from outside must not move a terminal's cursor, forge a line of the
# log or turn it around (CVE-2021-42574).
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
# Chatty at INFO, and of no use to an operator there.
_QUIET = ("faust", "mode", "aiokafka", "kafka", "elastic_transport", "elasticsearch", "aiohttp.access")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger that takes facts as keywords: `log.info("indexed", article=article_id, events=3)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def configure_logging(settings: Settings) -> None:
    """Send all logs to standard error in the format and from the level on that the settings name."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    clean = Cleaner(known_secrets(settings))
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        clean,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        quiet = logging.DEBUG if settings.log_level == "debug" else logging.WARNING
        logging.getLogger(name).setLevel(quiet)
    # It warns of every step of its own loop that takes a tenth of a second, which on a busy machine is every step.
    logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def known_secrets(settings: Settings) -> list[str]:
    """Return the values of all secret settings, longest first."""
    values = (getattr(settings, name) for name in type(settings).model_fields)
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    return sorted((secret for secret in found if len(secret) >= 4), key=len, reverse=True)


class Cleaner:
    """A structlog processor that hides secrets, by the name of a fact and by value, and escapes controls."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self.secrets = tuple(secrets)

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Return the event's facts, safe to print."""
        for name in list(event):
            if not name.startswith("_"):
                event[name] = (
                    HIDDEN if _SECRET_KEY.search(name) else self.clean(event[name], keep_lines=name == "exception")
                )
        return event

    def clean(self, value: Any, keep_lines: bool = False) -> Any:
        """Return a value without secrets and controls; an exception's own line breaks stay."""
        if isinstance(value, Mapping):
            return {self.clean(k): HIDDEN if _SECRET_KEY.search(str(k)) else self.clean(v) for k, v in value.items()}
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self.clean(item) for item in value]
        if value is None or isinstance(value, (bool, int, float)):
            return value
        text = value if isinstance(value, str) else str(value)
        for secret in self.secrets:
            text = text.replace(secret, HIDDEN)
        text = _AUTHORIZATION.sub(rf"\1 {HIDDEN}", _URL_PASSWORD.sub(rf"\1:{HIDDEN}@", text))
        return _CONTROLS.sub(lambda m: m[0] if keep_lines and m[0] in "\n\t" else _escaped(m[0]), text)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}"
