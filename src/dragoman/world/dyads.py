"""Dyads: all that passes between two actors, by period, and when it changed.

Counted are events (claims of one happening, merged: :mod:`dragoman.world.events`), each once however often it was
told, on the day it happened as far as that is known. What was told is what newspapers chose to tell: a rising count
may be rising attention.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dragoman import ontology
from dragoman.errors import InputError
from dragoman.lexicon.names import names
from dragoman.lexicon.tables import languages
from dragoman.lexicon.world import world
from dragoman.records import Claim, Quote
from dragoman.serial import loads
from dragoman.store import Store
from dragoman.store.queries import Day, between
from dragoman.world.changes import Break, breaks
from dragoman.world.deeds import Asked, Deeds, Span, reciprocal, span_of, statement
from dragoman.world.ground import claims_by_id
from dragoman.world.points import Part, Point, parts_of, points_of, redrawn
from dragoman.world.results import Result
from dragoman.world.series import By, by_of, name_of, start_of

if TYPE_CHECKING:
    import altair
    import pandas
    import polars

    from dragoman.world.expectations import Expectations

__all__ = ["Change", "Dyad", "Part", "Parts", "Point", "Points", "dyad"]

DRAWS = 1000
_LATEST = 5  # claims, and quotes, of each about the other


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the level of mean intensity, from the period that begins on ``date`` on.

    ``before`` and ``after`` are the two levels: the means of their periods' mean intensities. ``share`` is how much of
    the series made of events drawn again has a change within one period of it, 0..1.
    """

    date: dt.date
    period: str
    before: float
    after: float
    share: float | None


class Points(Result[Point]):
    """One row a period, in order, none left out between the first and the last."""


class Parts(Result[Part]):
    """Six rows a period: cooperation, conflict, and the four quad classes."""


@dataclass(frozen=True, repr=False, eq=False)
class Dyad:
    """What passes between two actors.

    Args:
        one, other: their codes. ``forth`` is from the one to the other, ``back`` the other way.
        by: the kind of period.
        points: the figures of each period.
        changes: changes of level, in order of time.
        latest: what was told last of each doing to the other, of whatever status, newest first.
        quotes: what each was last quoted saying about or to the other, newest first.
        at: the day of ``organisations`` and ``expectations``: the last that was asked for, or of the store.
        organisations: those that both belong to on that day.
        unplaced: events between them left out: of a time too vague for a period, or later than the last article.
    """

    one: str
    other: str
    by: By
    points: Points
    changes: tuple[Change, ...]
    latest: tuple[Claim, ...]
    quotes: tuple[Quote, ...]
    at: dt.date | None
    organisations: tuple[str, ...]
    unplaced: int
    _asked: Asked
    _deeds: Deeds
    _span: Span | None
    _draws: int
    _seed: int

    def __repr__(self) -> str:
        events = sum(point.events for point in self.points)
        told = f"{events} events in {len(self.points)} periods" if self.points else "no events"
        return f"Dyad({self.one} {self.other} by {self.by}: {told})"

    @cached_property
    def parts(self) -> Parts:
        """The figures of cooperation, conflict and the four quad classes apart."""
        if self._span is None:
            return Parts((), self._why)
        rows = parts_of(self._deeds, self._span, draws=self._draws, seed=self._seed)
        return Parts(rows, lambda row: self._asked.claims(row.start, row.after, row.quads))

    @cached_property
    def expectations(self) -> Expectations:
        """What is expected between the two and still open on the day ``at``."""
        from dragoman.world.expectations import expectations

        until = self._asked.until
        as_of = None if until is None else until - dt.timedelta(days=1)
        return expectations(self._asked.store, actor=self.one, other=self.other, open=True, as_of=as_of)

    def why(self, index: int) -> list[Claim]:
        """Return the claims of the events of a period, by date of article and place in it."""
        return self.points.why(index)

    def to_pandas(self) -> pandas.DataFrame:
        """Return the points as a pandas frame; pandas must be installed."""
        return self.points.to_pandas()

    def to_polars(self) -> polars.DataFrame:
        """Return the points as a polars frame; polars must be installed."""
        return self.points.to_polars()

    def plot(self) -> altair.TopLevelMixin:
        """Return the time line: cooperation and conflict, mean intensity with its interval, and the changes."""
        return self.points.plot()

    def _why(self, row: Any) -> list[Claim]:
        return self._asked.claims(row.start, row.after)


