"""Dragoman: who did or said what to whom, in news in many languages, each record with its words.

>>> import dragoman
>>> document = dragoman.read("Presidents Biden and Xi met in San Francisco.", date="2023-11-15")
>>> [claim.event_type for claim in document.claims]
['CONSULT']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dragoman._version import __version__

if TYPE_CHECKING:
    from dragoman.errors import DragomanError
    from dragoman.pipeline import Dragoman, read, relate
    from dragoman.records import Actor, Article, Claim, DateSpan, Document, Quote, Span
    from dragoman.world.record import Store

__all__ = [
    "Actor",
    "Article",
    "Claim",
    "DateSpan",
    "Document",
    "Dragoman",
    "DragomanError",
    "Quote",
    "Span",
    "Store",
    "__version__",
    "read",
    "relate",
]

_HOME = {
    "DragomanError": "errors",
    "Dragoman": "pipeline",
    "read": "pipeline",
    "relate": "pipeline",
    "Store": "world.record",
    **dict.fromkeys(("Actor", "Article", "Claim", "DateSpan", "Document", "Quote", "Span"), "records"),
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing Dragoman costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    return getattr(import_module(f"dragoman.{_HOME[name]}"), name)
