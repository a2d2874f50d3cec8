"""Cut an article into sentences: small rules over lines, stops, quotation marks and abbreviations.

First the text falls into segments at blank lines, list items and lines that end early; then each
segment falls into sentences at stops. A stop is judged by what stands before it (an abbreviation, an
initial, an ordinal) and after it (a closing mark, a small letter, a short "he added"). What the
article itself writes with a small letter elsewhere counts as evidence that a capital opens a sentence
(the orthographic heuristic of Kiss and Strunk 2006, "Punkt").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from dragoman.reading.language import abbreviations_for, cutter_for, dots_ordinals, final_abbreviations_for
from dragoman.reading.words import SPACELESS

__all__ = ["LONGEST", "split"]

#: No sentence is longer, in code points: a runaway is cut at its last semicolon, line end or space.
LONGEST = 1200

_STRONG = "。！？｡．।॥۔؟።։။"  # end a sentence whatever follows, with or without a space
_STOP = re.compile(rf"[.!?…‽‼⁇⁈⁉{_STRONG}]+")
_CLOSING_QUOTES = "”’»›」』"
_ANY_QUOTE = _CLOSING_QUOTES + "“„‟‘‚«‹\"'「『"
_CLOSING_BRACKETS = ")]}）】］》〉"
_OPENERS = _ANY_QUOTE + "([{（【［《〈¿¡–—―-•▪●◦‣·*"
_CONTINUES = frozenset(",;:،؛，、；：…%)]}）】］”")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+[^\s.,;:!?)\]”\"»]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_BEFORE = re.compile(r"[^\s()\[\]{}<>“”„«»\"/]*$")
_PARTS = re.compile(r"[-–‐‑'’]")
_DOTTED = re.compile(r"(?:[^\W\d]{1,2}\.)+[^\W\d]{1,2}")
_CLITIC = re.compile(r"['’‘][^\W\d_]{1,2}\s+(?=[^\W\d_])")
_SHORT_DOTTED = re.compile(r"[^\W\d_]{1,3}\.")
_OPENER = re.compile(rf"\s|,,(?=[^\W_])|[{re.escape(_OPENERS)}]")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BULLET = re.compile(r"[•▪●◦‣*]\s")
_ITEM = re.compile(r"(?:[–—-]|\d{1,2}[.)]|\w\))\s")
_WIDE = re.compile(rf"[{SPACELESS}\uac00-\ud7a3\uff00-\uff60]")
_INDIC = re.compile(r"[\u0900-\u0dff]")

_NARROWEST_WRAP, _WIDEST_WRAP = 45, 200  # columns between which text is wrapped by hand
_WRAP_SLACK = 10  # columns by which a wrapped line may be ragged
_TAIL_WORDS = 4  # words after a quotation that still belong to it
_TAIL_CHARACTERS = 10  # the same where words have no spaces
_HEADLINE, _FIRST_HEADLINE, _LAST_LINE = 110, 250, 40  # columns

Triple = tuple[int, int, bool]


def split(text: str, body: int, lang: str) -> list[Triple]:
    """Return (start, end, prose) of each sentence, in order, in code points, without outer whitespace.

    Every character but whitespace lies in exactly one sentence. ``prose`` is False for what starts
    before ``body`` and for lines that look like headlines or bylines. Any text is accepted.
    """
    body = min(max(body, 0), len(text))
    judge = _Judge(text, lang)
    found: list[Triple] = []
    for start, end in _segments(text, 0, body):
        found += [(s, e, False) for s, e in _sentences(judge, start, end)]
    segments = list(_segments(text, body, len(text)))
    for i, (start, end) in enumerate(segments):
        spans = list(_sentences(judge, start, end))
        prose = len(segments) == 1 or len(spans) > 1 or _is_prose(text[start:end], i == 0, i == len(segments) - 1)
        found += [(s, e, prose) for s, e in spans]
    return found


# -- segments -----------------------------------------------------------------------------------


def _segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the trimmed runs of lines that no sentence crosses."""
    for lines in _paragraphs(text, start, end):
        width = max(_width(text[s:e]) for s, e in lines)
        first = lines[0][0]
        for before, line in pairwise(lines):
            if not _wraps(text[slice(*before)], text[slice(*line)], width):
                yield first, before[1]
                first = line[0]
        yield first, lines[-1][1]


