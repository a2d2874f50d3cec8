"""One text to one Article: what the caller says, then what its header says, then what can be told from it."""

from __future__ import annotations

import datetime as dt

from dragoman.errors import InputError
from dragoman.intake.dates import parse_date
from dragoman.intake.header import Header, read_header
from dragoman.intake.language import SAMPLE, SHORT, UNKNOWN, identify, language_code
from dragoman.records import Article, DateSpan

__all__ = ["DateLike", "as_date", "as_language", "build", "from_text"]

DateLike = DateSpan | dt.date | str
TRUST = 0.6  # least probability of the language of a short text
_MARK = "\ufeff"


def as_date(date: DateLike | None) -> DateSpan | None:
    """Return a date as a span. Raises InputError for words that are no date; empty words are an unknown date."""
    if date is None or isinstance(date, DateSpan):
        return date
    if isinstance(date, dt.datetime):
        date = date.date()
    if isinstance(date, dt.date):
        return DateSpan(date, date + dt.timedelta(1), "day", date.isoformat())
    span = parse_date(date)
    if span is None and date.strip():
        raise InputError(f"“{date.strip()[:40]}” is no date; write it like 2023-02-21, 2023-02 or 2023")
    return span


def as_language(lang: str | None) -> str | None:
    """Return the plain code of a language. Raises InputError for what is none; empty and ``und`` are None."""
    if lang is None or lang.strip().casefold() in ("", UNKNOWN):
        return None
    code = language_code(lang)
    if code is None:
        raise InputError(f"“{lang.strip()[:40]}” is no language code; write it like nl, en or pt-BR")
    return code


def _language_of(text: str, header: Header) -> str:
    code = language_code(header.lang) if header.lang else None
    if code is not None:
        return code
    words = f"{header.title}\n{text[header.body : header.body + SAMPLE]}"
    lang, trust = identify(words)
    short = sum(map(str.isalpha, words[: 4 * SHORT])) < SHORT
    return UNKNOWN if short and trust < TRUST else lang


def _refuse(text: str) -> None:
    if not text.strip():
        raise InputError("the text is empty")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"character {error.start} is half of a surrogate pair: the text was cut or damaged") from None


def _title_in(text: str, header: Header, title: str) -> int:
    """Return where the body starts if the caller says the title: behind the title only if it is that one."""
    if header.title and title.strip() != header.title and text[: header.title_start].strip("\ufeff \t\r\n") == "":
        return header.title_start
    return header.body


def build(
    text: str,
    *,
    lang: str | None = None,
    date: DateLike | None = None,
    title: str | None = None,
    source: str = "",
    url: str = "",
    name: str = "",
) -> tuple[Article, tuple[str, ...]]:
    """Return the article and what its header says that is not understood. Raises InputError as ``from_text``."""
    text = text.removeprefix(_MARK)
    _refuse(text)
    header = read_header(text)
    if header.body >= len(text):
        raise InputError("there is a header and no text")
    article = Article(
        text=text,
        lang=as_language(lang) or _language_of(text, header),
        title=title or header.title,
        date=as_date(date) or header.date,
        source=source or header.source,
        url=url or header.url,
        name=name,
        body=_title_in(text, header, title) if title else header.body,
    )
    return article, header.problems


def from_text(
    text: str,
    *,
    lang: str | None = None,
    date: DateLike | None = None,
    title: str | None = None,
    source: str = "",
    url: str = "",
    name: str = "",
) -> Article:
    """Return the article of a text, kept exactly (less a byte order mark).

    What is given wins over what the text's header says. A language that cannot be told is ``und``, an unknown
    date None. Raises InputError if the text is empty or damaged, or ``lang`` or ``date`` is not understood.
    """
    return build(text, lang=lang, date=date, title=title, source=source, url=url, name=name)[0]
