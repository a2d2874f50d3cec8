"""Figures: one definition each, as Altair charts, from plain rows.

``save`` writes a chart to a file. Needs the extra ``world``.
"""

from dragoman.world.figures.blocs import Node, Tie, bloc_network
from dragoman.world.figures.calendar import Awaited, expectation_calendar
from dragoman.world.figures.heat import ActorType, actor_type_heat
from dragoman.world.figures.ledger import Happening, event_ledger
from dragoman.world.figures.map import Place, where_map
from dragoman.world.figures.render import SUFFIXES, save
from dragoman.world.figures.timeline import DyadChange, DyadPoint, dyad_timeline

__all__ = [
    "SUFFIXES",
    "ActorType",
    "Awaited",
    "DyadChange",
    "DyadPoint",
    "Happening",
    "Node",
    "Place",
    "Tie",
    "actor_type_heat",
    "bloc_network",
    "dyad_timeline",
    "event_ledger",
    "expectation_calendar",
    "save",
    "where_map",
]
