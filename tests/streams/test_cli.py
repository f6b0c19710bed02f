"""The command line: help, exit statuses, settings with their sources, completion."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from streams.cli import COMMANDS, rasid


def run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `rasid` as a user does, without this process's settings."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("RASID_")}
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", *arguments],
        capture_output=True, text=True, timeout=50, cwd=cwd, env={**clean, "PYTHONPATH": str(cwd.parent), **variables},
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """An empty working folder from which the package is found."""
    (tmp_path / "streams").symlink_to(root / "streams")
    (tmp_path / "models").symlink_to(root / "models")
    work = tmp_path / "work"
    work.mkdir()
    return work


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(rasid)
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = rasid.get_command(context, name)  # type: ignore[attr-defined]
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", command.commands[sub]) for sub in command.commands]
    return found


def test_help_every_command_and_option_is_explained() -> None:
    for name, command in commands():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.opts}"


def test_help_starts_no_server_library(folder: Path) -> None:
    """`rasid --help` answers at once: neither model nor Kafka nor Elasticsearch is imported."""
    code = (
        "import sys; from streams.cli import rasid; rasid.main(['--help'], standalone_mode=False); "
        "bad = {'kafka', 'elasticsearch', 'faust', 'onnxruntime', 'torch', 'numpy'} & set(sys.modules)\n"
        "sys.exit(len(bad))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder.parent, capture_output=True, timeout=50, check=False)
    assert done.returncode == 0, done.stdout


def test_unknown_command_exits_2_and_names_the_nearest(folder: Path) -> None:
    done = run("serch", cwd=folder)
    assert done.returncode == 2
    assert "Did you mean search" in done.stderr


def test_bad_setting_exits_2_and_names_it(folder: Path) -> None:
    done = run("config", cwd=folder, RASID_PARTITIONS="many")
    assert done.returncode == 2
    assert "RASID_PARTITIONS" in done.stderr
    assert "Traceback" not in done.stderr


def test_config_shows_sources_and_hides_secrets(folder: Path) -> None:
    (folder / "rasid.toml").write_text('topic_prefix = "wire"\n', encoding="utf-8")
    done = run(
        "config", "--json", cwd=folder,
        RASID_SERVE_TOKEN="tell-nobody", RASID_ELASTICSEARCH_URL="http://user:tell-nobody@127.0.0.1:9200",
    )  # fmt: skip
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert "tell-nobody" not in done.stdout + done.stderr
    assert rows["topic_prefix"]["source"] == "rasid.toml"
    assert rows["serve_token"]["source"].startswith("environment")
    assert rows["partitions"]["source"] == "default"


def test_unknown_key_in_the_file_is_named(folder: Path) -> None:
    (folder / "rasid.toml").write_text("partition = 3\n", encoding="utf-8")
    done = run("config", cwd=folder)
    assert done.returncode == 2
    assert "partition in rasid.toml" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [("extract", "--status", "foo", "."), *(("search", name, "foo") for name in ("--type", "--mode", "--status"))],
)
def test_value_that_no_event_has_exits_2_and_names_the_others(folder: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2
    known = {"--type": "ASSAULT", "--mode": "drone", "--status": "actual"}[arguments[1]]
    assert f"'{known.lower()}'" in done.stderr.lower()


def test_type_is_taken_in_small_letters(folder: Path) -> None:
    done = run("search", "--type", "assault", cwd=folder, RASID_ELASTICSEARCH_URL="http://127.0.0.1:9")
    assert done.returncode == 3


def test_server_that_is_away_exits_3(folder: Path) -> None:
    done = run("search", "هجوم", cwd=folder, RASID_ELASTICSEARCH_URL="http://127.0.0.1:9")
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr


def test_refused_input_exits_4_and_the_rest_is_counted(folder: Path) -> None:
    # "Two soldiers were wounded in Tuz Khurmatu."
    (folder / "good.txt").write_text("أصيب جنديان بجروح في طوزخورماتو.", encoding="utf-8")
    (folder / "english.txt").write_text("Two soldiers were wounded in the town on Monday.", encoding="utf-8")
    done = run("feed", "--dry-run", str(folder), cwd=folder)
    assert done.returncode == 4
    assert "english.txt" in done.stderr
    assert "not_arabic" in done.stderr
    assert "1 articles would be sent, 1 refused" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str, folder: Path) -> None:
    done = run("completion", shell, cwd=folder)
    assert done.returncode == 0
    assert "_RASID_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "begun", "expected"),
    [([], "rej", ["rejected"]), (["rejected"], "", ["list", "replay", "show"]), (["serch"], "a", [])],
)
def test_completion_of_words_also_behind_an_unknown_command(words: list[str], begun: str, expected: list[str]) -> None:
    found = ShellComplete(rasid, {}, "rasid", "_RASID_COMPLETE").get_completions(words, begun)
    assert [item.value for item in found] == expected


def test_every_setting_has_a_description_and_stands_in_the_docs(root: Path) -> None:
    from streams.settings import Settings

    manual = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"RASID_{name.upper()}" in manual, name
