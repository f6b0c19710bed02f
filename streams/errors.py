"""Everything that Rasid raises on purpose.

RasidError
├── UsageError              the command line or a configuration file asks for something that cannot be (exit status 2)
│   └── SettingsError       a setting has a value that is not allowed
├── InputError              input was refused (exit status 4)
│   ├── ArticleError        a message is not an article: `reason` names the rule it breaks
│   └── FeedError           a feed or a page cannot be read
│       └── GoneError       it is not there, and asking again does not help
├── ServerError             a server cannot be reached or refuses to work (exit status 3)
│   ├── KafkaError
│   ├── ElasticsearchError
│   ├── KibanaError
│   └── EmbeddedServerError an embedded server does not start
├── ModelError              the model's files are missing, changed or unfit (exit status 1)
├── RegisterError           a shipped table of the registers is damaged (exit status 1)
└── WorkerError             a worker cannot go on; another takes its partitions (exit status 1)

Each message says what is wrong, where, and what to do.
"""

from __future__ import annotations


class RasidError(Exception):
    """Base of all errors that Rasid raises on purpose; `exit_status` is what the command line ends with."""

    exit_status = 1


class UsageError(RasidError):
    """The command line or a configuration file asks for something that cannot be."""

    exit_status = 2


class SettingsError(UsageError):
    """A setting has a value that is not allowed."""


class InputError(RasidError):
    """Input was refused."""

    exit_status = 4


class ArticleError(InputError):
    """A message is not an article.

    `reason` is a stable keyword (`not_json`, `no_text`, `id_conflict` …) that `news.rejected` carries and users filter
    on; the message says what, where and what to do.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class FeedError(InputError):
    """A feed or a page cannot be read."""


class GoneError(FeedError):
    """A feed or a page is not there, or its address is none that can be asked: asking again does not help."""


class ServerError(RasidError):
    """A server cannot be reached or refuses to work."""

    exit_status = 3


class KafkaError(ServerError):
    """Kafka cannot be reached or refuses to work."""


class ElasticsearchError(ServerError):
    """Elasticsearch cannot be reached or refuses to work."""


class KibanaError(ServerError):
    """Kibana cannot be reached or refuses to work."""


class EmbeddedServerError(ServerError):
    """An embedded server does not start."""


class ModelError(RasidError):
    """The model's files are missing, changed or unfit for this version."""


class RegisterError(RasidError):
    """A table of the registers is not as it should be; the message names file, line and fault."""


class WorkerError(RasidError):
    """A worker cannot go on; whoever supervises it starts another, which takes its partitions."""
