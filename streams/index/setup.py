"""The index templates, the indices and their aliases.

Templates are JSON files in `templates/`: `*.component.json` and `*.index.json`, with `${prefix}` and
`${refresh_interval}` filled in. A full Elasticsearch takes them unchanged; what the embedded server needs otherwise is
the one overlay `overlays/embedded.json`, merged over the files that it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from streams.errors import ElasticsearchError
from streams.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

INDICES = ("articles", "events", "incidents", "state")
COMPONENTS = ("settings", "analysis", "event")


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with `over` laid upon it: objects are merged, all else is replaced."""
    merged = dict(base)
    for name, value in over.items():
        known = merged.get(name)
        merged[name] = merge(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


def load(kind: str, name: str, settings: Settings) -> dict[str, Any]:
    """Return a template, filled in, with the overlay of the settings' flavor.

    Args:
        kind: `component` or `index`.
        name: such as `analysis` or `events`.
    """
    folder = files("streams.index")
    text = (folder / "templates" / f"{name}.{kind}.json").read_text("utf-8")
    milliseconds = round(settings.refresh_interval_s * 1000)
    filled = Template(text).substitute(prefix=settings.index_prefix, refresh_interval=f"{milliseconds}ms")
    template: dict[str, Any] = json.loads(filled)
    if settings.elasticsearch_flavor == "embedded":
        overlay = json.loads((folder / "overlays" / "embedded.json").read_text("utf-8"))
        template = merge(template, overlay.get(f"{name}.{kind}", {}))
    if kind == "component":
        # A component with mappings must by itself have the analyzers that they name, and Elasticsearch has no component
        # made of others: here they are laid below it.
        for below in template.pop("composed_of", []):
            template["template"] = merge(load("component", below, settings)["template"], template["template"])
    return template


def composed(name: str, settings: Settings) -> dict[str, Any]:
    """Return settings and mappings of an index as its templates together make them."""
    template = load("index", name, settings)
    prefix = f"{settings.index_prefix}-"
    whole: dict[str, Any] = {}
    for component in template["composed_of"]:
        whole = merge(whole, load("component", component.removeprefix(prefix), settings)["template"])
    return merge(whole, template["template"])


def install(es: Elasticsearch, settings: Settings) -> list[str]:
    """Put the templates, create the indices behind their aliases, and add new fields to those that exist.

    Returns:
        One line for each index created or brought up to date.

    Raises:
        ElasticsearchError: an index stands where an alias must, or an existing mapping contradicts the new one.
    """
    for component in COMPONENTS:
        body = load("component", component, settings)
        es.cluster.put_component_template(
            name=f"{settings.index_prefix}-{component}", **{_argument(k): v for k, v in body.items()}
        )
    done = []
    for name in INDICES:
        body = load("index", name, settings)
        es.indices.put_index_template(name=settings.index(name), **{_argument(k): v for k, v in body.items()})
        done += _ensure_index(es, settings, name)
    return done


def _argument(name: str) -> str:
    return "meta" if name == "_meta" else name


def _ensure_index(es: Elasticsearch, settings: Settings, name: str) -> list[str]:
    from elasticsearch import BadRequestError

    alias = settings.index(name)
    if not es.indices.exists(index=alias):
        es.indices.create(index=f"{alias}-000001", aliases={alias: {"is_write_index": True}})
        return [f"created index {alias}-000001 behind the alias {alias}"]
    if not es.indices.exists_alias(name=alias):
        raise ElasticsearchError(
            f"{alias} is an index, and an alias must have this name; reindex it into {alias}-000001, delete it and run "
            "`rasid setup` again"
        )
    try:
        es.indices.put_mapping(index=alias, properties=composed(name, settings)["mappings"]["properties"])
    except BadRequestError as err:
        raise ElasticsearchError(
            f"the mapping of {alias} contradicts this version's ({err.message}); create {alias}-000002 with the new "
            f"templates, reindex into it and point the alias {alias} to it"
        ) from err
    return []


def missing_indices(es: Elasticsearch, settings: Settings) -> list[str]:
    """Return the aliases that do not exist."""
    return [settings.index(name) for name in INDICES if not es.indices.exists_alias(name=settings.index(name))]
