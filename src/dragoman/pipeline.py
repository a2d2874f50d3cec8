"""Text in, documents out: the whole chain of intake, reading and coding behind one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman._version import __version__
from dragoman.coding.coder import Coder
from dragoman.errors import DragomanError, InputError
from dragoman.intake import articles, from_text
from dragoman.lexicon.tables import languages
from dragoman.reading.model import Model
from dragoman.reading.reader import Reader
from dragoman.records import Article, Document

__all__ = ["Dragoman", "read"]


class Dragoman:
    """Reads and codes articles. Loads its model at the first article.

    Parameters
    ----------
    model:
        A model folder; the one that ships with the package where None.
    """

    def __init__(self, model: str | Path | None = None) -> None:
        self._folder = model
        self._reader: Reader | None = None
        self._coder = Coder()

    @property
    def reader(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(Model(self._folder))
            self._coder = Coder(f"dragoman {__version__}, {self._reader.model.id}")
        return self._reader

    def read_article(self, article: Article) -> Document:
        """Read and code one article. A language without a lexicon gives no claims, and says so."""
        if article.lang not in languages():
            return Document(
                article,
                problems=(
                    f"language {article.lang!r} cannot be coded yet; there is a lexicon for: {' '.join(languages())}",
                ),
            )
        reading = self.reader.read(article)
        claims, quotes = self._coder.code(reading)
        return Document(article, tuple(claims), tuple(quotes))

    def read(
        self, sources: Iterable[str | Path], *, lang: str | None = None, date: str | None = None
    ) -> Iterator[Document | InputError]:
        """Read files, folders or "-" for standard input; what cannot be read comes back as an InputError."""
        for article in articles(sources, lang=lang, date=date):
            yield article if isinstance(article, InputError) else self.read_article(article)


_shared: Dragoman | None = None


def _dragoman() -> Dragoman:
    global _shared
    if _shared is None:
        _shared = Dragoman()
    return _shared


def read(text_or_path: str | Path, *, lang: str | None = None, date: str | None = None) -> Document:
    """Read one text, or the first article of a file.

    A :class:`~pathlib.Path`, or a string of one line that names an existing file, is read as a file;
    any other string is the text itself.

    Raises
    ------
    InputError
        Where the file cannot be read, or the text is empty.
    """
    if isinstance(text_or_path, Path) or _names_file(text_or_path):
        first = next(iter(articles([text_or_path], lang=lang, date=date)), None)
        if first is None:
            raise InputError(f"{text_or_path}: no article in it")
        if isinstance(first, DragomanError):
            raise first
        return _dragoman().read_article(first)
    return _dragoman().read_article(from_text(text_or_path, lang=lang, date=date))


def _names_file(text: str) -> bool:
    return len(text) < 1024 and "\n" not in text and Path(text).is_file()
