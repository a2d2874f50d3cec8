"""The store with the world's questions: what ``dragoman.Store`` is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.store import Store as Tables
from dragoman.store.queries import Day

if TYPE_CHECKING:
    from dragoman.world.dyads import Dyad
    from dragoman.world.events import Events
    from dragoman.world.expectations import Expectations
    from dragoman.world.statements import Statements
    from dragoman.world.system import System

__all__ = ["Store"]


class Store(Tables):
    """A folder of tables, and what they show: see the functions of ``dragoman.world`` for the arguments.

    >>> from dragoman import Store
    >>> store = Store("record")
    >>> store.dyad("RUS", "CHN", by="month").points.to_pandas()  # doctest: +SKIP
    """

    def events(self, **chosen: Any) -> Events:
        """Return events, claims of one happening merged: :func:`dragoman.world.events.events`."""
        from dragoman.world.events import events

        return events(self, **chosen)

    def expectations(self, **chosen: Any) -> Expectations:
        """Return what was announced, planned or threatened, and its outcome: see ``world.expectations``."""
        from dragoman.world.expectations import expectations

        return expectations(self, **chosen)

    def dyad(self, one: str, other: str, **chosen: Any) -> Dyad:
        """Return all that passes between two actors: :func:`dragoman.world.dyads.dyad`."""
        from dragoman.world.dyads import dyad

        return dyad(self, one, other, **chosen)

    def world(self, at: Day, **chosen: Any) -> System:
        """Return the system of states in a period, its blocs and poles: :func:`dragoman.world.system.system`."""
        from dragoman.world.system import system

        return system(self, at, **chosen)

    def statements(self, **chosen: Any) -> Statements:
        """Return who speaks of whom, and how warmly: :func:`dragoman.world.statements.statements`."""
        from dragoman.world.statements import statements

        return statements(self, **chosen)
