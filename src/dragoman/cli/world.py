"""The commands over what the record shows: events, expectations, dyads, the system of states, talk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from dragoman.cli.options import AT_ONCE, All, AsJson, Limit, Plot, StoreAt, VersionAt, Why, some

__all__ = ["commands"]

commands = typer.Typer()

_PANEL = "The world"
_TIES = 20  # actors and ties of a system shown unless --all says otherwise

Actor = Annotated[str | None, typer.Option(metavar="CODE", help="Who is on either side, such as RUS or NATO.")]
Other = Annotated[str | None, typer.Option(metavar="CODE", help="Who is on the other side.")]
Types = Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help="Such as CONSULT; may be repeated.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Then or later: a day, month or year.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Then or earlier; the whole of a month or year.")]
Status = Annotated[Literal["happened", "denied", "any"], typer.Option(help="Denied: nobody says that it happened.")]
By = Annotated[Literal["week", "month", "quarter", "year"], typer.Option(help="What a row is of.")]


@commands.command(
    rich_help_panel=_PANEL,
    epilog="""Examples:

- `dragoman events --store record --actor RUS --other CHN --since 2023-02`
- `dragoman events --store record --contradicted --why 1`
- `dragoman events --store record --type CONSULT --plot visits.svg`
- `dragoman events --store record --figure map --plot where.svg`
- `dragoman events --store record | jq -r .event_type | sort | uniq -c`""",
)
def events(
    store: StoreAt = None,
    actor: Actor = None,
    other: Other = None,
    type: Types = None,
    since: Since = None,
    until: Until = None,
    status: Status = "happened",
    contradicted: Annotated[bool, typer.Option("--contradicted", help="Where reports contradict.")] = False,
    limit: Limit = None,
    all: All = False,
    why: Why = None,
    plot: Plot = None,
    figure: Annotated[
        Literal["ledger", "map", "types"], typer.Option(help="What --plot draws: types is actors by event type.")
    ] = "ledger",
    version_at: VersionAt = None,
    as_json: AsJson = None,
) -> None:
    """List events, the latest first: claims of one happening, from all articles and languages, seen as one.

    `--why` takes a row's number, or the beginning of an event's id.
    """
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import draw, drawable, explain, index_of, lines, working
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.events import events_table
    from dragoman.world.events import events as listed

    out, held = Output(as_json), existing(store, version_at)
    asked = None if all or out.as_json or why is not None else AT_ONCE + 1
    drawable(plot)
    with working("merging claims into events"):
        found = listed(
            held,
            actor=code_of(actor),
            other=code_of(other),
            type=type,
            since=since,
            until=until,
            status=None if status == "any" else status,
            contradicted=contradicted,
            limit=asked if limit is None else limit,
        )
    latest = found[::-1]
    if why is not None:
        explain(out, held, found.why(len(found) - 1 - index_of(why, [event.id for event in latest])))
    elif out.as_json:
        lines(out, latest)
    else:
        shown = some(latest, limit, all, "events")
        out.show(*([events_table(shown)] if shown else []))
    draw(plot, lambda: found.plot(figure))


@commands.command(
    rich_help_panel=_PANEL,
    epilog="""Examples:

- `dragoman expect --store record --actor CHN`
- `dragoman expect --store record --open --as-of 2023-03-01 --ics awaited.ics`
- `dragoman expect --store record --scores`""",
)
def expect(
    store: StoreAt = None,
    actor: Actor = None,
    other: Other = None,
    type: Types = None,
    open: Annotated[bool, typer.Option("--open", help="Only those that nothing has come of yet.")] = False,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Judged by what was published until then. [default: all]")
    ] = None,
    ics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write them as an iCalendar too; - is standard output.")
    ] = None,
    scores: Annotated[bool, typer.Option("--scores", help="How often what each source expects comes true.")] = False,
    limit: Limit = None,
    all: All = False,
    why: Why = None,
    plot: Plot = None,
    version_at: VersionAt = None,
    as_json: AsJson = None,
) -> None:
    """List what was announced, planned, threatened, promised or rumoured, and what came of it.

    In order of the windows of time that were told. `--why` takes a row's number, or the beginning of an
    expectation's id.
    """
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import draw, drawable, explain, index_of, lines, working, write_calendar
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.expectations import expectations_table, scores_tables
    from dragoman.world.expectations import expectations

    out, held = Output(as_json), existing(store, version_at)
    drawable(plot)
    with working("looking for what came of it"):
        found = expectations(held, actor=code_of(actor), other=code_of(other), type=type, open=open, as_of=as_of)
    if why is not None:
        explain(out, held, found.why(index_of(why, [row.id for row in found])))
    elif ics == Path("-"):
        pass  # standard output is the calendar's
    elif scores and out.as_json:
        lines(out, found.scores("outlet")[:limit], "outlet")
        lines(out, found.scores("voice")[:limit], "voice")
    elif scores:
        out.show(*scores_tables(found.scores("outlet")[:limit], found.scores("voice")[:limit]))
    elif out.as_json:
        lines(out, found[:limit])
    else:
        shown = some(found[:limit], limit, all, "expectations")
        out.show(*([expectations_table(shown)] if shown else []))
    write_calendar(found, ics)
    draw(plot, found.plot)


@commands.command(
    rich_help_panel=_PANEL,
    epilog="""Examples:

