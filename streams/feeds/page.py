"""The article of a web page: text, title, date and outlet, found by trafilatura."""

from __future__ import annotations

import logging
from typing import Any

from streams.errors import ArticleError


def article_of(raw: bytes, url: str | None = None) -> dict[str, Any]:
    """Return the message's fields of an HTML page; paragraphs are lines of `text`.

    Raises:
        ArticleError: `no_text`, the page has no article that can be told from its menus.
    """
    import trafilatura
    from trafilatura.settings import use_config

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    config = use_config()
    # A page of one short statement is an article here; the library's own least size drops those.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "40")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "20")
    document = trafilatura.bare_extraction(
        raw,
        url=url,
        include_comments=False,
        include_tables=False,
        favor_recall=True,
        with_metadata=True,
        config=config,
    )
    text = getattr(document, "text", None) if document is not None else None
    if not text or not text.strip():
        raise ArticleError(
            "no_text", "no article is found in the page; it may need a browser, or be a list of links: send its text"
        )
    return {
        "text": text,
        "title": document.title,
        "url": url or document.url,
        "source": document.sitename or document.hostname,
        "published": document.date,
    }
