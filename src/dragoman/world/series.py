"""Figures by period: calendar bins, bootstrap intervals of a mean, exact intervals of a count, a naive forecast.

Arrays of days count from 1 January 1970. Periods are numbered in order, so that the next one is one more.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from functools import lru_cache
from statistics import NormalDist
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import InputError

__all__ = [
    "FEWEST", "LEVEL", "WIDEST", "By", "bootstrap_means", "by_of", "last_known", "mean_error", "means_of",
    "name_of", "number_of", "percentiles", "poisson_interval", "start_of",
]  # fmt: skip

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
By = Literal["week", "month", "quarter", "year"]

#: The most days that a period of each kind has.
WIDEST: Mapping[By, int] = MappingProxyType({"week": 7, "month": 31, "quarter": 92, "year": 366})
#: Coverage that intervals aim at.
LEVEL = 0.95
#: A sample smaller than this does not show its own spread.
FEWEST = 10

_MONTHS: Mapping[By, int] = {"month": 1, "quarter": 3, "year": 12}
_EPOCH = dt.date(1970, 1, 1)  # a Thursday
_TO_MONDAY = 3
_AT_ONCE = 2_000_000  # draws held in memory
_STEPS = 50


def by_of(name: str) -> By:
    """Return the kind of period of this name; another name is an ``InputError``."""
    for known in get_args(By):
        if name == known:
            found: By = known
            return found
    raise InputError(f"periods are by {', '.join(get_args(By))}, not by {name!r}")


def number_of(days: Ints, by: By) -> Ints:
    """Return the number of the period that each day lies in; weeks begin on Monday."""
    if by == "week":
        return (days + _TO_MONDAY) // 7
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // _MONTHS[by]


def start_of(number: int, by: By) -> dt.date:
    """Return the first day of a period."""
    if by == "week":
        return _EPOCH + dt.timedelta(days=number * 7 - _TO_MONDAY)
    months = number * _MONTHS[by]
    return dt.date(_EPOCH.year + months // 12, months % 12 + 1, 1)


def name_of(number: int, by: By) -> str:
    """Return a period's name after ISO 8601: ``2023-W08``, ``2023-02``, ``2023-Q1``, ``2023``."""
    start = start_of(number, by)
    if by == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    if by == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return start.isoformat()[: 7 if by == "month" else 4]


def means_of(values: Reals, counts: Ints) -> Reals:
    """Return the mean of each period, shape (periods,), NaN where it has nothing.

    Args:
        values: the distinct values, shape (kinds,).
        counts: how often each stands in each period, shape (periods, kinds).
    """
    total = counts.sum(axis=1)
    return np.where(total > 0, counts @ values / np.maximum(1, total), np.nan)


def bootstrap_means(values: Reals, counts: Ints, *, draws: int, seed: int) -> Reals:
    """Return the periods' means with their events drawn again, shape (draws, periods), NaN where there are none.

    The bootstrap of Efron (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7: from
    a period's n events n are drawn with replacement. It assumes that events are independent and those of a period
    alike. The spread of fewer than ``FEWEST`` events says nothing (one event would have none): there the period's
    mean stays, and what is drawn are deviations of all periods' events from their common mean, as residuals are
    in a regression (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", ch. 9). That spread includes
    what lies between periods, so thin periods get intervals that are rather too wide.
    """
    total, pool = counts.sum(axis=1), counts.sum(axis=0)
    if not pool.sum():
        return np.full((draws, len(counts)), np.nan)
    thin = total < FEWEST
    common = pool / pool.sum()
    odds = np.where(thin[:, None], common, counts / np.maximum(1, total)[:, None])
    moved = np.where(thin, means_of(values, counts) - common @ values, 0.0)
    random = np.random.default_rng(seed)
    found = np.empty((draws, len(counts)))
    at_once = max(1, _AT_ONCE // max(1, counts.size))
    for at in range(0, draws, at_once):
        part = found[at : at + at_once]
        drawn = random.multinomial(total, odds, size=part.shape)
        part[:] = drawn @ values / np.maximum(1, total) + moved
    found[:, total == 0] = np.nan
    return found


def percentiles(draws: Reals, level: float = LEVEL) -> tuple[Reals, Reals]:
    """Return the percentile interval of each column, shapes (columns,); NaN where the column is."""
    tail = (1 - level) / 2
    known = ~np.isnan(draws[0]) if len(draws) else np.zeros(draws.shape[1], np.bool_)
    low, high = np.full(draws.shape[1], np.nan), np.full(draws.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.quantile(draws[:, known], (tail, 1 - tail), axis=0)
    return low, high


@lru_cache(maxsize=4096)
def poisson_interval(count: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean of which ``count`` was seen.

    Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28: the means at which so many or
    more, or so many or fewer, have a chance of half of what the level leaves. It assumes independent events at
    an even rate within the period; as it is exact it covers at least the level.
    """
    tail, most = (1 - level) / 2, -NormalDist().inv_cdf((1 - level) / 2)
    return _lower(count, tail, most) if count else 0.0, _upper(count, tail, most)


def _lower(count: int, tail: float, spread: float) -> float:
    """Solve P(X >= count) = tail by Newton's method in the mean's logarithm, from Wilson and Hilferty's guess."""
    guess = count * max(0.01, 1 - 1 / (9 * count) - spread / (3 * math.sqrt(count))) ** 3
    for _ in range(_STEPS):
        terms = np.cumprod(guess / np.arange(count + 1, count + _reach(count)))
        sum_ = 1 + float(terms.sum())
        step = (_log_chance(count, guess) + math.log(sum_) - math.log(tail)) * sum_ / count
        guess *= math.exp(-step)
        if abs(step) < 1e-12:
            break
    return guess


def _upper(count: int, tail: float, spread: float) -> float:
    """Solve P(X <= count) = tail by Newton's method, from Wilson and Hilferty's guess."""
    more = count + 1
    guess = more * (1 - 1 / (9 * more) + spread / (3 * math.sqrt(more))) ** 3
    for _ in range(_STEPS):
        terms = np.cumprod(np.arange(count, max(0, count - _reach(count)), -1) / guess)
        sum_ = 1 + float(terms.sum())
        step = (_log_chance(count, guess) + math.log(sum_) - math.log(tail)) * sum_
        guess += step
        if abs(step) < 1e-12 * guess:
            break
    return guess


def _log_chance(count: int, mean: float) -> float:
    return count * math.log(mean) - mean - math.lgamma(count + 1)


def _reach(count: int) -> int:
    """Return after how many terms a sum of Poisson chances, away from its mean, no longer changes."""
    return 60 + int(12 * math.sqrt(count))


def last_known(series: Reals) -> Reals:
    """Return the naive forecast "same as last period": each entry the last one before it that is not NaN."""
    held = np.maximum.accumulate(np.where(np.isnan(series), -1, np.arange(len(series))))
    before = np.concatenate(([-1], held[:-1]))[: len(series)]
    return np.where(before >= 0, series[before], np.nan)


def mean_error(series: Reals, forecast: Reals, counted: NDArray[np.bool_]) -> Reals:
    """Return the mean absolute error of a forecast up to and with each period, over the periods that are counted.

    NaN as long as there is none. A period where the value or its forecast is NaN is not counted either.
    """
    error = np.abs(series - forecast)
    known = counted & ~np.isnan(error)
    number = np.cumsum(known)
    total = np.cumsum(np.where(known, error, 0.0))
    return np.where(number > 0, total / np.maximum(1, number), np.nan)
