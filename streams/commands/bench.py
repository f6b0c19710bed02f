"""`rasid bench`: measurements of the flow and of the model."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path

import click

from streams.settings import Settings, load_settings


@click.group()
def bench() -> None:
    """Measure the flow through the servers, or the model alone."""


@bench.command()
@click.option("--articles", "paths", multiple=True, metavar="PATH", help="Articles to send; the samples by default.")
@click.option("--count", type=click.IntRange(1, 100_000), default=200, show_default=True, help="How many at most.")
@click.option("--rate", type=click.FloatRange(min=0.01), help="Articles a second for the latencies; half the maximum.")
@click.option("--servers", is_flag=True, help="Take the servers of the settings instead of embedded ones.")
def flow(paths: tuple[str, ...], count: int, rate: float | None, servers: bool) -> None:
    """Print articles/s from Kafka to search, and the time from sending to being found, as JSON.

    Topics and indices are the measurement's own, with a prefix of their own.
    """
    from streams.bench import measure, read_messages
    from streams.commands.demo import sample_folder
    from streams.commands.setup import install_all
    from streams.commands.up import embedded_settings
    from streams.embedded import EmbeddedServers

    settings = load_settings()
    messages = read_messages(paths or [sample_folder()], count, settings)
    folder = settings.data_dir / "bench"
    if servers:
        own = own_prefix(settings, folder)
        install_all(own)
        result = measure(own, messages, rate, folder / "worker.log")
    else:
        with EmbeddedServers(folder, default_ports=False) as endpoints:
            own = own_prefix(embedded_settings(settings, endpoints), folder)
            install_all(own)
            result = measure(own, messages, rate, folder / "worker.log")
    click.echo(json.dumps(result))


def own_prefix(settings: Settings, folder: Path) -> Settings:
    """Return settings with topics and indices that nothing else uses."""
    mark = uuid.uuid4().hex[:8]
    return settings.model_copy(
        update={
            "topic_prefix": f"{settings.topic_prefix}-bench-{mark}",
            "index_prefix": f"{settings.index_prefix}-bench-{mark}",
            "data_dir": folder,
            "telemetry_port": 0,
        }
    )


@bench.command()
@click.option("--articles", "paths", multiple=True, metavar="PATH", help="Articles to read; the samples by default.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def model(paths: tuple[str, ...], as_json: bool) -> None:
    """Print sentences/s of the extractor, of its bare encoder session, and of a PyTorch pipeline of AraBERT's size.

    The last needs the extra [train]; without it, it and the ratio are null.
    """
    from models.bench import measure

    settings = load_settings()
    result = measure(sentences_of(paths, settings), settings.model)
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, value in result.items():
        click.echo(f"{name}: {value}")


@bench.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--articles", "paths", multiple=True, metavar="PATH", help="Articles to read; the samples by default.")
@click.option("--gold", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sentences for F1.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def runtimes(run: Path, paths: tuple[str, ...], gold: Path | None, as_json: bool) -> None:
    """Compare precisions and runtimes for the network of a training RUN: sentences/s, size and F1 of each.

    Needs the extra [train]; OpenVINO is measured where it is installed.
    """
    from streams.commands.model import needs_train

    needs_train()
    from models.card import read_card
    from models.runtimes import compare, table

    settings = load_settings()
    thresholds = read_card(settings.model).decoding
    texts = sentences_of(paths, settings)
    rows = compare(run, texts, gold, thresholds, lambda line: click.echo(f"rasid: {line}", err=True))
    click.echo(json.dumps(rows) if as_json else table(rows))


def sentences_of(paths: Sequence[str], settings: Settings) -> list[str]:
    """Return the sentences of articles, of the samples without any path."""
    from streams.commands.demo import sample_folder
    from streams.feeds.files import Reader
    from streams.feeds.item import Item
    from streams.text.clean import clean
    from streams.text.sentences import sentences

    texts: list[str] = []
    for item in Reader(settings.max_message_bytes).read(paths or [sample_folder()]):
        if isinstance(item, Item):
            cleaned = clean(json.loads(item.raw)["text"]).text
            texts += [cleaned[start:end] for start, end in sentences(cleaned)]
    return texts
