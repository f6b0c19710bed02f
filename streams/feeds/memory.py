"""What a poller remembers between runs: validators of each feed and the entries it has sent; an SQLite file."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from streams.errors import FeedError

# A feed shows its last 10 to 200 entries; 5,000 outlast a long stop without growing for ever.
MAX_ENTRIES_PER_FEED = 5_000


class Memory:
    """Remembers by feed; safe to share between threads."""

    def __init__(self, path: Path, max_entries: int = MAX_ENTRIES_PER_FEED) -> None:
        """Open or create the file.

        Raises:
            FeedError: it cannot be opened or is no memory of feeds.
        """
        self.max_entries = max_entries
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT)")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS entries "
                "(url TEXT, entry TEXT, digest TEXT, seen REAL, PRIMARY KEY (url, entry))"
            )
        except (sqlite3.Error, OSError) as err:
            raise FeedError(f"the memory of feeds {path} cannot be used ({err}); move it away to begin anew") from err

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """Return ETag and Last-Modified of the last answer."""
        with self._lock:
            row = self._base.execute("SELECT etag, modified FROM feeds WHERE url = ?", (url,)).fetchone()
        return (row[0], row[1]) if row else (None, None)

    def remember(self, url: str, etag: str | None, modified: str | None) -> None:
        """Keep the validators, and forget the oldest entries beyond the bound."""
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", (url, etag, modified))
            self._base.execute(
                "DELETE FROM entries WHERE url = ? AND entry NOT IN "
                "(SELECT entry FROM entries WHERE url = ? ORDER BY seen DESC LIMIT ?)",
                (url, url, self.max_entries),
            )

    def has(self, url: str, entry: str, digest: str) -> bool:
        """Tell whether an entry was sent with the same content; a corrected one was not. It counts as seen now."""
        with self._lock:
            row = self._base.execute("SELECT digest FROM entries WHERE url = ? AND entry = ?", (url, entry)).fetchone()
            if row is None or row[0] != digest:
                return False
            self._base.execute("UPDATE entries SET seen = ? WHERE url = ? AND entry = ?", (time.time(), url, entry))
        return True

    def add(self, url: str, entry: str, digest: str) -> None:
        """Remember an entry once it was sent."""
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", (url, entry, digest, time.time()))

    def close(self) -> None:
        """Close the file."""
        self._base.close()
