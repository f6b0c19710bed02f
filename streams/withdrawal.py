"""Taking back: articles by id, and everything since a day to be extracted again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timezone

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError as ClientError
from kafka.structs import OffsetAndMetadata

from streams.article import MAX_ID_BYTES
from streams.errors import KafkaError, UsageError
from streams.settings import Settings
from streams.topics import admin, connection, facts_of, group


def withdraw_articles(settings: Settings, ids: Sequence[str]) -> int:
    """Send a null value for each id, and return how many Kafka has acknowledged.

    Raises:
        UsageError: an id is longer than any article's.
        KafkaError: Kafka does not answer or refuses one.
    """
    for article_id in ids:
        if len(article_id.encode()) > MAX_ID_BYTES:
            raise UsageError(f"{article_id[:40]!r}… has more than {MAX_ID_BYTES} bytes, so it is no article's id")
    try:
        with closing(KafkaProducer(**connection(settings), acks="all")) as producer:
            sent = [producer.send(settings.topic("articles"), key=i.encode(), value=None) for i in ids]
            for future in sent:
                future.get(30)
    except (ClientError, OSError) as err:
        raise KafkaError(
            f"Kafka at {settings.kafka_servers}: {type(err).__name__}: {str(err)[:300]}; see that it runs and that "
            "RASID_KAFKA_SERVERS names it"
        ) from err
    return len(ids)


def rewind(settings: Settings, since: datetime) -> int:
    """Set the group of `extract` back to the first messages since then, and return how many it will read again.

    Each message keeps its version, so articles that were corrected or withdrawn since stay as they are.

    Raises:
        UsageError: a worker with the agent `extract` still runs; Kafka moves no group that has members.
        KafkaError: Kafka does not answer, or the topic does not exist.
    """
    reader = group(settings, "extract")
    moment_ms = int(since.astimezone(timezone.utc).timestamp() * 1000)
    with admin(settings) as client:
        facts = facts_of(client, settings.topic("articles"), reader)
        if client.describe_groups([reader])[reader]["members"]:
            raise UsageError("workers with the agent extract run; stop them, reprocess, and start them again")
        partitions = [TopicPartition(facts.name, partition) for partition in facts.ends]
        found = client.list_partition_offsets(dict.fromkeys(partitions, moment_ms))
        # A partition without a message since then answers -1: it stays where it is.
        starts = {tp: at.offset for tp, at in found.items() if at.offset >= 0}
        starts = {tp: min(start, facts.committed.get(tp.partition, start)) for tp, start in starts.items()}
        if starts:
            client.alter_group_offsets(reader, {tp: OffsetAndMetadata(start, "", -1) for tp, start in starts.items()})
        return sum(facts.ends[tp.partition] - start for tp, start in starts.items())
