"""Kibana's objects: every field they name exists in the templates, and a refusal in a 200 is a failure."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from streams.errors import KibanaError
from streams.index.setup import composed
from streams.kibana.objects import install, objects
from streams.settings import Settings


def test_data_views_name_indices_and_time_fields_that_exist() -> None:
    settings = Settings(index_prefix="wire")
    found = [json.loads(line) for line in objects(settings).splitlines()]
    assert {o["attributes"]["title"] for o in found} == {"wire-events", "wire-articles", "wire-incidents"}
    for view in found:
        name = view["attributes"]["title"].removeprefix("wire-")
        fields = composed(name, settings)["mappings"]["properties"]
        assert fields[view["attributes"]["timeFieldName"]]["type"] == "date"
        assert view["references"] == []


class Answering(HTTPServer):
    """Answers as Kibana's import does; no Kibana can be started where these tests run."""

    status, body = 200, b'{"success": true, "successCount": 3}'
    seen: list[tuple[str, str | None, bytes]]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        server.seen.append((self.path, self.headers["kbn-xsrf"], sent))
        self.send_response(server.status)
        self.end_headers()
        self.wfile.write(server.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def kibana() -> Iterator[Answering]:
    server = Answering(("127.0.0.1", 0), Handler)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def settings_of(server: Answering) -> Settings:
    return Settings(kibana_url=f"http://127.0.0.1:{server.server_port}")


def test_install_sends_the_objects_with_the_header_that_kibana_asks_for(kibana: Answering) -> None:
    assert install(settings_of(kibana)) == ["imported 3 objects into Kibana"]
    (path, header, sent) = kibana.seen[0]
    assert path == "/api/saved_objects/_import?overwrite=true"
    assert header
    assert b"rasid-incidents" in sent


def test_install_refused_object_in_a_200_fails(kibana: Answering) -> None:
    kibana.body = b'{"success": false, "errors": [{"id": "rasid-events"}]}'
    with pytest.raises(KibanaError, match="rasid-events"):
        install(settings_of(kibana))


def test_install_without_kibana_does_nothing() -> None:
    assert install(Settings()) == []


def test_install_kibana_away_says_so() -> None:
    with pytest.raises(KibanaError, match="RASID_KIBANA_URL"):
        install(Settings(kibana_url="http://127.0.0.1:9"))
