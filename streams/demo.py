"""One run of the demonstration: articles sent, and their events printed as they become searchable."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import click

from streams.errors import WorkerError
from streams.feeds.files import Reader
from streams.feeds.item import Refusal
from streams.index.client import elasticsearch
from streams.rejected import read_rejected
from streams.settings import Settings
from streams.subprocesses import WorkerProcess

PAGE = 1_000
# No search gives more hits (index.max_result_window).
MAX_EVENTS = 10_000


class Run:
    """What was sent, what has arrived, and how long it took."""

    def __init__(self, settings: Settings, worker: WorkerProcess, started: float) -> None:
        self.settings = settings
        self.worker = worker
        self.started = started
        self.sent: dict[str, str] = {}
        self.refused = 0
        self.seen: set[str] = set()
        self.rejected: dict[str, str] = {}
        self.events = 0
        self.first_event_s: float | None = None

    def feed(self, paths: Sequence[str], source: str | None) -> int:
        """Send the articles of paths; return exit status 4 if something was refused.

        Raises:
            KafkaError: Kafka does not take them.
        """
        from streams.feeds.producer import ArticleProducer, send_all

        reader = Reader(self.settings.max_message_bytes, source)
        with ArticleProducer(self.settings) as producer:
            items = reader.read(paths)
            for result in send_all(producer, items):
                if isinstance(result, Refusal):
                    self.refused += 1
                    click.echo(f"rasid: refused {result}", err=True)
                else:
                    self.sent[getattr(result, "id", "")] = getattr(result, "title", "") or ""
            producer.flush()
        click.echo(f"rasid: {len(self.sent)} articles sent", err=True)
        return 4 if self.refused else 0

    def until_indexed(self, patience_s: float, poll_s: float) -> int:
        """Print events until every article is searchable or rejected; return exit status 4 if one was rejected.

        Raises:
            WorkerError: the worker ended, or nothing more has come for `patience_s` seconds.
        """
        last = time.monotonic()
        while missing := set(self.sent) - self.seen - set(self.rejected):
            if self.print_new(sorted(missing)[:PAGE]):
                last = time.monotonic()
            self.worker.check()
            if time.monotonic() - last > patience_s:
                why = f"{len(missing)} articles are not indexed after {patience_s:g} s"
                raise WorkerError(f"{why}; {self.worker.tail()}")
            if time.monotonic() - last > 5:
                self._look_for_rejected()
            time.sleep(poll_s)
        for article, why in self.rejected.items():
            click.echo(f"rasid: rejected {article}: {why}", err=True)
        return 4 if self.rejected else 0

    def print_new(self, ids: Sequence[str] | None = None) -> int:
        """Print the articles (of these ids, or any) that became searchable, with all their events, since the last call.

        Of an article with more than 10,000 events so many are printed. Returns the number of articles printed.
        """
        before = len(self.seen)
        query: dict[str, Any] = {"match_all": {}} if ids is None else {"ids": {"values": list(ids)}}
        with elasticsearch(self.settings) as es:
            answer = es.search(
                index=self.settings.index("articles"), query=query, size=PAGE, sort=[{"version": "desc"}],
                source_includes=["id", "title", "text", "source", "published", "published_from", "event_ids"],
            )  # fmt: skip
            new = [h["_source"] for h in answer["hits"]["hits"] if h["_source"]["id"] not in self.seen]
            for article in reversed(new):
                event_ids = article.get("event_ids") or []
                found = es.search(
                    index=self.settings.index("events"), query={"ids": {"values": event_ids}}, size=MAX_EVENTS,
                    source_excludes=["vector"], sort=[{"sentence.start": "asc"}, {"trigger.start": "asc"}],
                )  # fmt: skip
                events = [h["_source"] for h in found["hits"]["hits"]]
                if len(events) >= min(len(event_ids), MAX_EVENTS):
                    self._print(article, events)
        return len(self.seen) - before

    def _print(self, article: dict[str, Any], events: list[dict[str, Any]]) -> None:
        from streams.commands.search import row
        from streams.commands.table import console, event_table, plain

        self.seen.add(article["id"])
        self.events += len(events)
        if events and self.first_event_s is None:
            self.first_event_s = time.monotonic() - self.started
        out = console()
        title = plain(article.get("title") or article["text"][:100])
        facts = f"{article['published'][:10]} ({article['published_from']}) {plain(article.get('source') or '')}"
        out.print(f"\n{title}", style="bold", markup=False, highlight=False)
        out.print(f"{facts}  {len(events)} events", style="dim", markup=False, highlight=False)
        if events:
            out.print(event_table([row(event) for event in events], out.width))

    def _look_for_rejected(self) -> None:
        for message in read_rejected(self.settings):
            facts = message.facts
            key = str(facts.get("key"))
            if key in self.sent:
                self.rejected[key] = f"{facts.get('reason')}: {facts.get('message')}"

    def report(self) -> None:
        """Say what came of it."""
        first = f", the first after {self.first_event_s:.1f} s" if self.first_event_s is not None else ""
        took = time.monotonic() - self.started
        click.echo(f"rasid: {len(self.seen)} articles indexed, {self.events} events{first}; {took:.1f} s", err=True)
