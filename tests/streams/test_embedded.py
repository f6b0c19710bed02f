"""The embedded servers: start, stop, and what goes wrong between."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from streams import embedded
from streams.embedded import EmbeddedServers, Endpoints, answers, find_binary, is_free
from streams.errors import EmbeddedServerError
from streams.process import is_running, start_time

pytestmark = pytest.mark.embedded


def test_start_and_stop_leaves_no_process(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, default_ports=False)
    endpoints = servers.start()
    assert answers(endpoints)
    assert servers.status() == endpoints
    assert servers.start() == endpoints
    assert servers.stop()
    assert not is_running(endpoints.pid, endpoints.started)
    assert servers.status() is None
    assert not servers.stop()


def test_data_and_ports_are_the_same_after_a_restart(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, default_ports=False)
    import urllib.request

    with servers as first:
        put = urllib.request.Request(f"{first.elasticsearch_url}/kept", method="PUT")
        urllib.request.urlopen(put).read()
        state = servers.state_path.read_text()
    servers.state_path.write_text(state)
    with servers as second:
        assert second.elasticsearch_url == first.elasticsearch_url
        assert urllib.request.urlopen(f"{second.elasticsearch_url}/kept").status == 200


def test_state_of_a_process_that_has_ended_is_not_believed(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, default_ports=False)
    servers.folder.mkdir(parents=True)
    state = {"kafka_port": 1, "elasticsearch_port": 2, "pid": os.getpid(), "started": "another time"}
    servers.state_path.write_text(json.dumps(state))
    assert servers.status() is None
    assert not servers.stop()
    os.kill(os.getpid(), 0)  # this process, which has the id now, was not ended


def test_state_that_is_damaged_is_not_believed(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, default_ports=False)
    servers.folder.mkdir(parents=True)
    servers.state_path.write_text('{"pid": ')
    assert servers.status() is None
    with servers as endpoints:
        assert answers(endpoints)


def test_servers_outlive_a_kill_of_their_parent_and_another_process_stops_them(tmp_path: Path) -> None:
    code = (
        "import pathlib, time; from streams.embedded import EmbeddedServers; "
        f"servers = EmbeddedServers(pathlib.Path({str(tmp_path)!r}), default_ports=False); "
        "print(servers.start().pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    servers = EmbeddedServers(tmp_path)
    endpoints = servers.status()
    assert endpoints is not None
    assert answers(endpoints)
    assert servers.stop()
    assert start_time(endpoints.pid) != endpoints.started


def test_servers_that_were_killed_start_again(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path, default_ports=False)
    first = servers.start()
    os.kill(first.pid, signal.SIGKILL)
    servers._wait_for_end(first, 10)
    assert servers.status() is None
    with servers as second:
        assert second.pid != first.pid
        assert answers(second)


def test_taken_default_ports_are_left_to_their_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = owner.getsockname()[1]
        monkeypatch.setattr(embedded, "DEFAULT_PORTS", (taken, taken))
        assert not is_free(taken)
        with EmbeddedServers(tmp_path) as endpoints:
            assert taken not in (endpoints.kafka_port, endpoints.elasticsearch_port)


def test_missing_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedServerError, match=r"pip install 'rasid\[local\]'"):
        find_binary()


def test_binary_that_fails_is_told_with_the_end_of_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "noida-db"
    broken.write_text("#!/bin/sh\necho weak version \\`GLIBC_2.39\\' not found\necho the disk is full\nexit 7\n")
    broken.chmod(0o755)
    monkeypatch.setattr(embedded, "find_binary", lambda: broken)
    with pytest.raises(EmbeddedServerError, match="status 7") as err:
        EmbeddedServers(tmp_path, default_ports=False).start()
    assert "the disk is full" in str(err.value)
    assert "GLIBC" not in str(err.value)


def test_interrupted_start_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Endpoints] = []

    def interrupted(endpoints: Endpoints) -> bool:
        started.append(endpoints)
        raise KeyboardInterrupt

    monkeypatch.setattr(embedded, "answers", interrupted)
    with pytest.raises(KeyboardInterrupt), EmbeddedServers(tmp_path, default_ports=False):
        pass
    assert not is_running(started[0].pid, started[0].started)
    assert EmbeddedServers(tmp_path).status() is None


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedServerError, match="RASID_DATA_DIR"):
        EmbeddedServers(tmp_path / "file").start()


def test_start_time_of_no_process_is_none() -> None:
    assert start_time(2**22 + 1) is None
    assert start_time(os.getpid()) == start_time(os.getpid())
