"""Find what stands between quotation marks."""

from __future__ import annotations

from dragoman.reading.words import is_spaceless
from dragoman.records import Span

__all__ = ["quoted_spans"]

_LONGEST = 3000
_INTRODUCES = ":,"
_EDGE = " \t\n\r\u00a0"


def quoted_spans(text: str, marks: tuple[tuple[str, str], ...]) -> list[Span]:
    """Return the spans between quotation marks, without the marks, outermost only, in order.

    A mark that also serves as an apostrophe opens only after a space or a bracket and closes only
    before one. A paragraph end closes what was never closed where the next one opens with the mark again,
    as in words of several paragraphs; else the mark opened nothing.
    """
    found: list[Span] = []
    position = 0
    openers = sorted({o for o, _ in marks})
    while position < len(text):
        opener = text[position]
        if opener not in openers or not _opens(text, position):
            position += 1
            continue
        closers = {c for o, c in marks if o == opener}
        end = _closing(text, position + 1, opener, closers)
        if end is None:
            position += 1
            continue
        if end > position + 1 and text[position + 1 : end].strip(_EDGE):
            found.append(_trimmed(text, position + 1, end))
        position = end + 1
    return found


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    clipped = text[at] in "'\u2019" and text[at + 1 : at + 2].isalpha() and not text[at + 2 : at + 3].isalpha()
    if clipped:  # "'s werelds", "'t Kremlin": a word, not a quotation
        return False
    if text[at] in "\"'\u2018\u201c\u201d\u00bb":
        glued = before.isalnum() and not is_spaceless(before)
        return not glued and bool(after) and not after.isspace()
    return True


def _closing(text: str, start: int, opener: str, closers: set[str]) -> int | None:
    """Where a quotation that begins at ``start`` ends: its closing mark, or the end of its paragraph; else None."""
    depth, line = 0, None
    for i in range(start, min(len(text), start + _LONGEST)):
        c = text[i]
        if text.startswith("\n\n", i):
            return i if text[i:].lstrip().startswith(opener) else None
        if c == "\n":
            line = i if line is None else line
        elif c == opener and c not in closers:
            if text[i - 1] == "\n":
                return i - 1
            depth += 1
        elif c == opener and line is not None and _begins_anew(text, i):
            return line  # the next quotation opens: this one was left open at the end of its line
        elif c in closers:
            after = text[i + 1 : i + 2]
            if c in "'\u2019" and after.isalnum():
                continue
            if depth:
                depth -= 1
                continue
            return i
    return None


def _begins_anew(text: str, at: int) -> bool:
    """Whether a mark that opens and closes alike must open here: behind a colon, or before a capital on a new line."""
    introduced = text[at - 1] == " " and text[at - 2] in _INTRODUCES
    return introduced or (text[at - 1] == "\n" and text[at + 1 : at + 2].isupper())


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end)
