"""`rasid setup`: topics, templates and indices."""

from __future__ import annotations

import click

from streams.settings import Settings, load_settings


def install_all(settings: Settings) -> list[str]:
    """Create or bring up to date all topics, templates and indices.

    Returns:
        One line for each thing done; none where all was as it should be.

    Raises:
        KafkaError: Kafka does not answer or refuses.
        ElasticsearchError: Elasticsearch does not answer or refuses, or an index stands where an alias must.
    """
    from streams.index.client import elasticsearch
    from streams.index.setup import install
    from streams.kibana import objects as kibana
    from streams.topics import ensure_topics

    done = ensure_topics(settings)
    with elasticsearch(settings) as es:
        done += install(es, settings)
    return done + kibana.install(settings)


@click.command()
def setup() -> None:
    """Create topics, index templates and indices, or bring them up to date; run it again at any time.

    With RASID_KIBANA_URL, the data views of events, articles and incidents are imported into Kibana too.

    A higher RASID_PARTITIONS adds partitions: the workers notice, and begin a new epoch of versions.
    """
    settings = load_settings()
    done = install_all(settings)
    for line in done:
        click.echo(f"rasid: {line}", err=True)
    if not done:
        click.echo("rasid: topics, templates and indices are up to date", err=True)
