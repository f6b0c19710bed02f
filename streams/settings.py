"""All settings, typed and frozen: the environment (`RASID_*`) over `rasid.toml` over the defaults here.

The file is `rasid.toml` in the working folder, or the one that `RASID_CONFIG` names. Its keys are the field names
below, in lower case and without a prefix. Each limit carries its unit in its name.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from streams.errors import SettingsError

CONFIG_VARIABLE = "RASID_CONFIG"
DEFAULT_CONFIG = "rasid.toml"
DEFAULT_MODEL = Path(__file__).resolve().parents[1] / "models" / "weights"


def config_path() -> Path:
    """Return the path of the configuration file, whether it exists or not."""
    return Path(os.environ.get(CONFIG_VARIABLE, DEFAULT_CONFIG))


class Settings(BaseSettings):
    """One value for everything that can be set; see `rasid config` for where each comes from."""

    model_config = SettingsConfigDict(env_prefix="RASID_", frozen=True, extra="forbid", validate_default=True)

    kafka_servers: str = Field("127.0.0.1:9092", description="Kafka's bootstrap servers, host:port, comma-separated")
    elasticsearch_url: str = Field("http://127.0.0.1:9200", description="Elasticsearch's URL")
    elasticsearch_api_key: SecretStr | None = Field(None, description="an Elasticsearch API key, encoded")
    elasticsearch_flavor: Literal["full", "embedded", "core"] = Field(
        "full", description="which overlay of the templates to install: a full server's, the embedded one's, or none"
    )
    kibana_url: str | None = Field(None, description="Kibana's URL, for `rasid setup`")
    topic_prefix: str = Field("news", pattern=r"^[A-Za-z0-9._-]{1,100}$", description="prefix of the topics' names")
    index_prefix: str = Field("rasid", pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$", description="prefix of the indices")
    data_dir: Path = Field(Path(".rasid"), description="folder of the embedded servers, feed memory and worker state")
    model: Path = Field(DEFAULT_MODEL, description="folder of the model; the shipped one by default")
    min_confidence: float | None = Field(
        None, ge=0, le=1, description="events below it are dropped; the model's own threshold by default"
    )
    model_threads: int | None = Field(None, ge=1, description="processor threads of the model; all cores by default")
    partitions: int = Field(6, ge=1, le=1000, description="partitions of each topic when it is created")
    replication_factor: int = Field(1, ge=1, le=9, description="replicas of each partition when a topic is created")
    max_message_bytes: int = Field(1 << 20, ge=1024, description="largest message that news.articles takes")
    max_record_bytes: int = Field(8 << 20, ge=1024, description="largest message of news.events and news.rejected")
    batch_articles: int = Field(32, ge=1, description="articles a batch at most")
    batch_tokens: int = Field(2048, ge=128, description="tokens a batch of articles at most, estimated from its length")
    batch_wait_s: float = Field(0.05, gt=0, le=10, description="longest wait for a batch to fill")
    bulk_bytes: int = Field(5 << 20, ge=1 << 16, le=10 << 20, description="largest bulk request to Elasticsearch")
    refresh_interval_s: float = Field(1.0, gt=0, description="refresh interval of the indices")
    retry_max_wait_s: float = Field(30.0, gt=0, description="longest wait between two tries of a server")
    session_timeout_s: float = Field(10.0, ge=1, le=60, description="a worker silent for so long loses its partitions")
    incident_window_days: int = Field(3, ge=1, le=30, description="days within which tellings can be of one incident")
    zone: str = Field("Asia/Baghdad", description="time zone of dates that name none")
    http_host: str = Field("127.0.0.1", description="address that `rasid serve`, the page and telemetry listen on")
    http_port: int = Field(8080, ge=0, le=65535, description="port of the page; 0 takes a free one")
    serve_port: int = Field(8081, ge=0, le=65535, description="port of `rasid serve`; 0 takes a free one")
    serve_token: SecretStr | None = Field(None, description="token that POST /articles asks for")
    telemetry_port: int = Field(9464, ge=0, le=65535, description="port of /metrics, /livez, /readyz")
    log_format: Literal["auto", "json", "text"] = Field("auto", description="format of the log on standard error")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as err:
            raise ValueError(f"no time zone is called {value!r}; an example is Asia/Baghdad") from err
        return value

    @property
    def tzinfo(self) -> ZoneInfo:
        """The zone of dates that name none."""
        return ZoneInfo(self.zone)

    def topic(self, name: str) -> str:
        """Return the full name of the topic `articles`, `events`, `rejected`, `blocks` or `alerts`."""
        return f"{self.topic_prefix}.{name}"

    def index(self, name: str) -> str:
        """Return the alias of the index `articles`, `events` or `incidents`."""
        return f"{self.index_prefix}-{name}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: arguments, environment, file."""
        path = config_path()
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        return (*sources, TomlConfigSettingsSource(settings_cls, path)) if path.is_file() else sources


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: the file is not TOML, a key is unknown, or a value is not allowed; the message names each.
    """
    path = config_path()
    if os.environ.get(CONFIG_VARIABLE) and not path.is_file():
        raise SettingsError(f"{CONFIG_VARIABLE} names {path}, which is no file; correct the path or unset it")
    try:
        return Settings()
    except ValidationError as err:
        faults = "; ".join(f"{_where(e, path)}: {e['msg'].removeprefix('Value error, ')}" for e in err.errors())
        raise SettingsError(f"settings: {faults}") from err
    except ValueError as err:
        raise SettingsError(f"{path} is not valid TOML: {err}") from err


def _where(error: Any, path: Path) -> str:
    name = ".".join(str(part) for part in error["loc"])
    variable = f"RASID_{name.upper()}"
    return f"{variable} in the environment" if variable in os.environ else f"{name} in {path}"


def setting_source(name: str) -> str:
    """Return where a setting's value comes from: `environment`, the file's path, or `default`."""
    if f"RASID_{name.upper()}" in {key.upper() for key in os.environ}:
        return f"environment (RASID_{name.upper()})"
    path = config_path()
    if path.is_file():
        source = TomlConfigSettingsSource(Settings, path)
        if name in source():
            return str(path)
    return "default"
