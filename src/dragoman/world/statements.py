"""Talk: who speaks of whom and how warmly, and a dyad's talk against its deeds.

A quote's stance toward an actor is the expected value of :mod:`dragoman.world.stance`, from -1 (hostile) to 1 (warm).
The scorer errs (see ``evals/stance.py``): means over few quotes say little, and the intervals here are those of
sampling only, not of the scorer's mistakes. Quotes of one article are not independent, so whole articles are drawn:
the cluster bootstrap of Field and Welsh (2007, "Bootstrapping clustered data", JRSS B 69), with percentile
intervals of 95 % (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import StoreError
from dragoman.records import Quote
from dragoman.serial import loads
from dragoman.store import Store
from dragoman.store.queries import Day, Filter, between, fetch
from dragoman.world.events import event_tables
from dragoman.world.ground import Ground, claims_by_id
from dragoman.world.results import Result
from dragoman.world.spoken import NAME, spoken_table
from dragoman.world.stories import story_table

__all__ = [
    "Correlation", "Period", "Statement", "Statements", "TalkAndDeeds", "mean_interval", "rank_correlation",
    "ranks", "statements", "talk_and_deeds",
]  # fmt: skip

Reals = NDArray[np.float64]
By = Literal["week", "month", "quarter", "year"]

DRAWS = 1000
_AT_ONCE = 4_000_000  # draws held in memory
_FEWEST = 4  # periods for an interval of a correlation
_INTENSITY = 10.0  # PLOVER's scores run from -10 to 10


@dataclass(frozen=True, slots=True)
class Statement:
    """How one actor speaks of another.

    ``mean`` is the mean stance, -1..1, with its interval, None where all comes from one article. ``warm``, ``neutral``
    and ``hostile`` count quotes by their likeliest class.
    """

    speaker: str
    about: str
    mean: float
    low: float | None
    high: float | None
    quotes: int
    articles: int
    warm: int
    neutral: int
    hostile: int
    first: dt.date | None
    last: dt.date | None
    ids: tuple[str, ...]


class Statements(Result[Statement]):
    """Statements, most quotes first. ``why(i)`` gives quotes, by date of article and place in it."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rho over ``periods`` with its interval; None where it cannot be told."""

    rho: float | None
    low: float | None
    high: float | None
    periods: int


@dataclass(frozen=True, slots=True)
class Period:
    """A dyad's talk and deeds from the day ``start`` on, both from -1 to 1; None where there were none.

    ``gap`` is talk less deeds: above zero they speak more kindly than they act.
    """

    start: dt.date
    talk: float | None
    talk_low: float | None
    talk_high: float | None
    quotes: int
    deeds: float | None
    acts: int
    gap: float | None
    claims: tuple[str, ...]
    ids: tuple[str, ...]


class TalkAndDeeds(Result[Period]):
    """Periods in order of time. ``why(i)`` gives the claims behind the deeds, ``quotes(i)`` the quotes."""

    def __init__(self, store: Store, rows: Sequence[Period], correlation: Correlation) -> None:
        super().__init__(rows, lambda row: claims_by_id(store, row.claims))
        self._store = store
        #: Do warmer words go with kinder deeds? Over the periods that have both.
        self.correlation = correlation

    def quotes(self, index: int) -> list[Quote]:
        """Return the quotes behind the row at ``index``."""
        return _quotes_by_id(self._store, self[index].ids)


def statements(
    store: Store,
    speaker: str | None = None,
    about: str | None = None,
    since: Day | None = None,
    until: Day | None = None,
    *,
    draws: int = DRAWS,
) -> Statements:
    """Return who speaks of whom, and how warmly, by the days of publication.

    What several papers print of one story (see :mod:`dragoman.world.stories`) counts once, as the first had it.
    The first call after the store has grown reads what is new with the model.

    Args:
        speaker, about: codes; everybody where None.
        since, until: that day or period included.
        draws: of the bootstrap.
    """
    chosen = _published(since, until)
    for column, code in (("speaker", speaker), ("target", about)):
        if code is not None:
            chosen.add(f"{column} = ?", code.upper())
    pairs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _spoken(store, chosen):
        pairs[row["speaker"], row["target"]].append(row)
    found = [_statement(*pair, rows, draws) for pair, rows in pairs.items()]
    found.sort(key=lambda s: (-s.quotes, s.speaker, s.about))
    return Statements(found, lambda row: _behind(store, row.ids))


