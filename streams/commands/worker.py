"""`rasid worker`: the Faust agents."""

from __future__ import annotations

import click

from streams.settings import load_settings


@click.command()
@click.option("--agents", default="extract,index,link", show_default=True, help="Which agents to run, comma-separated.")
def worker(agents: str) -> None:
    """Run the agents until SIGTERM or Ctrl-C.

    `extract` makes records of articles, `index` writes them, `link` finds the incidents that several of them tell.

    Start as many workers as you like; they share the partitions. /livez, /readyz and /metrics are served at
    RASID_TELEMETRY_PORT or the next free port. It ends with status 1 where it cannot go on; start it again then.
    """
    from streams.telemetry import configure_logging
    from streams.worker import run_worker

    settings = load_settings()
    configure_logging(settings)
    run_worker(settings, [name.strip() for name in agents.split(",") if name.strip()])
