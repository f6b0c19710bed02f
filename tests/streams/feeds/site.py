"""A site of feeds and pages for the tests, and the XML of feeds."""

from __future__ import annotations

from aiohttp import web

# "Two people were killed by an explosion in Mosul." / "The prime minister met the ambassador."
FIRST, SECOND = "قتل شخصان بانفجار عبوة ناسفة في الموصل.", "التقى رئيس الوزراء السفير."


def rss(*entries: str, title: str = "t") -> str:
    """Return an RSS feed."""
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{''.join(entries)}</channel></rss>"


def entry(number: int, text: str, extra: str = "") -> str:
    """Return an entry with `number` as its id and `text` as its title and description."""
    return (
        f"<item><guid>{number}</guid><title>{text}</title><description>&lt;p&gt;{text}&lt;/p&gt;</description>"
        f"<link>http://127.0.0.1/{number}</link><pubDate>Sat, 22 May 2021 10:00:00 +0300</pubDate>{extra}</item>"
    )


class Site:
    """A site whose pages, redirects and headers a test sets; keeps what was asked of it."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, bytes]] = {}
        self.moved: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, str | None]] = []
        self.base = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        tag = request.headers.get("If-None-Match")
        self.asked.append((request.path, tag))
        if request.path in self.moved:
            return web.Response(status=302, headers={"Location": self.moved[request.path]})
        status, body = self.pages.get(request.path, (404, b""))
        etag = f'"{hash(body)}"'
        if status == 200 and tag == etag:
            return web.Response(status=304)
        return web.Response(status=status, body=body, headers={"ETag": etag} | self.headers)
