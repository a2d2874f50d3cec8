"""Intake: files, folders and standard input to articles, with title, date, source and language as far as known."""

from __future__ import annotations

from dragoman.intake.article import from_text
from dragoman.intake.dates import parse_date
from dragoman.intake.language import identify
from dragoman.intake.source import articles

__all__ = ["articles", "from_text", "identify", "parse_date"]
