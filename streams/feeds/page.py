"""The article of a web page: text, title, date and outlet, found by trafilatura."""

from __future__ import annotations

import logging
from datetime import datetime, timezone
from typing import Any

from streams.errors import ArticleError
from streams.text.clean import clean
from streams.text.published import published_from_text

# Dates in the metadata and in elements marked as dates; any other on a page may be its clock.
DATES = {"original_date": True, "extensive_search": False}


def article_of(raw: bytes, url: str | None = None) -> dict[str, Any]:
    """Return the message's fields of an HTML page; paragraphs are lines of `text`.

    `published` is the day that the page's metadata gives, YYYY-MM-DD; it is None where they give none, and where the
    text itself says on which day it was written.

    Raises:
        ArticleError: `no_text`, the page has no article that can be told from its menus; `empty_after_cleaning`, what
            it has is page furniture.
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
        date_extraction_params=dict(DATES),
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
        "published": None if says_its_day(text, document.title) else document.date,
    }


def says_its_day(text: str, title: str | None) -> bool:
    """Tell whether a page's text says on which day it was written, which is surer than what surrounds it.

    Raises:
        ArticleError: `empty_after_cleaning`.
    """
    page = clean(text, title)
    return published_from_text(page.text, datetime.now(timezone.utc), page.stamps) is not None
