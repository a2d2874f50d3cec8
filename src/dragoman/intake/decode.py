"""Bytes to text, exactly, or a clear error: byte order marks, UTF-8, UTF-16, then the Windows code pages.

Nothing is ever replaced or left out: what comes back encodes to the bytes given (less the byte order mark).
"""

from __future__ import annotations

import codecs
import unicodedata

from dragoman.errors import InputError
from dragoman.intake.codepages import best_page
from dragoman.intake.language import scripts_of

__all__ = ["DecodeError", "decode", "encoding_of_start"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PLAIN = frozenset(b"\t\n\v\f\r\x1a\x1b")  # controls that text files hold
_CONTROLS = bytes(code for code in range(32) if code not in _PLAIN) + b"\x7f"
_NO_TEXT = frozenset(map(chr, _CONTROLS)) | {"\ufffe"}
_SAMPLE = 4096
_LEAST = 8  # bytes of UTF-16 without a mark that can be told from other data


class DecodeError(InputError):
    """Bytes that are no text in any known encoding; ``offset`` is the byte where it shows, ``line`` counts from 1."""

    def __init__(self, cause: str, offset: int, line: int) -> None:
        super().__init__(f"line {line}, byte {offset}: {cause}")
        self.cause, self.offset, self.line = cause, offset, line


def _failed(data: bytes, offset: int, cause: str) -> DecodeError:
    return DecodeError(cause, offset, data.count(b"\n", 0, offset) + 1)


def _strict(data: bytes, encoding: str, skip: int) -> str:
    """Decode after the byte order mark, or say where it fails."""
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _failed(data, skip + error.start, f"not {encoding.upper()} ({error.reason})") from None
    if (nul := text.find("\0")) >= 0:
        raise _failed(data, skip + len(text[:nul].encode(encoding)), "a zero character: binary data, not text")
    return text


def _likeness(data: bytes, encoding: str) -> float:
    """Return how much it looks like text: the share of one script and signs, ASCII ones doubled; 0 if it is none."""
    try:
        text = data[: len(data) & ~1].decode(encoding)
    except UnicodeDecodeError as error:
        if error.end < len(data) - 2:
            return 0.0
        text = data[: error.start].decode(encoding)
    if not text or any(unicodedata.category(c) in ("Cn", "Co") or c in _NO_TEXT for c in text):
        return 0.0
    scripts = scripts_of(text)
    east = scripts["Han"] + scripts["Kana"] + scripts["Hangul"]
    main = max(east, *(n for script, n in scripts.items() if script != "other"), 0)
    signs = sum(not c.isalpha() and (0x2000 <= ord(c) < 0x3040 or c >= "\uff00") for c in text)
    signs += sum(not c.isalpha() and (c < "\x7f" or unicodedata.category(c)[0] == "M") for c in text) * 2
    return (main + scripts["Latin"] * (main != scripts["Latin"]) + signs) / len(text)


def _utf16_without_mark(data: bytes) -> str | None:
    """Return which UTF-16 the data is in if its zero bytes or controls say that it is one."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half:
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        return encoding if _likeness(sample, encoding) > 0.5 else None
    if len(data) % 2 or len(data) < _LEAST or not sample.translate(None, bytes(set(range(256)) - set(_CONTROLS))):
        return None
    score, encoding = max((_likeness(sample, name), name) for name in ("utf-16-le", "utf-16-be"))
    letters = sample.decode(encoding, "ignore")
    rare = any(not ord(c) & 0xFF and not "\u3000" <= c <= "\ud7ff" for c in letters)  # such as Ā: zeros of other data
    return encoding if score > 0.8 and not rare else None


def encoding_of_start(start: bytes) -> tuple[str | None, int]:
    """Return the encoding that the first bytes show by themselves and the length of the mark; None if they do not."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    return _utf16_without_mark(start), 0


def _damaged_utf8(data: bytes) -> bool:
    """Say whether it is UTF-8 with damage rather than another encoding: most of what is beyond ASCII is UTF-8."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - data.count("\ufffd".encode())
    beyond = sum(c > "\x7f" for c in text[:200_000])
    return beyond - wrong >= max(wrong, 1)


def _refuse_controls(data: bytes) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > 0.02 * len(data):
        offset = next(i for i, byte in enumerate(data) if byte in _CONTROLS)
        raise _failed(data, offset, f"byte 0x{data[offset]:02X}: binary data, not text")


def decode(data: bytes, lang: str | None = None) -> tuple[str, str]:
    """Return the text and its encoding; ``lang``, where known, helps to choose the code page.

    Raises DecodeError with line, byte offset and cause."""
    encoding, skip = encoding_of_start(data)
    if encoding is not None:
        return _strict(data, encoding, skip), encoding
    _refuse_controls(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _damaged_utf8(data):
            raise _failed(data, error.start, f"damaged UTF-8 ({error.reason})") from None
        wrong = error
    page, why = best_page(data, lang)
    if page is None:
        cause = f"byte 0x{data[wrong.start]:02X}: not UTF-8, and {why}; save it as UTF-8"
        raise _failed(data, wrong.start, cause)
    try:
        return data.decode(page), page
    except UnicodeDecodeError as error:
        raise _failed(data, error.start, f"byte 0x{data[error.start]:02X}: neither UTF-8 nor {page}") from None
