"""Data files in YAML."""

from __future__ import annotations

from typing import Any

import yaml

# libyaml reads in a tenth of the time; a wheel without it falls back.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Return what a YAML text holds; raises yaml.YAMLError if it is none."""
    return yaml.load(text, Loader=_LOADER)
