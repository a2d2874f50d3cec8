"""What can go wrong, drawn as a tree.

DragomanError            anything Dragoman raises on purpose; its text says what to do
├── InputError           a text, file or row that cannot be read: names file, place and cause
├── ModelError           a model folder that is missing, damaged or of another version
├── LexiconError         a lexicon file with a row that breaks its rules
└── StoreError           a store that cannot be opened, or does not hold what it says
"""

from __future__ import annotations

__all__ = ["DragomanError", "InputError", "LexiconError", "ModelError", "StoreError"]


class DragomanError(Exception):
    """Base of all errors raised on purpose."""


class InputError(DragomanError):
    """A text, file or row that cannot be read."""


class ModelError(DragomanError):
    """A model folder that cannot be used."""


class LexiconError(DragomanError):
    """A lexicon file that breaks its rules."""


class StoreError(DragomanError):
    """A store that cannot be opened or does not hold what it says."""
