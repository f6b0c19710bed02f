"""The command line `rasid`: data on standard output, messages on standard error.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 a server cannot be reached, 4 input was refused.
Each command lives in `streams/commands/` and is imported when it is called, so that `rasid --help` costs no model and
no server library.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from streams.errors import RasidError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo:demo", "run everything on embedded servers with sample articles or PATHs"),
    "extract": ("extract:extract", "print the records of PATHs, without any server"),
    "feed": ("feed:feed", "send articles from files, RSS feeds or standard input to Kafka"),
    "serve": ("serve:serve", "take articles over HTTP: POST /articles"),
    "search": ("search:search", "find events"),
    "worker": ("worker:worker", "run the Faust agents"),
    "setup": ("setup:setup", "create topics, templates and indices"),
    "up": ("up:up", "start the embedded servers"),
    "down": ("up:down", "stop the embedded servers"),
    "status": ("up:status", "say whether the servers run and what they hold"),
    "rejected": ("rejected:rejected", "list, show and replay what was refused"),
    "withdraw": ("withdraw:withdraw", "take articles and their events out of the index"),
    "reprocess": ("reprocess:reprocess", "extract articles again, after a change of model or registers"),
    "model": ("model:model", "predict with, train, evaluate, export and describe the model"),
    "bench": ("bench:bench", "measure the flow and the model"),
    "config": ("config:config", "print the settings and where each comes from"),
    "completion": ("completion:completion", "print the shell completion script"),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a first acquaintance."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"streams.commands.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command and name the nearest ones where there is none; to completion that is no error."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else " `rasid --help` lists them."
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their purposes, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="rasid", prog_name="rasid")
def rasid() -> None:
    """Watch Arabic news: articles in, events out - who did what to whom, where, when, with what loss.

    Try `rasid demo`, or `rasid extract FILE` without any server. Settings are `RASID_*` variables or `rasid.toml`;
    `rasid config` prints them. Exit status: 0 done, 1 failed, 2 wrong usage, 3 a server cannot be reached,
    4 input was refused.
    """


def main() -> None:
    """Run the command line; every expected error ends in one line on standard error and its exit status."""
    try:
        status = rasid.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as err:
        sys.exit(err.exit_code)
    except click.ClickException as err:
        err.show()
        sys.exit(err.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("rasid: interrupted", err=True)
        sys.exit(130)
    except RasidError as err:
        click.echo(f"rasid: {err}", err=True)
        sys.exit(err.exit_status)
    except BrokenPipeError:
        # The reader (head, less) has gone: that is no failure. Standard output is pointed elsewhere because Python
        # would flush it again at exit and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
