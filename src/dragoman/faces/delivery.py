"""Where documents go once read: to standard output, into a store, onto a page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from dragoman.faces.page import page
from dragoman.faces.reading import Reading
from dragoman.faces.show import summarised
from dragoman.faces.terminal import Output, counting, note, write_file
from dragoman.faces.words import count
from dragoman.records import Document
from dragoman.store import Added, Store

__all__ = ["add_documents", "print_documents", "write_page"]

_STDOUT = Path("-")


def print_documents(out: Output, documents: Iterator[Document], html: Path | None) -> None:
    """Print each document as soon as it is read; or else write them all as a page, however reading ends."""
    if html is not None:
        _collect(documents, html)
        return
    for document in documents:
        if out.as_json:
            out.record(document)
        else:
            out.show(*summarised(document))


def _collect(documents: Iterator[Document], html: Path) -> None:
    kept: list[Document] = []
    try:
        with counting("articles read") as progress:
            for document in documents:
                kept.append(document)
                progress.advance(progress.task_ids[0])
    finally:
        if kept:
            write_page(kept, html)


def add_documents(out: Output, run: Reading, documents: Iterator[Document], store: Store, html: Path | None) -> None:
    """Add the documents to the store and say what was added, however reading ends."""
    total, kept = Added(), list[str]()

    def committed(so_far: Added) -> None:
        nonlocal total
        total = so_far

    with counting("articles read") as progress:

        def counted() -> Iterator[Document]:
            for document in documents:
                kept.append(document.article.id)
                progress.update(progress.task_ids[0], completed=run.done)
                yield document

        try:
            store.add(counted(), on_commit=committed)
        finally:
            progress.stop()
            note(f"{_summary(total, run)} to {store.path}")
    if html is not None:
        write_page([store.document(id) for id in dict.fromkeys([*run.passed, *kept])], html)
    if out.as_json and html != _STDOUT:
        out.row(
            {
                "articles": total.articles,
                "claims": total.claims,
                "quotes": total.quotes,
                "passed": len(run.passed),
                "failed": run.failed,
                "version": store.version,
            }
        )


def write_page(documents: Sequence[Document], html: Path) -> None:
    """Write the documents as one page; ``-`` is standard output."""
    if html == _STDOUT:
        sys.stdout.buffer.write(page(documents).encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    write_file(html, page(documents))
    note(f"wrote {html}")


def _summary(added: Added, run: Reading) -> str:
    parts = [count(added.articles, "article"), count(added.claims, "claim"), count(added.quotes, "quote")]
    if run.passed:
        parts.append(f"{count(len(run.passed), 'article')} known already")
    if run.failed:
        parts.append(f"{run.failed:,} not read")
    return f"added {', '.join(parts)}"
