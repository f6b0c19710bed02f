"""The stack's files without a Docker engine: schema, versions, ports, health checks, start order."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml


@pytest.fixture(scope="module")
def services(root: Path) -> dict[str, Any]:
    compose = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = compose["services"]
    return found


def test_compose_file_is_valid_against_the_compose_schema(root: Path) -> None:
    """The schema is the one that check-jsonschema carries; the package itself is not imported, it is not needed."""
    spec = importlib.util.find_spec("check_jsonschema")
    assert spec is not None and spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0]) / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    compose = yaml.safe_load((root / "docker-compose.yml").read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(compose)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**compose, "services": {"kafka": {"image": 7}}}, schema)


def test_compose_ports_are_bound_to_this_machine_alone(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports), ports


def test_compose_long_running_services_have_health_checks(services: dict[str, Any]) -> None:
    without = {name for name, service in services.items() if "healthcheck" not in service}
    assert without == {"setup", "feeder"}


def test_compose_services_with_work_in_hand_have_time_to_finish_it(services: dict[str, Any]) -> None:
    from streams.feeds.http import TIMEOUT_S
    from streams.worker import DRAIN_S, STOP_S

    needed = {"extract": DRAIN_S + STOP_S, "index": DRAIN_S + STOP_S, "link": DRAIN_S + STOP_S, "feeder": TIMEOUT_S}
    for name, seconds in needed.items():
        assert float(services[name]["stop_grace_period"].removesuffix("s")) > seconds, name


def test_compose_workers_start_after_setup_is_done(services: dict[str, Any]) -> None:
    for name in ("extract", "index", "link", "feeder", "serve"):
        assert services[name]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}
    for name in ("kafka", "elasticsearch", "kibana"):
        assert services["setup"]["depends_on"][name] == {"condition": "service_healthy"}


def test_compose_workers_run_every_agent(services: dict[str, Any]) -> None:
    from streams.worker import AGENTS

    commands = [service["command"] for service in services.values() if service.get("command", [""])[0] == "worker"]
    run = [name for command in commands for name in command[command.index("--agents") + 1].split(",")]
    assert sorted(run) == sorted(AGENTS)


def test_compose_commands_exist_on_the_command_line(services: dict[str, Any]) -> None:
    from streams.cli import COMMANDS, rasid

    for service in services.values():
        if service.get("image", "").startswith("rasid:"):
            command, *rest = service["command"]
            assert command in COMMANDS
            options = {o for p in rasid.get_command(None, command).params for o in p.opts}  # type: ignore[arg-type]
            assert {word for word in rest if word.startswith("--")} <= options


def test_compose_settings_exist(services: dict[str, Any]) -> None:
    from streams.settings import Settings

    for service in services.values():
        for name in service.get("environment", {}):
            if name.startswith("RASID_"):
                assert name.removeprefix("RASID_").lower() in Settings.model_fields, name


def test_kibana_and_elasticsearch_are_of_one_version(services: dict[str, Any]) -> None:
    tags = {services[name]["image"].partition(":")[2] for name in ("elasticsearch", "kibana")}
    assert len(tags) == 1


def test_dockerfile_copies_only_what_dockerignore_lets_in(root: Path) -> None:
    allowed = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = set()
    for line in (root / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            copied |= set(line.split()[1:-1])
    assert copied <= allowed
    assert all((root / name).exists() for name in copied)


def test_dockerfile_image_has_no_torch(root: Path) -> None:
    lock = (root / "deploy" / "lock" / "local.txt").read_text(encoding="utf-8")
    assert "deploy/lock/local.txt" in (root / "Dockerfile").read_text(encoding="utf-8")
    assert "\ntorch==" not in lock
    assert "\ntransformers==" not in lock


def test_example_feeds_file_is_valid(root: Path) -> None:
    from streams.feeds.config import read_feeds

    assert read_feeds(root / "deploy" / "feeds.toml")


def test_images_are_of_the_versions_that_the_real_servers_tests_run(root: Path, services: dict[str, Any]) -> None:
    import re

    pom = (root / "deploy" / "servers" / "pom.xml").read_text(encoding="utf-8")
    tested = dict(re.findall(r"<(kafka|elasticsearch)\.version>([\d.]+)<", pom))
    for name, version in tested.items():
        assert services[name]["image"].partition(":")[2] == version
