"""`rasid completion`: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    bash: eval "$(rasid completion bash)" in ~/.bashrc - zsh: the same in ~/.zshrc - fish: rasid completion fish >
    ~/.config/fish/completions/rasid.fish
    """
    from streams.cli import rasid

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(rasid, {}, "rasid", "_RASID_COMPLETE").source())