def talk_and_deeds(
    store: Store,
    one: str,
    other: str,
    since: Day | None = None,
    until: Day | None = None,
    *,
    by: By = "month",
    material: bool = True,
    draws: int = DRAWS,
) -> TalkAndDeeds:
    """Return what two actors say of one another beside what they do, period by period.

    Talk is the mean stance of quotes of either about the other, by the day of publication; deeds are the mean
    PLOVER intensity over ten of what happened between them, by the day of the happening, each event once. The
    correlation is Spearman's (1904, "The proof and measurement of association between two things"), over periods
    with both; its interval draws periods, and takes them for independent of one another, which neighbours seldom
    quite are.

    Args:
        material: deeds only (quad classes 2 and 4); else what claims say of words too, which talk is made of.
        by: ``week``, ``month``, ``quarter`` or ``year``.
    """
    one, other = one.upper(), other.upper()
    if by not in ("week", "month", "quarter", "year"):
        raise StoreError(f"no period is called {by!r}: week, month, quarter or year")
    chosen = _published(since, until)
    chosen.add("speaker = ? AND target = ? OR speaker = ? AND target = ?", one, other, other, one)
    chosen.add("published IS NOT NULL")
    talk = {row["start"]: row for row in _grouped(_spoken(store, chosen, by), draws)}
    deeds = _deeds(store, one, other, since, until, by, material)
    rows = [_period(start, talk.get(start), deeds.get(start)) for start in sorted(talk.keys() | deeds.keys())]
    both = [(row.talk, row.deeds) for row in rows if row.talk is not None and row.deeds is not None]
    return TalkAndDeeds(store, rows, rank_correlation([t for t, _ in both], [d for _, d in both], draws=draws))


