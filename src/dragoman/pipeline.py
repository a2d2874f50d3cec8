"""Text in, documents out: the whole chain of intake, reading and coding behind one object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from dragoman._version import __version__
from dragoman.coding.coder import Coder
from dragoman.coding.witness import Witness
from dragoman.errors import DragomanError, InputError
from dragoman.intake import articles, from_text
from dragoman.lexicon.tables import languages
from dragoman.reading.language import cutter_for
from dragoman.reading.marking import mark
from dragoman.reading.model import Model
from dragoman.reading.reader import Reader
from dragoman.reading.relations import RelationHead, Verdict
from dragoman.records import Article, Document

__all__ = ["Dragoman", "read", "relate"]


Offsets = tuple[int, int]


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
            model = self._reader.model
            self._coder = Coder(f"dragoman {__version__}, {model.id}", Witness(model))
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

    def relate(
        self, text: str, source: Offsets | None, target: Offsets | None = None, *, lang: str | None = None
    ) -> Verdict:
        """Judge what ``source`` does to ``target``; see :func:`relate`."""
        for name, span in (("source", source), ("target", target)):
            if span is not None and not 0 <= span[0] < span[1] <= len(text):
                raise InputError(f"{name} {span} does not lie inside the text of {len(text)} characters")
        model = self.reader.model
        units = cutter_for(lang or from_text(text).lang)(text)
        marked = mark(model.pieces, text, units, [source] if source else [], [target] if target else [])
        return RelationHead(model).judge([marked])[0]

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


def relate(
    text: str, source: Offsets | None, target: Offsets | None = None, lang: str | None = None
) -> dict[str, float]:
    """Say what one marked party does to another: the probability of each PLOVER type and of ``NONE``.

    The relation head alone answers; no lexicon is asked. The types are PLOVER's, its mood rules applied (a
    promised visit is AGREE); the sixteen and ``NONE`` sum to 1.

    Parameters
    ----------
    text:
        A sentence or a short passage; of a long one, what stands around the two is read.
    source, target:
        Character offsets (start, end) into ``text`` of the words that name them; None where nobody is named.
    lang:
        The language's code; recognised where None.

    Raises
    ------
    InputError
        Where offsets lie outside the text, or the language is not recognised.

    Examples
    --------
    >>> import dragoman
    >>> found = dragoman.relate("Ghana condemned Mali on Monday.", source=(0, 5), target=(16, 20))
    >>> max(found, key=found.get)
    'ACCUSE'
    """
    return _dragoman().relate(text, source, target, lang=lang).plover


def _names_file(text: str) -> bool:
    return len(text) < 1024 and "\n" not in text and Path(text).is_file()
