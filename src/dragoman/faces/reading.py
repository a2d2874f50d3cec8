"""Reading many articles: what fails is told and left out, what is known is not read again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from dragoman.errors import DragomanError, InputError
from dragoman.records import Article, Document

__all__ = ["Reading"]


@dataclass
class Reading:
    """A run over articles; counts what became of them.

    ``read`` makes a document of an article, ``complain`` hears of each failure, and articles whose ids are
    in ``known`` are passed over.
    """

    read: Callable[[Article], Document]
    complain: Callable[[DragomanError], None]
    known: set[str] = field(default_factory=set)
    done: int = 0
    failed: int = 0
    passed: list[str] = field(default_factory=list)

    def documents(self, items: Iterable[Article | InputError]) -> Generator[Document, None, None]:
        """Yield the documents one by one."""
        for item in items:
            if isinstance(item, InputError):
                self._fail(item)
            elif item.id in self.known:
                self.passed.append(item.id)
            else:
                yield from self._document(item)

    def _document(self, article: Article) -> Iterator[Document]:
        try:
            document = self.read(article)
        except InputError as error:
            self._fail(InputError(f"{article.name or article.id}: {error}"))
            return
        self.done += 1
        yield document

    def _fail(self, error: DragomanError) -> None:
        self.failed += 1
        self.complain(error)