- `dragoman dyad RUS CHN --store record --since 2023 --by month`
- `dragoman dyad RUS CHN --store record --why 2023-03`
- `dragoman dyad USA CHN --store record --by week --plot usa-china.png`
- `dragoman dyad RUS CHN --store record | jq 'select(.kind == "point") | [.period, .intensity]'`""",
)
def dyad(
    one: Annotated[str, typer.Argument(metavar="CODE", help="Such as RUS, or NATO.")],
    other: Annotated[str, typer.Argument(metavar="CODE", help="The other.")],
    store: StoreAt = None,
    since: Since = None,
    until: Until = None,
    by: By = "month",
    type: Types = None,
    status: Status = "happened",
    why: Why = None,
    plot: Plot = None,
    version_at: VersionAt = None,
    as_json: AsJson = None,
) -> None:
    """Show what passes between two actors by period, what changed, what was said last, what is awaited.

    Beside each figure stands "same as last period" (Before), the forecast to beat. `--why` takes a row's number or
    its period. Piped, each line says its `kind`: dyad, point, change, claim, quote, expectation.
    """
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import draw, drawable, explain, index_of, working
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.dyads import dyad_lines, dyad_shown
    from dragoman.world.dyads import dyad as between

    out, held = Output(as_json), existing(store, version_at)
    drawable(plot)
    first, second = code_of(one) or one, code_of(other) or other
    with working("counting what passed between them"):
        found = between(
            held, first, second, since=since, until=until, by=by, type=type, status=None if status == "any" else status
        )
    if why is not None:
        explain(out, held, found.why(index_of(why, [point.period for point in found.points])))
    elif out.as_json:
        dyad_lines(out, found)
    else:
        out.show(*dyad_shown(found))
    draw(plot, found.plot)


@commands.command(
    rich_help_panel=_PANEL,
    epilog="""Examples:

- `dragoman world --at 2023-03 --store record`
- `dragoman world --at 2023-03 --compare 2019-03 --store record`
- `dragoman world --at 2023 --minimum 1 --organisations --store record --plot blocs.svg`
- `dragoman world --at 2023 --store record --why RUS-CHN`""",
)
def world(
    at: Annotated[
        str, typer.Option("--at", metavar="PERIOD", help="A year, quarter, month or week, as 2023-03; a day's month.")
    ],
    compare: Annotated[str | None, typer.Option(metavar="PERIOD", help="What to compare it with.")] = None,
    store: StoreAt = None,
    by: Annotated[
        Literal["week", "month", "quarter", "year"] | None,
        typer.Option(help="The period in which the date lies. [default: as it is written]"),
    ] = None,
    actor: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only these; repeat it for each.")] = None,
    organisations: Annotated[bool, typer.Option("--organisations", help="Organisations too, not only states.")] = False,
    minimum: Annotated[int | None, typer.Option(min=1, metavar="N", help="Dealings that an actor needs.")] = None,
    unit: Annotated[Literal["events", "stories"], typer.Option(help="What is counted.")] = "events",
    all: Annotated[bool, typer.Option("--all", "-a", help="All actors and ties, not only the first.")] = False,
    why: Annotated[
        str | None, typer.Option(metavar="WHAT", help="Instead: the claims behind tie N, a tie RUS-CHN, or an actor.")
    ] = None,
    plot: Plot = None,
    version_at: VersionAt = None,
    as_json: AsJson = None,
) -> None:
    """Show the system of states in a period: blocs, poles, balance, brokers and leaders.

    `--at` is the period in the world; the store's version is `--version-at`, as in every command. Piped, each line
    says its `kind`: system, bloc, measure, actor, tie, and with `--compare` change, difference.
    """
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import draw, drawable, explain, working
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.system import behind, system_lines, system_shown
    from dragoman.world.system import MINIMUM, system

    out, held = Output(as_json), existing(store, version_at)
    codes = None if actor is None else [code for text in actor if (code := code_of(text)) is not None]
    drawable(plot)
    with working("finding blocs"):
        found = system(
            held,
            at,
            compare=compare,
            by=by,
            actors=codes,
            organisations=organisations,
            minimum=MINIMUM if minimum is None else minimum,
            unit=unit,
        )
    if why is not None:
        explain(out, held, behind(found, why))
    elif out.as_json:
        system_lines(out, found)
    else:
        out.show(*system_shown(found, None if all else _TIES))
    draw(plot, found.plot)


@commands.command(
    rich_help_panel=_PANEL,
    epilog="""Examples:

