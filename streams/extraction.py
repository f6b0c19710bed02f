"""From an article to its record: clean, split, extract, resolve.

One function of one article at a time but for the model, which takes the sentences of a whole batch, so that all cores
work on it. Nothing here touches a server or the event loop.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from models.annotation import Annotation
from streams.article import Article
from streams.errors import ArticleError
from streams.neardup import signature
from streams.record import SCHEMA, Record
from streams.resolve.facts import Telling
from streams.resolve.resolver import Resolver
from streams.settings import Settings
from streams.text.clean import Cleaned, clean
from streams.text.published import published
from streams.text.receipt import written_another_day
from streams.text.sentences import sentences

Result = TypeVar("Result")


class SentenceExtractor(Protocol):
    """What is needed of the model: see `models.extractor.Extractor`."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def version(self) -> str:
        """The model's version."""

    def extract(self, texts: Sequence[str], vectors: bool = True) -> list[Annotation]:
        """Return one annotation a text, in order."""


@dataclass(frozen=True)
class Draft:
    """An article that is cleaned, dated and split, before the model has seen it."""

    article: Article
    cleaned: Cleaned
    published: datetime
    published_from: str
    spans: list[tuple[int, int]]

    @property
    def texts(self) -> list[str]:
        """The sentences."""
        return [self.cleaned.text[start:end] for start, end in self.spans]


class Extraction:
    """Makes records of articles."""

    def __init__(self, extractor: SentenceExtractor, resolver: Resolver) -> None:
        self.extractor = extractor
        self.resolver = resolver

    @classmethod
    def load(cls, settings: Settings) -> Extraction:
        """Load the model and the registers.

        Raises:
            ModelError: the model's files are missing, changed or unfit.
        """
        from models.extractor import Extractor

        extractor = Extractor(settings.model, threads=settings.model_threads, min_confidence=settings.min_confidence)
        resolver = Resolver.load(settings.zone)
        # The registers stay: to look them through again and again for garbage is a tenth of the time of resolving.
        gc.freeze()
        return cls(extractor, resolver)

    def records(self, articles: Sequence[Article]) -> list[Record | ArticleError]:
        """Return one record or refusal an article, in order."""
        drafts = [guarded(draft, article, self.resolver) for article in articles]
        texts = [text for d in drafts if isinstance(d, Draft) for text in d.texts]
        annotations = iter(self.extractor.extract(texts))
        results: list[Record | ArticleError] = []
        for entry in drafts:
            if isinstance(entry, ArticleError):
                results.append(entry)
                continue
            tellings = [Telling(start, end, next(annotations)) for start, end in entry.spans]
            results.append(guarded(self._record, entry, tellings))
        return results

    def _record(self, entry: Draft, tellings: Sequence[Telling]) -> Record:
        stale = entry.published_from == "received" and written_another_day(
            entry.cleaned.text, entry.published, self.resolver.zone
        )
        facts = self.resolver.resolve(entry.article.id, entry.published, tellings, not stale)
        return Record(
            schema=SCHEMA,
            article=article_fields(entry, facts.vector),
            events=facts.events,
            entities=facts.entities,
            model={"name": self.extractor.name, "version": self.extractor.version},
        )


def guarded(step: Callable[..., Result], *args: object) -> Result | ArticleError:
    """Run a step of one article; whatever breaks in it is that article's refusal, so that no other is stopped by it."""
    try:
        return step(*args)
    except ArticleError as err:
        return err
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as err:
        # An unforeseen fault of ours: the article goes to the rejected, with what is needed to mend it and replay.
        return ArticleError("internal", f"extraction failed with {type(err).__name__}: {err}; replay after an update")


def draft(article: Article, resolver: Resolver) -> Draft:
    """Clean, date and split an article.

    Raises:
        ArticleError: nothing is left of it after cleaning (`empty_after_cleaning`), or it is not Arabic.
    """
    cleaned = clean(article.text, article.title)
    moment, origin = published(article.published, cleaned.text, article.received, resolver.zone, cleaned.stamps)
    return Draft(article, cleaned, moment, origin, sentences(cleaned.text))


def body_of(entry: Draft) -> str:
    """Return the text below its title, which each outlet writes anew."""
    first, _, rest = entry.cleaned.text.partition("\n")
    return rest if rest and first.strip() == (entry.cleaned.title or "").strip() else entry.cleaned.text


def source_of(entry: Draft) -> str | None:
    """Return the outlet: as the message says it, else as the text's dateline does."""
    return entry.article.source or entry.cleaned.source


def article_fields(entry: Draft, vector: str | None) -> dict[str, object]:
    """Return the record's `article`."""
    article, cleaned = entry.article, entry.cleaned
    return {
        "id": article.id,
        "source": source_of(entry),
        "url": article.url,
        "title": article.title or cleaned.title,
        "published": entry.published.isoformat(),
        "published_from": entry.published_from,
        "received": article.received.isoformat(),
        "language": article.language,
        "text": cleaned.text,
        "vector": vector,
        "signature": signature(body_of(entry)),
        "removed": [{"start": r.start, "end": r.end, "reason": r.reason} for r in cleaned.removed],
    }
