"""What stands before the running text: front matter, ``key: value`` lines, a date glued to a headline, the title.

Nothing is cut off: a header says where it ends (``body``), and its title is a part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from dragoman.intake.dateline import read_dateline
from dragoman.intake.dates import match_date, parse_date
from dragoman.intake.language import language_code
from dragoman.intake.tables import rows
from dragoman.records import DateSpan

__all__ = ["Header", "read_header"]

_REACH = 20_000  # code points within which a header ends
_MOST_LINES = 100  # of front matter
_LONGEST_TITLE = 250
_STOPS = ".。．｡।۔;；,，:：،؛"
_CLOSING = "\"'”’»›)]）」』】*_ \t"
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|$)")
_KEY = re.compile(r"\s*(?:\*\*|__)?(?P<key>[^\W\d_][^:：=\r\n]{0,30}?)(?:\*\*|__)?\s*[:：](?:\*\*|__)?[^\S\r\n]*")
_YAML = re.compile(r"(?P<key>[\w.-][^:=]{0,40}?)\s*[:=](?:\s+|$)")
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says; empty where it says nothing. ``body`` and ``title_start`` are code points of the text.

    ``problems`` are sentences about what the header means to say and could not be understood.
    """

    body: int = 0
    title: str = ""
    title_start: int = -1
    date: DateSpan | None = None
    source: str = ""
    url: str = ""
    lang: str = ""
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What has been found so far, by field: the first value counts."""

    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    date: DateSpan | None = None
    problems: list[str] = field(default_factory=list)

    def put(self, name: str, value: str, start: int) -> None:
        """Keep the value of a field, less its quotation marks."""
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value, start = value[1:-1], start + 1
        if name == "date" and self.date is None:
            self.date = parse_date(value)
            if self.date is None and value:
                self.problems.append(f"the date “{value[:40]}” is not understood")
        elif name == "lang" and value and language_code(value) is None:
            self.problems.append(f"the language “{value[:40]}” is no language code")
        elif value and name not in ("other", "date"):
            self.values.setdefault(name, (value, start))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line [start, end) without its newline; ``after`` is where the next one starts."""

    start: int
    end: int
    after: int


def _line_at(text: str, pos: int) -> _Line:
    match = _LINE.match(text, pos)
    assert match is not None  # it matches the empty line too
    return _Line(pos, match.end(1), match.end())


