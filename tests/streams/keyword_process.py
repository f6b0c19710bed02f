"""A worker with the small extractor of the tests, as a process of its own that a test can kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from streams.settings import Settings


class Process:
    """A worker of its own, with the small extractor of the tests."""

    def __init__(self, settings: Settings, log: Path, *agents: str) -> None:
        environment = {
            "RASID_KAFKA_SERVERS": settings.kafka_servers,
            "RASID_ELASTICSEARCH_URL": settings.elasticsearch_url,
            "RASID_ELASTICSEARCH_FLAVOR": settings.elasticsearch_flavor,
            "RASID_TOPIC_PREFIX": settings.topic_prefix,
            "RASID_INDEX_PREFIX": settings.index_prefix,
            "RASID_DATA_DIR": str(settings.data_dir),
            "RASID_TELEMETRY_PORT": "0",
            "RASID_LOG_FORMAT": "json",
        }
        script = Path(__file__).with_name("keyword_worker.py")
        self.log = log
        self.began = time.monotonic()
        with log.open("wb") as stderr:
            self.popen = subprocess.Popen(
                [sys.executable, str(script), *agents], stderr=stderr, env={**os.environ, **environment}, cwd=log.parent
            )

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def port(self) -> int | None:
        return next((line["telemetry_port"] for line in self.lines() if line["event"] == "started"), None)

    def ready(self) -> bool:
        assert self.popen.poll() is None, self.log.read_text()
        port = self.port()
        if port is None:
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as response:
                return bool(response.status == 200)
        except OSError:
            return False
