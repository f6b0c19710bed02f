"""The topics of Kafka: what they are called, how they are made, where they end and how far a group has read.

kafka-python does all of this. Faust never creates a topic: an agent that starts before its topic exists ignores the
topic and idles for minutes, so `ensure_topics` runs before any worker.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, OffsetSpec
from kafka.errors import CoordinatorNotAvailableError, TopicAlreadyExistsError
from kafka.errors import KafkaError as ClientError

from streams.errors import KafkaError
from streams.settings import Settings

NAMES = ("articles", "events", "rejected", "blocks", "alerts")
# What a rejected message may carry above the bytes of the message itself: its facts as headers, and Kafka's framing.
HEADROOM_BYTES = 1 << 16
# A broker whose first group this is makes the topic of the groups' offsets meanwhile.
COORDINATOR_S = 20.0
# A broker that runs answers in well under a second.
BOOTSTRAP_MS = 10_000
REJECTED_RETENTION_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class TopicFacts:
    """What is known of a topic: its id (None where the broker gives none), ends and a group's offsets by partition."""

    name: str
    id: str | None
    ends: dict[int, int]
    committed: dict[int, int]

    @property
    def lag(self) -> dict[int, int]:
        """Messages by partition that the group has not yet committed; one that never committed has all before it."""
        return {p: max(0, end - self.committed.get(p, 0)) for p, end in self.ends.items()}


def servers(settings: Settings) -> list[str]:
    """Return the bootstrap servers as a list of host:port."""
    return [server.strip() for server in settings.kafka_servers.split(",") if server.strip()]


def connection(settings: Settings) -> dict[str, Any]:
    """Return what every producer and consumer of kafka-python is given to find the servers."""
    return {"bootstrap_servers": servers(settings), "bootstrap_timeout_ms": BOOTSTRAP_MS}


def group(settings: Settings, agent: str) -> str:
    """Return the consumer group of an agent: one a pair of index and topic prefix, so that none share offsets."""
    return f"{settings.index_prefix}.{settings.topic_prefix}.{agent}"


@contextmanager
def admin(settings: Settings, timeout_s: float = 10.0) -> Iterator[KafkaAdminClient]:
    """Open the admin client.

    Raises:
        KafkaError: no server answers within `timeout_s` seconds, or a call is refused.
    """
    client = None
    try:
        client = KafkaAdminClient(
            bootstrap_servers=servers(settings),
            client_id="rasid-admin",
            bootstrap_timeout_ms=int(timeout_s * 1000),
            request_timeout_ms=int(timeout_s * 1000),
        )
        yield client
    except (ClientError, OSError, ValueError) as err:
        raise KafkaError(
            f"Kafka at {settings.kafka_servers}: {type(err).__name__}: {str(err)[:300]}; see that it runs and that "
            "RASID_KAFKA_SERVERS names it (`rasid up` starts embedded servers)"
        ) from err
    finally:
        if client is not None:
            client.close()


def topic_configs(settings: Settings) -> dict[str, dict[str, str]]:
    """Return each topic's own configuration.

    news.articles takes more than `max_message_bytes`, so that an article that is too large ends in news.rejected with a
    reason and not as an error of its sender alone; whatever it takes, news.rejected can carry with its facts.
    """
    largest = settings.max_record_bytes
    articles = max(settings.max_message_bytes, largest - HEADROOM_BYTES)
    sizes = {name: max(largest, articles + HEADROOM_BYTES) for name in NAMES} | {"articles": articles}
    configs = {name: {"max.message.bytes": str(size)} for name, size in sizes.items()}
    configs["rejected"]["retention.ms"] = str(REJECTED_RETENTION_MS)
    return configs


def ensure_topics(settings: Settings) -> list[str]:
    """Create what is missing, add partitions up to `settings.partitions`, and raise size limits that are too low.

    Returns:
        One line for each thing done; none where all was as it should be.

    Raises:
        KafkaError: Kafka does not answer or refuses.
    """
    done = []
    with admin(settings) as client:
        present = {t["name"]: len(t["partitions"]) for t in client.describe_topics() if not t["error_code"]}
        for name, configs in topic_configs(settings).items():
            topic = settings.topic(name)
            if topic not in present:
                done += _create(client, settings, topic, configs)
                continue
            if present[topic] < settings.partitions:
                client.create_partitions({topic: settings.partitions})
                done.append(f"raised topic {topic} from {present[topic]} to {settings.partitions} partitions")
            done += _raise_limit(client, topic, int(configs["max.message.bytes"]))
    return done


def _create(client: KafkaAdminClient, settings: Settings, topic: str, configs: dict[str, str]) -> list[str]:
    shape = {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication_factor,
        "configs": configs,
    }
    try:
        client.create_topics({topic: shape}, wait_for_metadata=True)
    except TopicAlreadyExistsError:  # another setup was faster
        return []
    return [f"created topic {topic} with {settings.partitions} partitions"]


def _raise_limit(client: KafkaAdminClient, topic: str, needed_bytes: int) -> list[str]:
    found = client.describe_configs([ConfigResource("TOPIC", topic)], config_filter="all")["topic"][topic]
    value = found.get("max.message.bytes", {}).get("value")
    if value is None or int(value) >= needed_bytes:
        return []
    client.alter_configs([ConfigResource("TOPIC", topic, {"max.message.bytes": str(needed_bytes)})])
    return [f"raised max.message.bytes of topic {topic} to {needed_bytes}"]


def missing_topics(settings: Settings) -> list[str]:
    """Return the names of topics that do not exist.

    Raises:
        KafkaError: Kafka does not answer.
    """
    with admin(settings) as client:
        present = set(client.list_topics())
    return [settings.topic(name) for name in NAMES if settings.topic(name) not in present]


def topic_facts(settings: Settings, name: str, agent: str) -> TopicFacts:
    """Return a topic's partitions and ends, and what the agent's group has committed.

    Raises:
        KafkaError: Kafka does not answer, or the topic does not exist.
    """
    topic = settings.topic(name)
    with admin(settings) as client:
        return facts_of(client, topic, group(settings, agent))


def facts_of(client: KafkaAdminClient, topic: str, group_id: str) -> TopicFacts:
    """Return the same with an admin client that is open already.

    Raises:
        KafkaError: the topic does not exist.
    """
    described: dict[str, Any] = client.describe_topics([topic])[0]
    if described["error_code"] or not described["partitions"]:
        raise KafkaError(f"topic {topic} does not exist; run `rasid setup`, which creates all topics")
    partitions = [TopicPartition(topic, p["partition_index"]) for p in described["partitions"]]
    ends = client.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
    committed = _group_offsets(client, group_id)
    return TopicFacts(
        name=topic,
        id=str(described["topic_id"]) if described["topic_id"] else None,
        ends={tp.partition: at.offset for tp, at in ends.items()},
        committed={tp.partition: at.offset for tp, at in committed.items() if tp.topic == topic and at.offset >= 0},
    )


def _group_offsets(client: KafkaAdminClient, group_id: str) -> dict[Any, Any]:
    deadline = time.monotonic() + COORDINATOR_S
    while True:
        try:
            offsets: dict[Any, Any] = client.list_group_offsets([group_id])[group_id]
            return offsets
        except CoordinatorNotAvailableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