def _trimmed(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the words between two places without white space around them, and where they start."""
    words = text[start:end]
    return words.strip(), start + len(words) - len(words.lstrip())


def _next(text: str, pos: int) -> int:
    """Return the place of the first character from ``pos`` on that is no white space."""
    match = re.compile(r"\S").search(text, pos)
    return match.start() if match else len(text)


def _line_start(text: str, pos: int) -> int:
    """Return the start of the line of ``pos``."""
    return max(text.rfind("\n", 0, pos), text.rfind("\r", 0, pos)) + 1


@cache
def _keys() -> Mapping[str, str]:
    return {row[0]: row[1] for row in rows("header.tsv")}


@cache
def _date_words() -> re.Pattern[str]:
    words = sorted((key for key, name in _keys().items() if name == "date"), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, words))})[^\S\r\n]*[:：]?[^\S\r\n]+", re.IGNORECASE)


def _field_of(key: str) -> str | None:
    return _keys().get(" ".join(key.strip(" \"'").casefold().split()))


def _front_matter(text: str, pos: int, found: _Found) -> int:
    """Read a block fenced by ``---`` at ``pos``; return where it ends, or ``pos`` if it is none."""
    line = _line_at(text, pos)
    closing = _FENCES.get(text[line.start : line.end].strip())
    if closing is None:
        return pos
    entries: list[tuple[str, str, int]] = []
    for _ in range(_MOST_LINES):
        if line.after >= len(text):
            return pos
        line = _line_at(text, line.after)
        words = text[line.start : line.end]
        if words.rstrip() in closing:
            break
        match = _YAML.match(words)
        if match:
            value, start = _trimmed(text, line.start + match.end(), line.end)
            entries.append((match["key"], value, start))
        elif words.strip() and (not entries or words[0] not in " \t-#"):
            return pos
    else:
        return pos
    for key, value, start in entries:
        found.put(_field_of(key) or "other", value, start)
    return line.after if entries else pos


def _key_line(text: str, line: _Line, found: _Found) -> bool:
    """Read a ``Key: value`` line whose key is known and whose value is no more than that."""
    match = _KEY.match(text, line.start, line.end)
    name = _field_of(match["key"]) if match else None
    if match is None or name is None:
        return False
    value, start = _trimmed(text, match.end(), line.end)
    if name == "date" and parse_date(value) is None and match_date(value):
        return False  # a headline goes on behind the date
    found.put(name, value, start)
    return True


def _glued_date(text: str, line: _Line, found: _Found) -> int | None:
    """Read ``date 2023-02`` at the start of a line; return where its words end."""
    match = _date_words().match(text, line.start, line.end)
    if match is None or found.date is not None:
        return None
    words = text[match.end() : line.end]
    key = match.group().strip()
    sure = key[0].islower() or key[-1] in ":：" or not words.strip()[4:]  # "Data 2023 …" may be prose
    dated = match_date(words, bare_year=sure)
    if dated is None:
        return None
    found.date = dated[0]
    return match.end() + dated[1]


def _ends_like_prose(words: str) -> bool:
    return words.rstrip(_CLOSING)[-1:] in _STOPS


def _title_may_end(text: str, pos: int) -> bool:
    """Say whether the line at ``pos`` is empty or a header line, so that the line before may be a title."""
    line = _line_at(text, pos)
    words, aside = text[line.start : line.end], _Found()
    return (
        not words.strip()
        or _key_line(text, line, aside)
        or _glued_date(text, line, aside) is not None
        or parse_date(words, bare_year=False) is not None
    )


def _title_line(text: str, start: int, line: _Line, found: _Found) -> bool:
    """Take the rest of a line as the title if it looks like one and text follows."""
    words, start = _trimmed(text, start, line.end)
    marked = re.match(r"#{1,3}\s+", words)
    if marked:
        words, start = words[marked.end() :].rstrip("# "), start + marked.end()
    if "title" in found.values:
        return words == found.values["title"][0]
    alone = marked or (line.after > line.end and _title_may_end(text, line.after))
    fits = 0 < len(words) <= _LONGEST_TITLE and any(map(str.isalpha, words)) and not _ends_like_prose(words)
    if not (alone and fits) or _next(text, line.after) >= len(text) or read_dateline(text, start):
        return False
    found.values["title"] = words, start
    return True


def _lines_of_header(text: str, pos: int, found: _Found) -> int:
    """Read header lines and the title from ``pos`` on; return where the text after them starts."""
    while pos < min(len(text), _REACH):
        line = _line_at(text, _line_start(text, pos))
        glued = _glued_date(text, line, found)
        if glued is not None:
            if text[glued : line.end].strip() and not _title_line(text, glued, line, found):
                return _next(text, glued)
        elif _key_line(text, line, found):
            pass
        elif found.date is None and (date := parse_date(text[line.start : line.end], bare_year=False)):
            found.date = date
        elif not _title_line(text, line.start, line, found):
            return pos
        pos = _next(text, line.after)
    return pos


def read_header(text: str) -> Header:
    """Return what the start of a text says about it. A text of nothing but a header has its body at its end."""
    found = _Found()
    pos = _next(text, 0)
    pos = _next(text, _front_matter(text, _line_start(text, pos), found)) if pos < len(text) else pos
    pos = _lines_of_header(text, max(pos, _next(text, 0)), found)
    dateline = read_dateline(text, pos)
    title, title_start = found.values.get("title", ("", -1))
    source = found.values.get("source", ("", -1))[0]
    return Header(
        body=dateline.end if dateline else pos,
        title=title,
        title_start=title_start,
        date=found.date or (dateline.date if dateline else None),
        source=source or (dateline.source if dateline else ""),
        url=found.values.get("url", ("", -1))[0],
        lang=found.values.get("lang", ("", -1))[0],
        problems=tuple(found.problems),
    )
