"""RSS and Atom: what is new in a feed, as messages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import structlog

from streams.errors import ArticleError, FeedError, GoneError
from streams.feeds.http import Fetched, Fetcher
from streams.feeds.item import Item, Refusal
from streams.feeds.memory import Memory
from streams.feeds.message import make
from streams.text.timestamp import parse_timestamp

log = structlog.get_logger("rasid.feed")

# A longer title is a slogan, and would leave an entry's id no room behind it.
MAX_OUTLET_CHARACTERS = 100


@dataclass(frozen=True)
class Feed:
    """One feed: `take` is `page` to fetch each entry's page, `summary` for what the feed itself says.

    `source` is the outlet's name, the feed's own title by default; `zone` that of times that name none.
    """

    url: str
    source: str | None = None
    zone: str | None = None
    interval_s: float = 300.0
    take: Literal["page", "summary"] = "summary"
    allow_private: bool = False


@dataclass(frozen=True)
class Channel:
    """What a feed says: where it was read, its outlet's name, and its entries, oldest first."""

    url: str
    source: str
    entries: list[Any]


def poll(
    feed: Feed, memory: Memory, fetcher: Fetcher, send: Callable[[Item], object]
) -> Iterator[Item | Refusal]:
    """Fetch a feed and hand each new or changed entry to `send`; yield what was sent or refused.

    An entry is remembered after `send` returned, and the feed's validators after its last entry, so that a stop in the
    middle repeats entries rather than losing one. One whose page is gone is remembered too: it comes again if the feed
    corrects it.

    Raises:
        FeedError: the feed cannot be fetched or is none.
    """
    answer = fetcher.get(feed.url, *memory.validators(feed.url))
    if answer.body is None:
        return
    complete = True
    channel = read_channel(answer, feed.source)
    for entry in channel.entries:
        key, digest = entry_key(entry), entry_digest(entry)
        if not key or memory.has(feed.url, key, digest):
            continue
        try:
            item = Item(message_of(entry, feed, channel, fetcher), f"{feed.url}, entry {key}")
        except GoneError as err:
            memory.add(feed.url, key, digest)
            yield Refusal(f"{feed.url}, entry {key}", "page_not_fetched", f"{err}; not tried again")
            continue
        except FeedError as err:
            complete = False
            yield Refusal(f"{feed.url}, entry {key}", "page_not_fetched", f"{err}; tried again at the next poll")
            continue
        except ArticleError as err:
            memory.add(feed.url, key, digest)
            yield Refusal(f"{feed.url}, entry {key}", err.reason, str(err))
            continue
        except Exception as err:
            # Entries are written by strangers: one that breaks a library must not keep the others back.
            complete = False
            log.warning("entry not read", feed=feed.url, entry=key, exc_info=True)
            fault = f"{type(err).__name__}: {err}; the log has its trace; tried again at the next poll"
            yield Refusal(f"{feed.url}, entry {key}", "unreadable", fault)
            continue
        send(item)
        memory.add(feed.url, key, digest)
        yield item
    # A page that could not be fetched is only seen again if the feed is read again.
    memory.remember(feed.url, answer.etag if complete else None, answer.modified if complete else None)


def read_channel(answer: Fetched, source: str | None = None) -> Channel:
    """Return what a feed says. Its outlet is `source`, else the feed's title, else its host.

    All entries of a feed have one outlet, since ids stand behind its name: an entry whose pages named now one and now
    another would be two articles.

    Raises:
        FeedError: the body is neither RSS nor Atom.
    """
    import feedparser

    parsed = feedparser.parse(answer.body, sanitize_html=True, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        reason = getattr(parsed, "bozo_exception", None) or "no entries"
        raise FeedError(f"{answer.url}: neither RSS nor Atom ({reason}); is it the page instead of its feed?")
    title = " ".join(plain(str(parsed.feed.get("title") or "")).split())
    outlet = source or (title if len(title) <= MAX_OUTLET_CHARACTERS else "") or urlsplit(answer.url).hostname
    return Channel(answer.url, outlet or answer.url, list(reversed(parsed.entries)))


def entry_key(entry: Any) -> str:
    """Return what tells an entry from the others: its id, else its link, else its title."""
    return str(entry.get("id") or entry.get("link") or entry.get("title") or "")


def entry_digest(entry: Any) -> str:
    """Return a digest of what an entry says, so that a correction is noticed."""
    parts = (str(entry.get("title", "")), content_of(entry), str(dict.get(entry, "updated", "")))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def content_of(entry: Any) -> str:
    """Return the longest text an entry carries, as HTML."""
    texts = [str(c.get("value", "")) for c in entry.get("content", ())] + [str(entry.get("summary", ""))]
    return max(texts, key=len)


def message_of(entry: Any, feed: Feed, channel: Channel, fetcher: Fetcher) -> bytes:
    """Return an entry's message.

    Raises:
        ArticleError: it has no text.
        FeedError: its page cannot be fetched.
    """
    link = absolute(entry.get("link"), channel.url)
    fields: dict[str, Any] = {"title": entry.get("title"), "url": link}
    if feed.take == "page" and link:
        from streams.feeds.page import article_of

        page = fetcher.get(link).body or b""
        fields = article_of(page, link) | {k: v for k, v in fields.items() if v}
    else:
        fields["text"] = plain(content_of(entry)) or fields["title"]
    fields |= {"id": entry_key(entry), "source": channel.source}
    fields["published"] = published(entry, feed, fields.get("published"))
    if not fields.get("text"):
        raise ArticleError("no_text", "the entry has neither content nor summary; take = \"page\" fetches its page")
    return make(fields)


def absolute(link: str | None, base: str) -> str | None:
    """Return a link as it reads on the page `base`; a malformed one as it is."""
    try:
        return urljoin(base, link) if link else None
    except ValueError:
        return link


def published(entry: Any, feed: Feed, of_page: str | None = None) -> str | None:
    """Return the entry's time, in the feed's zone where it names none; else its page's; else what cannot be read."""
    raw = dict.get(entry, "published") or dict.get(entry, "updated")
    found = parse_timestamp(str(raw), ZoneInfo(feed.zone or "Asia/Baghdad")) if raw else None
    return found.isoformat() if found else of_page or raw


def plain(html: str) -> str:
    """Return the text of an HTML fragment, its paragraphs as lines."""
    from lxml import etree
    from lxml import html as parser

    if not html.strip():
        return ""
    try:
        tree = parser.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, ValueError):
        return html
    for block in tree.iter("p", "br", "div", "li", "h1", "h2", "h3"):
        block.tail = "\n" + (block.tail or "")
    lines = (line.strip() for line in str(tree.text_content()).splitlines())
    return "\n".join(line for line in lines if line)
