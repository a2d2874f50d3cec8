"""The commands that read articles and look things up in the record."""

from __future__ import annotations

import shutil
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated, Literal

import typer

from dragoman.cli.options import All, AsJson, At, Limit, StoreAt, at_most, some

__all__ = ["commands"]

commands = typer.Typer()

Files = Annotated[list[str] | None, typer.Argument(metavar="FILE…", help="Files or folders; - is standard input.")]
Lang = Annotated[str | None, typer.Option(metavar="CODE", help="The articles' language, such as nl, where unsaid.")]
Date = Annotated[str | None, typer.Option(metavar="DATE", help="The publication date, such as 2023-02, where unsaid.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write one self-contained page; - is standard output.")]


@commands.command(
    epilog="""Examples:

- `dragoman read article.txt`
- `dragoman read news/ --store record --lang nl`
- `dragoman read article.txt --html article.html`
- `cat article.txt | dragoman read - --date 2023-02 | jq .claims`"""
)
def read(
    files: Files = None,
    store: Annotated[Path | None, typer.Option("--store", "-s", metavar="DIR", help="Add to this store.")] = None,
    lang: Lang = None,
    date: Date = None,
    html: Html = None,
    again: Annotated[bool, typer.Option("--again", help="Read also what the store holds already.")] = False,
    as_json: AsJson = None,
) -> None:
    """Read articles: print their claims and quotes, or add them to a store.

    What cannot be read is named on stderr, and the rest goes on. Stop it as you like: what the store
    holds is passed over the next time.
    """
    from dragoman.faces.delivery import add_documents, print_documents
    from dragoman.faces.opening import reading, sources
    from dragoman.faces.terminal import Output
    from dragoman.intake import articles
    from dragoman.store import Store

    out, named = Output(as_json), sources(files)
    run = reading(None if again else store)
    with closing(run.documents(articles(named, lang=lang, date=date))) as documents:
        if store is None:
            print_documents(out, documents, html)
        else:
            add_documents(out, run, documents, Store(store), html)
    if run.failed:
        raise typer.Exit(1)


@commands.command(
    epilog="""Examples:

- `dragoman claims --store record --source RUS --target CHN --type CONSULT`
- `dragoman claims --store record --since 2023-04 --modality expected`
- `dragoman claims article.txt`
- `dragoman claims --store record | jq -r .event_type | sort | uniq -c`"""
)
def claims(
    files: Files = None,
    store: StoreAt = None,
    source: Annotated[str | None, typer.Option(metavar="CODE", help="Who acts, such as RUS or NATO.")] = None,
    target: Annotated[str | None, typer.Option(metavar="CODE", help="Who is acted upon.")] = None,
    type: Annotated[list[str] | None, typer.Option(metavar="TYPE", help="Such as CONSULT; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Happened, or may, then or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Happened, or may, then or earlier.")] = None,
    polarity: Annotated[Literal["positive", "negative"] | None, typer.Option(help="Did it happen or not.")] = None,
    modality: Annotated[
        Literal["actual", "expected", "possible", "conditional", "unreal"] | None, typer.Option(help="Its status.")
    ] = None,
    article: Annotated[str | None, typer.Option(metavar="ID", help="Of this article.")] = None,
    limit: Limit = None,
    all: All = False,
    at: At = None,
    as_json: AsJson = None,
) -> None:
    """List the claims of a store, or of files; all statuses, each marked, unless filters say which.

    Dates are days, months or years, and count in full. A claim whose time is unknown counts by its article's
    date. The two sides of AGREE, CONSULT and COOPERATE are interchangeable.
    """
    from dragoman.faces.opening import opened
    from dragoman.faces.tables import claims_table
    from dragoman.faces.terminal import Output

    out = Output(as_json)
    with ExitStack() as stack:
        held = opened(stack, store, files, at)
        found = held.claims(
            source=source,
            target=target,
            type=type,
            since=since,
            until=until,
            polarity=polarity,
            modality=modality,
            article=None if article is None else held.article(article).id,
            limit=at_most(out.as_json, limit, all),
        )
    if out.as_json:
        out.records(found)
    else:
        out.show(claims_table(some(found, limit, all, "claims")))


@commands.command(
    epilog="""Examples:

- `dragoman quotes --store record --speaker Putin`
- `dragoman quotes article.txt`"""
)
def quotes(
    files: Files = None,
    store: StoreAt = None,
    speaker: Annotated[str | None, typer.Option(metavar="WHO", help="A code, or part of a name.")] = None,
    article: Annotated[str | None, typer.Option(metavar="ID", help="Of this article.")] = None,
    limit: Limit = None,
    all: All = False,
    at: At = None,
    as_json: AsJson = None,
) -> None:
    """List the quotes of a store, or of files."""
    from dragoman.faces.opening import opened
    from dragoman.faces.tables import quotes_table
    from dragoman.faces.terminal import Output

    out = Output(as_json)
    with ExitStack() as stack:
        held = opened(stack, store, files, at)
        found = held.quotes(
            speaker=speaker,
            article=None if article is None else held.article(article).id,
            limit=at_most(out.as_json, limit, all),
        )
    if out.as_json:
        out.records(found)
    else:
        out.show(quotes_table(some(found, limit, all, "quotes")))


