"""Imports the shipped saved objects: data views of events, articles and incidents.

Objects exported for one version import into the same, a newer minor or the next major one. Kibana answers 200 also
where it refuses objects: `success` in the body tells.
"""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template

import urllib3

from streams.errors import KibanaError
from streams.settings import Settings

OBJECTS = ("data-views.ndjson",)
TIMEOUT_S = 30.0


def objects(settings: Settings) -> bytes:
    """Return the saved objects as NDJSON, with the prefix of the indices filled in."""
    texts = [files("streams.kibana").joinpath(name).read_text(encoding="utf-8") for name in OBJECTS]
    return Template("".join(texts)).substitute(prefix=settings.index_prefix).encode()


def install(settings: Settings) -> list[str]:
    """Import the objects into the Kibana of `settings.kibana_url`; those of an earlier version are overwritten.

    Returns:
        One line that counts them; none where no Kibana is set.

    Raises:
        KibanaError: it does not answer, refuses the key, or refuses an object.
    """
    if settings.kibana_url is None:
        return []
    url = f"{settings.kibana_url.rstrip('/')}/api/saved_objects/_import?overwrite=true"
    headers = {"kbn-xsrf": "rasid"}
    if settings.elasticsearch_api_key is not None:
        headers["Authorization"] = f"ApiKey {settings.elasticsearch_api_key.get_secret_value()}"
    fields = {"file": ("rasid.ndjson", objects(settings), "application/ndjson")}
    try:
        answer = urllib3.request("POST", url, headers=headers, fields=fields, timeout=TIMEOUT_S, retries=False)
    except urllib3.exceptions.HTTPError as err:
        raise KibanaError(f"Kibana at {settings.kibana_url} does not answer ({err}); correct RASID_KIBANA_URL") from err
    if answer.status != 200:
        raise KibanaError(f"Kibana at {settings.kibana_url} answers {answer.status}: {answer.data[:300]!r}")
    body = json.loads(answer.data)
    if not body.get("success"):
        raise KibanaError(f"Kibana at {settings.kibana_url} refuses objects: {json.dumps(body.get('errors'))[:500]}")
    return [f"imported {body.get('successCount', 0)} objects into Kibana"]