def _paragraphs(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines, trimmed, of each run of lines without a blank one among them."""
    lines: list[tuple[int, int]] = []
    position = start
    ends = [(m.start(), m.end()) for m in _LINE_END.finditer(text, start, end)]
    for line_end, following in [*ends, (end, end)]:
        line = _trim(text, position, line_end)
        position = following
        if line is not None:
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _wraps(before: str, line: str, width: int) -> bool:
    """Say whether ``line`` goes on with the line before it, in a paragraph ``width`` columns wide."""
    is_item = _BULLET.match(line) is not None or (_ITEM.match(line) is not None and _ITEM.match(before) is not None)
    if is_item or width >= _WIDEST_WRAP:
        return False
    if line[0].islower() or before[-1] in ",;–—-،，、":
        return True
    next_word = line.split(None, 1)[0]
    room = 2 if _WIDE.match(next_word) is not None else _width(next_word) + 1
    return width >= _NARROWEST_WRAP and _width(before) + room + _WRAP_SLACK > width


def _width(words: str) -> int:
    """Return columns: a wide character counts two."""
    return len(words) + len(_WIDE.findall(words))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _is_prose(words: str, is_first: bool, is_last: bool) -> bool:
    """Say whether a segment without an inner stop is running text: it has a stop at its end, or it is long."""
    if not any(c.isalpha() for c in words):
        return False
    ending = words.rstrip(_ANY_QUOTE + _CLOSING_BRACKETS + " \u00a0")[-1:]
    if ending and (_STOP.match(ending) or ending in ",;:،；："):
        return True
    limit = _LAST_LINE if is_last else _FIRST_HEADLINE if is_first else _HEADLINE
    return _width(words) > limit


# -- sentences ----------------------------------------------------------------------------------


def _sentences(judge: _Judge, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a segment, none longer than ``LONGEST``."""
    position = start
    for stop in [*judge.stops(start, end), end]:
        span = _trim(judge.text, position, stop)
        position = stop
        while span is not None and span[1] - span[0] > LONGEST:
            cut = _cut(judge.text, span[0])
            head = _trim(judge.text, span[0], cut)
            if head is not None:
                yield head
            span = _trim(judge.text, cut, span[1])
        if span is not None:
            yield span


def _cut(text: str, start: int) -> int:
    """Return where a runaway sentence is best cut: after a semicolon, else at a line end, comma or space."""
    window = text[start : start + LONGEST]
    for marks in (";؛；", "\n\r\u2028\u2029", ",،，、", " \u00a0\t"):
        at = max(window.rfind(mark) for mark in marks)
        if at > LONGEST // 4:
            return start + at + 1
    return start + LONGEST


class _Judge:
    """Decides which stops of one text end a sentence."""

    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        self._abbreviations = abbreviations_for(lang)
        self._final = final_abbreviations_for(lang)
        self._ordinals = dots_ordinals(lang)
        self._cutter = cutter_for(lang)
        self._small = frozenset(re.findall(r"\b[^\W\d_]{2,4}\b", text)) if "." in text else frozenset()
        self._dandas = "\u0964" in text
        self._addresses = [m.span() for m in _ADDRESS.finditer(text)]

    def stops(self, start: int, end: int) -> Iterator[int]:
        """Yield the positions in [start, end) after which a new sentence begins."""
        position = begin = start
        while (stop := _STOP.search(self.text, position, end)) is not None:
            position = stop.end()
            address = next((b for a, b in self._addresses if a <= stop.start() < b), None)
            if address is not None:
                position = max(position, min(address, end))
                continue
            after = self._closers(position, start, end)
            if after < end and self._ends(stop, start, begin, after, end):
                yield after
                position = begin = after

    def _closers(self, position: int, start: int, end: int) -> int:
        """Return where the closing marks that follow a stop end."""
        text = self.text
        while position < end:
            footnote = _FOOTNOTE.match(text, position, end)
            if footnote is not None:
                position = footnote.end()
            elif text[position] in _CLOSING_BRACKETS + _CLOSING_QUOTES or (
                text[position] in _ANY_QUOTE and not text[position + 1 : position + 2].isalnum()
            ):
                position += 1
            else:
                apart = self._closer_apart(position, start, end)
                if apart is None:
                    return position
                position = apart
        return position

    def _closer_apart(self, position: int, start: int, end: int) -> int | None:
        """Return the end of a closing quotation mark that a space parts from its stop (« Oui. »)."""
        text, at = self.text, position
        while at < end and text[at] in " \u00a0\u202f":
            at += 1
        if at == position or at >= end or text[at + 1 : end][:1].isalnum():
            return None
        if text.startswith("''", at):
            return None if text[at + 2 : at + 3].isalnum() else at + 2
        if text[at] in "”»’" or (text[at] == '"' and text.count('"', start, at) % 2 == 1):
            return at + 1
        return None

    def _ends(self, stop: re.Match[str], start: int, begin: int, after: int, end: int) -> bool:
        text, run = self.text, stop.group()
        closing = text[stop.end() : after]
        if text[stop.start() - 1 : stop.start()] in tuple("([") and closing[:1] in tuple(")]"):
            return False
        quoted = any(mark in _ANY_QUOTE for mark in closing)
        at, kind = self._next(after, end)
        if kind == "continues" or (quoted and self._is_tail(begin, stop.start(), after, end)):
            return False
        if any(mark in _STRONG for mark in run):
            kana = closing[-1:] in tuple("」』") and "\u3041" <= text[after] <= "\u309f"
            return not kana and (not closing or quoted or text[after].isspace())
        if kind == "small":
            return False
        if not text[after].isspace() and not self._is_glued(stop, at, quoted, kind):
            return False
        return run != "." or quoted or not self._keeps_dot(stop.start(), start, at, kind)

    def _next(self, position: int, end: int) -> tuple[int, str]:
        """Return where the next word starts and what it starts with: capital, small, caseless, digit, sign, end."""
        text = self.text
        while (opener := _OPENER.match(text, position, end)) is not None:
            clitic = _CLITIC.match(text, position, end)
            if clitic is not None and text[clitic.end()].isupper():
                return clitic.end(), "capital"
            if opener.group() in _CONTINUES and not text[position + 1 : end][:1].isalnum():
                return position, "continues"
            position = opener.end()
        if position >= end:
            return position, "sign"
        first = text[position]
        if first in _CONTINUES:
            return position, "continues"
        if first.islower():
            return position, "capital" if text[position + 1 : position + 2].isupper() else "small"
        if first.isupper() or first.istitle():
            return position, "capital"
        return position, "caseless" if first.isalpha() else "digit" if first.isdigit() else "sign"

    def _is_tail(self, begin: int, stop: int, after: int, end: int) -> bool:
        """Say whether a sentence that is all quotation is followed by a few words only (“…” Poetin toegevoegd.)."""
        quotation = self.text[begin:stop].lstrip()[1:]
        if any(mark in _ANY_QUOTE and mark not in "'‘’" for mark in quotation):
            return False
        following = _STOP.search(self.text, after, end)
        words = self.text[after : following.start() if following is not None else end]
        if not words.strip() or any(mark in _ANY_QUOTE for mark in words):
            return False
        cut = [words[s:e] for s, e in self._cutter(words) if words[s].isalnum()]
        wide = sum(1 for word in cut if _WIDE.match(word) is not None)
        return wide <= _TAIL_CHARACTERS if wide > len(cut) // 2 else len(cut) <= _TAIL_WORDS

    def _is_glued(self, stop: re.Match[str], at: int, quoted: bool, kind: str) -> bool:
        """Say whether a stop without a space after it still ends a sentence ("te misbruiken.Beijing heeft")."""
        text = self.text
        if kind == "caseless":
            return text[stop.start() - 1 : stop.start()].isalpha()
        if kind != "capital" or not text[at + 1 : at + 2].islower():
            return False
        before = text[max(0, stop.start() - 3) : stop.start()]
        return quoted or stop.group() != "." or (len(before) == 3 and (before.islower() or before.isdigit()))

    def _keeps_dot(self, dot: int, start: int, at: int, kind: str) -> bool:
        """Say whether a single full stop belongs to the word before it."""
        match = _BEFORE.search(self.text, max(start, dot - 40), dot)
        word = match.group() if match is not None else ""
        last = _PARTS.split(word)[-1]
        if last.casefold() in self._final:
            return kind != "capital"
        if {word.casefold(), last.casefold()} & self._abbreviations:
            return True
        opens = kind == "capital" and self._opens_sentence(at)
        if last.replace(".", "").isdigit():
            listed = dot - len(word) <= start and len(last) <= 2
            ordinal = self._ordinals and len(last) <= (3 if last.isdigit() else 5)
            return listed or (ordinal and not opens)
        if self._is_initial(last):
            return not (opens or (kind == "capital" and self._is_measure(last, dot, at)))
        if _DOTTED.fullmatch(last) is not None:
            return not opens
        if kind == "digit" and last.isalpha() and len(last) <= 3 and last[1:] != last[1:].upper():
            return re.match(r"\d{1,3}(?!\d)", self.text[at : at + 4]) is not None
        return self._dandas and _INDIC.match(last[-1:]) is not None

    def _is_initial(self, word: str) -> bool:
        letters = [c for c in word if not unicodedata.category(c).startswith("M")]
        return len(letters) == 1 and letters[0].isalpha() and _WIDE.match(letters[0]) is None

    def _is_measure(self, word: str, dot: int, at: int) -> bool:
        """Say whether a small letter is the unit of a number ("à 15 h."), not half of an era ("300 v. Chr.")."""
        numbered = self.text[max(0, dot - 4) : dot - 1].rstrip()[-1:].isdigit()
        return word.islower() and numbered and _SHORT_DOTTED.match(self.text, at) is None

    def _opens_sentence(self, at: int) -> bool:
        """Say whether a short capitalised word occurs in the text with a small letter too."""
        match = re.compile(r"[^\W\d_]+").match(self.text, at)
        return match is not None and len(match.group()) > 1 and match.group().lower() in self._small