@commands.command(
    epilog="""Examples:

- `dragoman show article.txt`
- `dragoman show 0063db90 --store record --html article.html`"""
)
def show(
    what: Annotated[str, typer.Argument(metavar="ARTICLE|FILE", help="An article's id or its beginning, or a file.")],
    store: StoreAt = None,
    lang: Lang = None,
    date: Date = None,
    html: Html = None,
    at: At = None,
    as_json: AsJson = None,
) -> None:
    """Show an article with its evidence highlighted, on the terminal or as a page for the browser."""
    from dragoman.faces.delivery import write_page
    from dragoman.faces.opening import existing, reading
    from dragoman.faces.show import shown
    from dragoman.faces.terminal import Output

    out = Output(as_json)
    if what == "-" or Path(what).exists():
        from dragoman.intake import articles

        run = reading()
        documents = list(run.documents(articles([what], lang=lang, date=date)))
        failed = run.failed > 0
    else:
        documents, failed = [existing(store, at, why=f"there is no file {what}").document(what)], False
    if html is not None:
        write_page(documents, html)
    elif out.as_json:
        out.records(documents)
    else:
        for document in documents:
            out.show(*shown(document))
    if failed:
        raise typer.Exit(1)


@commands.command(epilog="Example: `dragoman check --store record`")
def check(store: StoreAt = None, at: At = None, as_json: AsJson = None) -> None:
    """Derive every id and offset of a store again, and report what does not hold."""
    from dataclasses import asdict

    from dragoman.faces.opening import existing
    from dragoman.faces.tables import rows_table
    from dragoman.faces.terminal import Output, counting, note
    from dragoman.faces.words import count

    out, held = Output(as_json), existing(store, at)
    version = held.version
    with counting("records checked", held.size()) as progress:
        checked = held.check(on_record=lambda: progress.advance(progress.task_ids[0]))
    rows = [asdict(problem) for problem in checked.problems]
    if out.as_json:
        for row in rows:
            out.row(row)
    elif rows:
        out.show(rows_table(rows))
    what = ", ".join(
        (count(checked.articles, "article"), count(checked.claims, "claim"), count(checked.quotes, "quote"))
    )
    note(f"{what} at version {version}: {count(len(rows), 'problem') if rows else 'all holds'}")
    if checked.unfinished:
        note(f"{count(checked.unfinished, 'record')} of an interrupted adding: add the same articles to take them up")
    if rows:
        raise typer.Exit(1)


@commands.command(
    epilog="""Examples:

- `dragoman export claims claims.parquet --store record`
- `dragoman export quotes --format csv --store record > quotes.csv`"""
)
def export(
    table: Annotated[Literal["articles", "claims", "quotes"], typer.Argument(help="Which table.")],
    file: Annotated[str, typer.Argument(help="Ends in .jsonl, .csv or .parquet; - is standard output.")] = "-",
    format: Annotated[
        Literal["jsonl", "csv", "parquet"] | None, typer.Option("--format", "-f", help="Where the name does not say.")
    ] = None,
    store: StoreAt = None,
    at: At = None,
) -> None:
    """Write a table as JSON Lines, CSV or Parquet."""
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import note
    from dragoman.faces.words import count

    held = existing(store, at)
    if file != "-":
        note(f"{count(held.export(table, file, format), 'row')} to {file}")
        return
    form = format or "jsonl"
    if form == "parquet" and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal: name a file, or pipe it", param_hint="FILE")
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        path = Path(folder) / "export"
        held.export(table, path, form)
        with path.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)


@commands.command(
    epilog="""Example:

- `dragoman sql "SELECT event_type, count(*) AS n FROM claims GROUP BY 1 ORDER BY n DESC" --store record`"""
)
def sql(
    query: Annotated[str, typer.Argument(help="DuckDB's SQL over articles, claims and quotes.")],
    store: StoreAt = None,
    at: At = None,
    as_json: AsJson = None,
) -> None:
    """Ask a store anything; it is only read."""
    from dragoman.faces.opening import existing
    from dragoman.faces.tables import rows_table
    from dragoman.faces.terminal import Output

    out = Output(as_json)
    rows = existing(store, at).sql(query)
    if out.as_json:
        for row in rows:
            out.row(row)
    elif rows:
        out.show(rows_table(rows))