def mean_interval(
    values: Sequence[float], clusters: Sequence[object], *, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float | None, float | None]:
    """Return the mean of values and its 95 % interval, drawing whole clusters; None where there is but one.

    With clusters of sums S and sizes N, a draw is the sum of the drawn S over the sum of the drawn N.
    """
    scores = np.asarray(values, np.float64)
    order = {name: number for number, name in enumerate(dict.fromkeys(clusters))}
    home = np.array([order[name] for name in clusters], np.int64)
    sums, sizes = np.bincount(home, scores), np.bincount(home)
    mean = float(scores.mean())
    if len(sizes) < 2:
        return mean, None, None
    rng, means = np.random.default_rng(seed), []
    step = max(1, _AT_ONCE // len(sizes))
    for begun in range(0, draws, step):
        drawn = rng.integers(0, len(sizes), (min(step, draws - begun), len(sizes)))
        means.append(sums[drawn].sum(1) / sizes[drawn].sum(1))
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return mean, float(low), float(high)


def ranks(values: Sequence[float] | Reals) -> Reals:
    """Return ranks from 1, equal values sharing their mean rank; shape (N,)."""
    _, where, counts = np.unique(np.asarray(values, np.float64), return_inverse=True, return_counts=True)
    middle: Reals = np.cumsum(counts) - (counts - 1) / 2
    return middle[where]


def rank_correlation(one: Sequence[float], two: Sequence[float], *, draws: int = DRAWS, seed: int = 0) -> Correlation:
    """Return Spearman's rho of two series of one length, and its percentile interval from drawn pairs.

    None where a series does not vary, or no interval where there are fewer than four pairs.
    """
    x, y = np.asarray(one, np.float64), np.asarray(two, np.float64)
    rho = _rho(x, y)
    if rho is None or len(x) < _FEWEST:
        return Correlation(rho, None, None, len(x))
    rng = np.random.default_rng(seed)
    drawn = (rng.integers(0, len(x), len(x)) for _ in range(draws))
    found = [r for r in (_rho(x[pick], y[pick]) for pick in drawn) if r is not None]
    low, high = np.percentile(found, [2.5, 97.5])
    return Correlation(rho, float(low), float(high), len(x))


def _rho(x: Reals, y: Reals) -> float | None:
    if len(x) < 2:
        return None
    a, b = ranks(x), ranks(y)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return None if size == 0 else float(a @ b) / size


def _published(since: Day | None, until: Day | None) -> Filter:
    chosen = Filter()
    begin, end = between(since, until)
    if begin is not None:
        chosen.add("published >= ?", begin)
    if end is not None:
        chosen.add("published < ?", end)
    return chosen


def _spoken(store: Store, chosen: Filter, by: By = "month") -> list[dict[str, Any]]:
    query = f"""SELECT quote, article, speaker, target, published, warm, neutral, hostile, warm - hostile AS score,
        date_trunc('{by}', published)::DATE AS start
        FROM (SELECT s.* FROM {NAME} s LEFT JOIN stories USING (article)
              QUALIFY s.article = first_value(s.article) OVER (
                  PARTITION BY coalesce(story, s.article), speaker, target ORDER BY published, s.article))
        {chosen.where()} ORDER BY published, article, quote"""
    with Ground(store, {NAME: spoken_table(store), "stories": story_table(store)}) as ground:
        return ground.rows(query, chosen.values)


def _statement(speaker: str, about: str, rows: Sequence[Mapping[str, Any]], draws: int) -> Statement:
    mean, low, high = mean_interval([r["score"] for r in rows], [r["article"] for r in rows], draws=draws)
    classes = [max(("warm", "neutral", "hostile"), key=row.__getitem__) for row in rows]
    days = [row["published"] for row in rows if row["published"] is not None]
    return Statement(
        speaker, about, mean, low, high, len(rows), len({row["article"] for row in rows}),
        classes.count("warm"), classes.count("neutral"), classes.count("hostile"),
        min(days, default=None), max(days, default=None), tuple(row["quote"] for row in rows),
    )  # fmt: skip


def _grouped(rows: Sequence[Mapping[str, Any]], draws: int) -> list[dict[str, Any]]:
    """Return the mean stance of each period."""
    periods: dict[dt.date, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        periods[row["start"]].append(row)
    found = []
    for start, inside in periods.items():
        mean = mean_interval([r["score"] for r in inside], [r["article"] for r in inside], draws=draws)
        found.append({"start": start, "mean": mean, "quotes": tuple(r["quote"] for r in inside)})
    return found


def _deeds(
    store: Store, one: str, other: str, since: Day | None, until: Day | None, by: By, material: bool
) -> dict[dt.date, dict[str, Any]]:
    chosen = Filter()
    sides = "list_contains(sources, ?) AND list_contains(targets, ?)"
    chosen.add(f"{sides} OR {sides}", one, other, other, one)
    chosen.add("status = 'happened' AND intensity IS NOT NULL AND first IS NOT NULL")
    if material:
        chosen.add("quad IN (2, 4)")
    begin, end = between(since, until)
    if begin is not None:
        chosen.add("first >= ?", begin)
    if end is not None:
        chosen.add("first < ?", end)
    query = f"""SELECT date_trunc('{by}', first)::DATE AS start, avg(intensity) AS mean, count(*) AS acts,
        flatten(list(claims)) AS claims
        FROM events {chosen.where()} GROUP BY start ORDER BY start"""
    with Ground(store, event_tables(store)) as ground:
        return {row["start"]: row for row in ground.rows(query, chosen.values)}


def _period(start: dt.date, talk: Mapping[str, Any] | None, deeds: Mapping[str, Any] | None) -> Period:
    mean, low, high = (None, None, None) if talk is None else talk["mean"]
    done = None if deeds is None else deeds["mean"] / _INTENSITY
    return Period(
        start, mean, low, high, 0 if talk is None else len(talk["quotes"]),
        done, 0 if deeds is None else deeds["acts"],
        None if mean is None or done is None else mean - done,
        () if deeds is None else tuple(deeds["claims"]), () if talk is None else talk["quotes"],
    )  # fmt: skip


def _behind(store: Store, ids: Sequence[str]) -> Sequence[Any]:
    return _quotes_by_id(store, ids)


def _quotes_by_id(store: Store, ids: Sequence[str]) -> list[Quote]:
    query = """SELECT q.record FROM quotes q JOIN articles a ON a.id = q.article
        WHERE q.id IN (SELECT unnest(?)) ORDER BY a.date_start, q.article, q.quote_start, q.id"""
    with closing(store.connect()) as connection:
        return [loads(Quote, row["record"]) for row in fetch(connection, query, [list(ids)])]
