"""The Elasticsearch client of the commands, with errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from streams.errors import ElasticsearchError
from streams.index.transport import node_config
from streams.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch


@contextmanager
def elasticsearch(settings: Settings, timeout_s: float = 30.0) -> Iterator[Elasticsearch]:
    """Open the client; errors of its calls in the block are raised again as ours.

    Raises:
        ElasticsearchError: the server does not answer or refuses; says which and what to do.
        SettingsError: the URL names no host.
    """
    from elastic_transport import ConnectionError, ConnectionTimeout, TransportError
    from elasticsearch import ApiError, Elasticsearch

    client = Elasticsearch([node_config(settings)], request_timeout=timeout_s, max_retries=0)
    url = settings.elasticsearch_url.rpartition("@")[2]
    try:
        yield client
    except ApiError as err:
        advice = {
            401: "; set RASID_ELASTICSEARCH_API_KEY to a key that it knows",
            403: "; the key lacks this right",
            404: "; run `rasid setup`, which creates templates and indices",
        }.get(err.meta.status, "")
        raise ElasticsearchError(
            f"Elasticsearch at {url} refuses: {err.meta.status} {err.message} {_why(err)}{advice}"
        ) from err
    except (ConnectionError, ConnectionTimeout) as err:
        raise ElasticsearchError(
            f"Elasticsearch at {url} does not answer ({type(err).__name__}); see that it runs and that "
            "RASID_ELASTICSEARCH_URL names it (`rasid up` starts embedded servers)"
        ) from err
    except TransportError as err:
        raise ElasticsearchError(f"Elasticsearch at {url}: {type(err).__name__}: {err.message}") from err
    finally:
        client.close()


def _why(err: object) -> str:
    body = getattr(err, "body", None)
    error = body.get("error") if isinstance(body, dict) else None
    return f"({error.get('reason')})" if isinstance(error, dict) else ""
