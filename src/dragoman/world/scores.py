"""How often what a source expects comes true, with the baselines beside it."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.world.ground import claims_by_id
from dragoman.world.outcomes import Voice, days_off, same_voice, speaker, wilson
from dragoman.world.results import Result

if TYPE_CHECKING:
    from dragoman.world.expectations import Expectation, Expectations

__all__ = ["Score", "Scores", "scores"]

_FULFILLED, _OPEN = "fulfilled", "open"


@dataclass(frozen=True, slots=True)
class Score:
    """How one source did.

    ``told`` expectations, of which ``decided`` (no longer open), of which ``true`` were fulfilled, ``withdrawn``
    called off and ``lapsed``. ``share`` is true by decided, in the 95 % interval ``low`` .. ``high`` (Wilson, 1927),
    None where none is decided. ``days_off`` is the median of how far the events were from the window that this
    source gave (negative: before it), ``days_wrong`` the mean of it without sign.

    Beside it stand two baselines: ``overall``, the share that came true of all that was decided, whoever told of it;
    and ``last_period``, how often one would have been right about this source's expectations by saying each time that
    it goes as most went that were decided in the calendar month before (where that month has any; trusting the source
    is right as often as ``share`` says).
    """

    source: str
    told: int
    decided: int
    true: int
    withdrawn: int
    lapsed: int
    share: float | None
    low: float
    high: float
    days_off: float | None
    days_wrong: float | None
    overall: float | None
    last_period: float | None
    expectations: tuple[str, ...]


class Scores(Result[Score]):
    """Scores, those with most decided first."""


def scores(found: Expectations, by: Literal["outlet", "voice"] = "outlet", *, windows: bool = False) -> Scores:
    """Return how each source did in these expectations.

    An expectation counts once for each source that tells of it, true or not for all of them alike. Outlets are the
    articles' sources; voices are all who stand in a chain of attribution: actors by their codes, others by their
    words.

    Args:
        by: ``outlet`` or ``voice``.
        windows: leave out the expectations for which nobody gives a time.
    """
    rows = [row for row in found if row.first is not None or not windows]
    sources = _sources(rows, by)
    months = _months(rows)
    decided = [row for row in rows if row.outcome != _OPEN]
    overall = _share(decided)
    made = [_score(source, told, overall, months) for source, told in sources.items()]
    made.sort(key=lambda score: (-score.decided, -score.told, score.source))
    ids = {row.id: row for row in rows}

    def claims(score: Score) -> Sequence[str]:
        return [claim for id in score.expectations for claim in (*ids[id].claims, *ids[id].deciding)]

    return Scores(made, lambda score: claims_by_id(found.store, claims(score)))


_Told = dict[str, tuple["Expectation", Voice]]


def _sources(rows: Sequence[Expectation], by: Literal["outlet", "voice"]) -> dict[str, _Told]:
    """Return what each source told: the expectations by id, each with the source's own telling."""
    found: dict[str, _Told] = defaultdict(dict)
    named = {
        (words, voice.lang): speaker(words, voice.lang) for row in rows for voice in row.voices for words in voice.chain
    }
    one = same_voice(named.values()) if by == "voice" else {}
    for row in rows:
        for voice in row.voices:
            names = [voice.outlet] if by == "outlet" else [one[named[words, voice.lang]] for words in voice.chain]
            for name in filter(None, names):
                known = found[name].get(row.id)
                if known is None or known[1].first is None:
                    found[name][row.id] = row, voice
    return found


def _score(source: str, told: _Told, overall: float | None, months: Mapping[int, tuple[int, int]]) -> Score:
    rows = [row for row, _ in told.values()]
    decided = [row for row in rows if row.outcome != _OPEN]
    true = sum(row.outcome == _FULFILLED for row in decided)
    low, high = wilson(true, len(decided))
    off = [
        days_off(row.happened, voice.first, voice.after)
        for row, voice in told.values()
        if row.happened is not None and voice.first is not None and voice.after is not None
    ]
    return Score(
        source=source,
        told=len(rows),
        decided=len(decided),
        true=true,
        withdrawn=sum(row.outcome == "withdrawn" for row in decided),
        lapsed=sum(row.outcome == "lapsed" for row in decided),
        share=_share(decided),
        low=low,
        high=high,
        days_off=statistics.median(off) if off else None,
        days_wrong=statistics.fmean(map(abs, off)) if off else None,
        overall=overall,
        last_period=_as_before(decided, months),
        expectations=tuple(row.id for row in rows),
    )


def _share(decided: Sequence[Expectation]) -> float | None:
    return sum(row.outcome == _FULFILLED for row in decided) / len(decided) if decided else None


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month


def _months(rows: Iterable[Expectation]) -> dict[int, tuple[int, int]]:
    """Return how many came true, and how many were decided, by month."""
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        if row.decided is not None:
            true, all = found.get(_month(row.decided), (0, 0))
            found[_month(row.decided)] = true + (row.outcome == _FULFILLED), all + 1
    return found


def _as_before(decided: Sequence[Expectation], months: Mapping[int, tuple[int, int]]) -> float | None:
    """Return how often the outcome is what most were that were decided in the month before."""
    right = []
    for row in decided:
        before = None if row.decided is None else months.get(_month(row.decided) - 1)
        if before is not None:
            right.append((2 * before[0] > before[1]) == (row.outcome == _FULFILLED))
    return statistics.fmean(right) if right else None
