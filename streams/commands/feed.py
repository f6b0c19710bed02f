"""`rasid feed`: articles from files, feeds and standard input to Kafka."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from streams.errors import UsageError
from streams.feeds.files import Reader
from streams.feeds.item import Item, Refusal
from streams.feeds.rss import Feed
from streams.settings import Settings, load_settings

MAX_REFUSALS_SHOWN = 50


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.option("--source", help="The outlet's name, for articles that name none; of a feed, its title by default.")
@click.option("--rate", type=click.FloatRange(min=0.01), help="Articles a second at most.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many articles.")
@click.option("--rss", "urls", multiple=True, metavar="URL", help="Poll an RSS or Atom feed; can be repeated.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Follow the feeds of a feeds.toml.")
@click.option("--page/--summary", default=False, help="With --rss: fetch each entry's page, or take the feed's text.")
@click.option("--interval", "interval_s", type=click.FloatRange(min=30), default=300, show_default=True,
              help="With --rss: seconds between two polls.")
@click.option("--once", is_flag=True, help="With --rss or --config: poll each feed once and end.")
@click.option("--allow-private", is_flag=True, help="With --rss: the feed may be at a private address.")
@click.option("--dry-run", is_flag=True, help="Check PATHs and count; send nothing and need no server.")
def feed(
    paths: tuple[str, ...],
    source: str | None,
    rate: float | None,
    limit: int | None,
    urls: tuple[str, ...],
    config_path: Path | None,
    page: bool,
    interval_s: float,
    once: bool,
    allow_private: bool,
    dry_run: bool,
) -> int:
    """Send articles to Kafka.

    PATH is a text file (one article), an HTML page, .json, .jsonl (.gz, .xz), a folder of these, or - for standard
    input (JSON Lines if it begins with a brace, a JSON array if with a bracket before one, else one article's text).
    What is refused is named on standard error, with exit status 4; the others are sent.
    """
    settings = load_settings()
    feeds = follow_list(urls, config_path, source, page, interval_s, allow_private)
    if bool(paths) == bool(feeds):
        raise UsageError("name PATHs, or feeds with --rss or --config, and not both; `rasid feed --help` explains")
    if feeds:
        return follow(settings, feeds, once)
    items = limited(Reader(settings.max_message_bytes, source).read(paths), limit)
    return check_only(settings, items) if dry_run else send_files(settings, paced(items, rate), limit)


def follow_list(
    urls: Iterable[str], path: Path | None, source: str | None, page: bool, interval_s: float, allow_private: bool
) -> list[Feed]:
    """Return the feeds that the options name."""
    from streams.feeds.config import read_feeds

    named = [Feed(u, source, None, interval_s, "page" if page else "summary", allow_private) for u in urls]
    return named + (read_feeds(path) if path else [])


def limited(items: Iterator[Item | Refusal], limit: int | None) -> Iterator[Item | Refusal]:
    """Yield until `limit` articles were read."""
    count = 0
    for item in items:
        yield item
        count += isinstance(item, Item)
        if limit is not None and count >= limit:
            return


def paced(items: Iterable[Item | Refusal], rate: float | None) -> Iterator[Item | Refusal]:
    """Yield at most `rate` articles a second, evenly."""
    start, count = time.monotonic(), 0
    for item in items:
        if rate is not None and isinstance(item, Item):
            time.sleep(max(0.0, start + count / rate - time.monotonic()))
            count += 1
        yield item


class Refusals:
    """Names refusals on standard error, the first ones one by one and the rest by their number."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, refusal: Refusal) -> None:
        """Say it."""
        self.count += 1
        if self.count <= MAX_REFUSALS_SHOWN:
            click.echo(f"rasid: refused {refusal}", err=True)
        elif self.count == MAX_REFUSALS_SHOWN + 1:
            click.echo("rasid: more refused, only counted from here on", err=True)


def check_only(settings: Settings, items: Iterable[Item | Refusal]) -> int:
    """Check every item and count."""
    from streams.feeds.producer import check

    refusals, good = Refusals(), 0
    for item in items:
        result = check(item, settings) if isinstance(item, Item) else item
        if isinstance(result, Refusal):
            refusals.add(result)
        else:
            good += 1
    click.echo(f"rasid: {good} articles would be sent, {refusals.count} refused", err=True)
    return 4 if refusals.count else 0


def send_files(settings: Settings, items: Iterable[Item | Refusal], total: int | None) -> int:
    """Send items with a progress bar on a terminal, and print the count."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from streams.feeds.producer import ArticleProducer, send_all

    refusals = Refusals()
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty(), transient=True)
    with ArticleProducer(settings) as producer, bar:
        task = bar.add_task("", total=total)
        for result in send_all(producer, items):
            if isinstance(result, Refusal):
                refusals.add(result)
            bar.advance(task)
        counts = producer.flush()
    return report(counts.sent, refusals.count, counts.failed, counts.faults)


def report(sent: int, refused: int, failed: int, faults: Iterable[str]) -> int:
    """Print the counts and return the exit status."""
    for fault in list(faults)[:MAX_REFUSALS_SHOWN]:
        click.echo(f"rasid: not acknowledged: {fault}", err=True)
    click.echo(f"rasid: {sent} articles sent, {refused} refused, {failed} failed", err=True)
    return 3 if failed else 4 if refused else 0


def follow(settings: Settings, feeds: list[Feed], once: bool) -> int:
    """Follow feeds until Ctrl-C or SIGTERM, or poll each once.

    Raises:
        KafkaError: Kafka did not acknowledge an entry, which is then not remembered and comes again at the next start.
    """
    from streams.errors import ServerError
    from streams.feeds.follow import Follower, log_fault
    from streams.feeds.memory import Memory
    from streams.feeds.producer import ArticleProducer
    from streams.telemetry import configure_logging

    configure_logging(settings)
    refusals, lock, broken = Refusals(), threading.Lock(), 0

    def told(result: Item | Refusal) -> None:
        if isinstance(result, Refusal):
            with lock:
                refusals.add(result)

    def send(item: Item) -> None:
        [result] = producer.send_acknowledged([item])
        # An entry may read well and be no article.
        if isinstance(result, Refusal):
            told(result)

    with closing(Memory(settings.data_dir / "feeds.sqlite")) as memory, ArticleProducer(settings) as producer:
        follower = Follower(feeds, memory, send, told)
        if once:
            for one in feeds:
                try:
                    follower.poll_one(one)
                except ServerError:
                    raise
                except Exception as err:
                    broken += 1
                    log_fault(one, err)
        else:
            signal.signal(signal.SIGTERM, lambda *_: follower.stop())
            click.echo(f"rasid: following {len(feeds)} feeds; Ctrl-C stops", err=True)
            try:
                follower.run()
            except KeyboardInterrupt:
                follower.stop()
        sent = producer.flush().sent
    return report(sent, refusals.count, 0, ()) or (4 if broken else 0)