- `dragoman statements --store record --speaker RUS`
- `dragoman statements --store record --about USA --since 2023 --why 1`
- `dragoman statements --store record --dyad RUS CHN --by month`""",
)
def statements(
    store: StoreAt = None,
    speaker: Annotated[str | None, typer.Option(metavar="CODE", help="Whose words.")] = None,
    about: Annotated[str | None, typer.Option(metavar="CODE", help="About whom.")] = None,
    dyad: Annotated[
        tuple[str, str] | None, typer.Option(metavar="CODE CODE", help="Two actors' talk beside their deeds.")
    ] = None,
    since: Since = None,
    until: Until = None,
    by: By = "month",
    limit: Limit = None,
    all: All = False,
    why: Why = None,
    version_at: VersionAt = None,
    as_json: AsJson = None,
) -> None:
    """List who speaks of whom, and how warmly; or two actors' talk beside their deeds, by period.

    Stance is learned, from -1 (hostile) to 1 (warm), and errs: means over few quotes say little. `--why` prints the
    quotes behind a row, and with `--dyad` the claims too.
    """
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import explain, index_of, lines, working
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.statements import statements_table
    from dragoman.world.statements import statements as spoken

    if dyad is not None:
        if speaker is not None or about is not None:
            raise typer.BadParameter("a dyad is both ways: leave out --speaker and --about", param_hint="--dyad")
        _talk(store, dyad, since, until, by, why, version_at, as_json)
        return
    out, held = Output(as_json), existing(store, version_at)
    with working("weighing what was said"):
        found = spoken(held, code_of(speaker), code_of(about), since, until)
    if why is not None:
        explain(out, held, found.why(index_of(why, [f"{row.speaker}-{row.about}" for row in found])))
    elif out.as_json:
        lines(out, found[:limit])
    else:
        shown = some(found[:limit], limit, all, "statements")
        out.show(*([statements_table(shown)] if shown else []))


def _talk(
    store: Path | None,
    pair: tuple[str, str],
    since: str | None,
    until: str | None,
    by: Literal["week", "month", "quarter", "year"],
    why: str | None,
    version_at: str | None,
    as_json: bool | None,
) -> None:
    from dragoman.faces.opening import existing
    from dragoman.faces.terminal import Output
    from dragoman.faces.world.answering import explain, index_of, lines, working
    from dragoman.faces.world.asking import code_of
    from dragoman.faces.world.statements import talk_shown
    from dragoman.world.statements import talk_and_deeds

    out, held = Output(as_json), existing(store, version_at)
    one, other = (code_of(code) or code for code in pair)
    with working("weighing what was said and done"):
        found = talk_and_deeds(held, one, other, since, until, by=by)
    if why is not None:
        row = index_of(why, [str(period.start) for period in found])
        explain(out, held, [*found.why(row), *found.quotes(row)])
    elif out.as_json:
        lines(out, found, "period")
        lines(out, [found.correlation], "correlation")
    else:
        out.show(*talk_shown(one, other, found))