def dyad(
    store: Store,
    one: str,
    other: str,
    *,
    since: Day | None = None,
    until: Day | None = None,
    by: str = "month",
    type: str | Sequence[str] | None = None,
    status: str | None = "happened",
    draws: int = DRAWS,
    seed: int = 1,
) -> Dyad:
    """Return what passes between two actors.

    An event counts from the one to the other where the one is among its sources and the other among its targets; one
    of a reciprocal type (AGREE, CONSULT, COOPERATE) is mutual, whoever is named first. The series runs from the first
    event, or ``since`` where the store reaches back as far, to the last article, or ``until``. An event whose days
    are wider than a period counts in that in which it was first told, if it may have been then.

    Args:
        one, other: codes of two different actors.
        since, until: that day or period included. A period that they, or the last article, cut is ``partial``.
        by: ``week`` (from Monday), ``month``, ``quarter`` or ``year``.
        type: one or more PLOVER event types; all by default.
        status: ``happened``, ``denied`` or None for both.
        draws: how often events are drawn again for intervals.
        seed: of the drawing; the same seed gives the same intervals.

    Raises:
        InputError: for a code that is not known, one actor twice, or a word that is none of those above.
        StoreError: for a date that does not read.
    """
    kind = by_of(by)
    codes = _code(one), _code(other)
    if codes[0] == codes[1]:
        raise InputError(f"a dyad has two actors, and {codes[0]} was given twice")
    if status not in (None, "happened", "denied"):
        raise InputError(f"the status of an event is happened or denied, not {status!r}")
    if draws < 1:
        raise InputError("intervals need at least one draw")
    first, last = between(since, until)
    asked = Asked.of(store, *codes, by=kind, types=_types(type), status=status, since=first, until=last)
    deeds, unplaced = asked.deeds()
    span = span_of(deeds, asked)
    rows: list[Point] = []
    changes: tuple[Change, ...] = ()
    if span is not None:
        again = redrawn(deeds, span, draws=draws, seed=seed)
        rows = points_of(deeds, span, again)
        changes = tuple(_change(found, span) for found in breaks(_whole(rows), again))
    at = asked.known[1] if last is None else last - dt.timedelta(days=1)
    return Dyad(
        one=codes[0],
        other=codes[1],
        by=kind,
        points=Points(
            rows, lambda row: asked.claims(row.start, row.after), lambda shown: _figure(shown, changes, codes)
        ),
        changes=changes,
        latest=_latest(asked),
        quotes=_quotes(asked),
        at=at,
        organisations=() if at is None else tuple(world().shared(*codes, at)),
        unplaced=unplaced,
        _asked=asked,
        _deeds=deeds,
        _span=span,
        _draws=draws,
        _seed=seed,
    )


def _types(names: str | Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return ()
    return tuple(ontology.event_type(name.upper()).code for name in ((names,) if isinstance(names, str) else names))


def _code(text: str) -> str:
    """Return the actor's code; where the lexicon has none such, an ``InputError`` names those that are near."""
    known = world()
    code = text.strip().upper()
    if code in known.territories or code in known.organisations:
        return code
    near = list(dict.fromkeys([*_named(text.strip()), *get_close_matches(code, _codes(), n=3, cutoff=0.6)]))
    hint = f"; near it are {', '.join(near)}" if near else ""
    raise InputError(f"no state or organisation has the code {text!r}{hint}: give a code such as RUS or NATO")


def _codes() -> list[str]:
    return [*world().territories, *world().organisations]


def _named(text: str) -> list[str]:
    """Return the codes of states and organisations that have this name, or two-letter code, in any language."""
    codes = [known.code for known in world().territories.values() if known.alpha2 == text.upper()]
    forms = {form: form.split() for form in (text, text.title()) if text}
    for lang in languages():
        for form, words in forms.items():
            codes += [name.entity for name in names(lang).find(words[0]) if " ".join(name.tokens) == form]
    return [code for code in codes if code in _codes()]


def _whole(rows: Sequence[Point]) -> NDArray[np.float64]:
    """Return the series of mean intensity, NaN where nothing happened or the period is cut."""
    return np.array([np.nan if row.partial or row.intensity is None else row.intensity for row in rows])


def _change(found: Break, span: Span) -> Change:
    number = span.first + found.index
    return Change(start_of(number, span.by), name_of(number, span.by), found.before, found.after, found.share)


def _latest(asked: Asked) -> tuple[Claim, ...]:
    values = [asked.one, asked.other, reciprocal(), asked.since, asked.until, _LATEST]
    rows = asked.store.sql(statement("dyad_latest.sql"), values)
    return tuple(reversed(claims_by_id(asked.store, [row["id"] for row in rows])))


def _quotes(asked: Asked) -> tuple[Quote, ...]:
    values = [asked.one, asked.other, asked.since, asked.until, _LATEST]
    return tuple(loads(Quote, row["record"]) for row in asked.store.sql(statement("dyad_quotes.sql"), values))


def _figure(rows: Sequence[Point], changes: Sequence[Change], codes: tuple[str, str]) -> Any:
    from dragoman.world.figures import dyad_timeline

    return dyad_timeline(rows, changes, about=" and ".join(codes))
