"""The topics on real brokers."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from kafka.admin import ConfigResource

from streams.errors import KafkaError
from streams.settings import Settings
from streams.topics import NAMES, admin, ensure_topics, group, missing_topics, topic_configs, topic_facts


def limits(settings: Settings) -> dict[str, int]:
    with admin(settings) as client:
        resources = [ConfigResource("TOPIC", settings.topic(name)) for name in NAMES]
        found = client.describe_configs(resources, config_filter="all")["topic"]
    return {topic: int(configs["max.message.bytes"]["value"]) for topic, configs in found.items()}


def test_ensure_topics_makes_all_with_their_limits(settings: Settings) -> None:
    assert missing_topics(settings) == []
    found = limits(settings)
    assert set(found) == {settings.topic(name) for name in NAMES}
    for name, configs in topic_configs(settings).items():
        assert found[settings.topic(name)] == int(configs["max.message.bytes"])


def test_ensure_topics_again_does_nothing(settings: Settings) -> None:
    assert ensure_topics(settings) == []


def test_ensure_topics_with_more_partitions_and_larger_records_raises_both(settings: Settings) -> None:
    more = settings.model_copy(update={"partitions": 5, "max_record_bytes": 16 << 20})
    done = ensure_topics(more)
    assert len(done) == 2 * len(NAMES)
    assert len(topic_facts(more, "articles", "extract").ends) == 5
    assert limits(more)[more.topic("rejected")] >= 16 << 20
    assert ensure_topics(more) == []
    assert ensure_topics(settings) == []  # never fewer, never smaller


def test_topic_facts_tell_ends_and_lag(settings: Settings, feeder: Any) -> None:
    for n in range(5):
        feeder.raw(b"x", f"k{n}")
    facts = topic_facts(settings, "articles", "extract")
    assert sum(facts.ends.values()) == 5
    assert facts.committed == {}
    assert sum(facts.lag.values()) == 5


def test_topic_facts_of_a_topic_that_is_not_there_say_what_to_do(settings: Settings) -> None:
    with pytest.raises(KafkaError, match="rasid setup"):
        topic_facts(settings.model_copy(update={"topic_prefix": "nothing"}), "articles", "extract")


# kafka-python leaves the sockets of a failed start to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_admin_without_a_server_says_where_it_looked() -> None:
    settings = Settings(kafka_servers="127.0.0.1:1")
    with pytest.raises(KafkaError, match=r"127\.0\.0\.1:1"), admin(settings, timeout_s=0.5):
        pass
    gc.collect()


def test_configs_of_rejected_hold_whatever_articles_take() -> None:
    for settings in (Settings(), Settings(max_record_bytes=1024), Settings(max_message_bytes=32 << 20)):
        configs = topic_configs(settings)
        assert int(configs["rejected"]["max.message.bytes"]) > int(configs["articles"]["max.message.bytes"])
        assert int(configs["articles"]["max.message.bytes"]) >= settings.max_message_bytes


def test_group_differs_by_prefixes() -> None:
    names = {
        group(Settings(topic_prefix=topic, index_prefix=index), "extract")
        for topic in ("news", "other")
        for index in ("rasid", "next")
    }
    assert len(names) == 4
