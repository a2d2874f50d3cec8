"""Files, folders and standard input become articles; bad input becomes a message and the rest goes on."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import InputError
from dragoman.intake import articles, from_text
from dragoman.records import Article, DateSpan

DUTCH = "De Russische president ontving woensdag in Moskou de Chinese minister van Buitenlandse Zaken.\n"


def split(found: Iterator[Article | InputError]) -> tuple[list[Article], list[str]]:
    """Return the articles and the messages of the errors."""
    both = list(found)
    return [a for a in both if isinstance(a, Article)], [str(e) for e in both if isinstance(e, InputError)]


def test_a_file_is_one_article_kept_exactly(tmp_path: Path) -> None:
    text = " date 2023-02 Kop zonder “punt”\r\n\r\n" + DUTCH + "\n\n\n  Einde. "
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    (article,), errors = split(articles([path]))
    assert errors == []
    assert article.text == text
    assert (article.lang, article.title, str(article.date)) == ("nl", "Kop zonder “punt”", "2023-02")
    assert article.text[article.body :].startswith("De Russische")
    assert article.name == str(path)


def test_a_folder_is_all_its_texts_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.md").write_text(DUTCH)
    (tmp_path / "1.TXT").write_text(DUTCH)
    (tmp_path / "3.txt.gz").write_bytes(gzip.compress(DUTCH.encode()))
    (tmp_path / "4.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": DUTCH}).encode()))
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text(DUTCH)
    found, errors = split(articles([tmp_path]))
    assert errors == []
    assert [Path(a.name).name for a in found] == ["1.TXT", "3.txt.gz", "4.jsonl.gz:1", "2.md"]


def test_json_lines_give_all_fields(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "text": "Kort.",
        "title": "Kop",
        "date": "2023-02-21T10:00:00Z",
        "source": "NOS",
        "url": "https://example.org/7",
        "lang": "nl-NL",
        "more": [1],
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row) + "\n\n" + json.dumps({"text": DUTCH, "title": None}))
    (first, second), errors = split(articles([str(path)]))
    assert errors == []
    assert (first.name, first.text, first.title, str(first.date)) == ("7", "Kort.", "Kop", "2023-02-21")
    assert (first.source, first.url, first.lang, first.body) == ("NOS", "https://example.org/7", "nl", 0)
    assert (second.name, second.lang, second.date) == (f"{path}:3", "nl", None)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("{", "not JSON"),
        ("[1]", "not an object"),
        ("{}", "“text” is missing"),
        ('{"text": "  "}', "empty"),
        ('{"text": 3}', "“text” must be words"),
        ('{"text": "a", "title": []}', "“title” must be words"),
        ('{"text": "a\\ud800"}', "surrogate"),
        ("[" * 100_000, "not JSON"),
        ('{"text": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, cause: str) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": DUTCH})
    path.write_text(f"{good}\n{line}\n{good}\n")
    found, errors = split(articles([path]))
    assert len(found) == 2
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}, line 2: ")
    assert cause in errors[0]


def test_a_line_with_bad_bytes_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes('{"text": "één ding"}\n'.encode() + '{"text": "é'.encode() + b'\xff "}\n{"text": "ja"}')
    found, errors = split(articles([path]))
    assert [a.text for a in found] == ["één ding", "ja"]
    assert errors == [f"{path}, line 2: byte 12 of the line: damaged UTF-8 (invalid start byte)"]


def test_a_line_in_another_encoding_than_the_lines_before_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    old = '{"text": "Der Präsident hat den Außenminister in München empfangen."}\n'.encode("cp1252")
    path.write_bytes(old + old)
    assert [a.text[:13] for a in split(articles([path]))[0]] == ["Der Präsident"] * 2
    path.write_bytes('{"text": "één"}\n'.encode() + old)
    assert split(articles([path]))[1] == [f"{path}, line 2: not UTF-8, as the lines before it are"]


def test_a_date_or_language_not_understood_is_said_and_the_article_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": DUTCH, "date": "soon", "lang": "Dutch"}))
    (article,), errors = split(articles([path]))
    assert (article.date, article.lang) == (None, "nl")
    assert [e.split(": “")[0] for e in errors] == [f"{path}, line 1: date", f"{path}, line 1: lang"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_lines_in_other_unicode(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"text": "één"}\n{"text": "“twee”"}\n'.encode(encoding))
    found, errors = split(articles([path]))
    assert errors == []
    assert [a.text for a in found] == ["één", "“twee”"]


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good, binary, empty, cut = (tmp_path / name for name in ("good.txt", "bad.txt", "empty.txt", "cut.txt.gz"))
    good.write_text(DUTCH)
    binary.write_bytes(b"\x7fELF\x00\x01")
    empty.write_text(" \n")
    cut.write_bytes(gzip.compress(DUTCH.encode() * 50)[:-12])
    (tmp_path / "none").mkdir()
    sources: list[str | Path] = [tmp_path / "missing.txt", binary, empty, cut, tmp_path / "none", "nul\0byte", good]
    found, errors = split(articles(sources))
    assert [a.text for a in found] == [DUTCH]
    assert len(errors) == 6
    assert errors[0] == f"{tmp_path / 'missing.txt'}: No such file or directory"
    assert errors[1].startswith(f"{binary}, line 1 (byte 0): ")
    assert errors[2] == f"{empty}: the text is empty"
    assert errors[3].startswith(f"{cut}: ")
    assert "no file in this folder" in errors[4]


def test_standard_input_of_either_kind() -> None:
    (article,), errors = split(articles(["-"], stdin=io.BytesIO(DUTCH.encode())))
    assert (article.text, article.name, errors) == (DUTCH, "standard input", [])
    lines = '{"text": "een"}\n{"text": "twee"}\n'
    found, errors = split(articles(["-"], stdin=io.StringIO(lines)))
    assert ([a.text for a in found], errors) == (["een", "twee"], [])
    packed = io.BytesIO(gzip.compress(lines.encode()))
    assert len(split(articles("-", stdin=packed))[0]) == 2
    assert split(articles(["-"], stdin=io.BytesIO(b""))) == ([], ["standard input: the text is empty"])


def test_articles_are_read_one_by_one() -> None:
    class Endless(io.RawIOBase):
        line = b'{"text": "een"}\n'

        def read(self, size: int = -1) -> bytes:
            return self.line * (size // len(self.line))

    found = articles(["-"], stdin=cast(IO[bytes], Endless()))
    assert [next(found).__class__ for _ in range(50)] == [Article] * 50


def test_what_the_caller_says_wins_over_headers_and_not_over_a_row(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("date 2023-02 " + DUTCH)
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": DUTCH, "date": "2020", "lang": "de"}))
    found, _ = split(articles([tmp_path], lang="en", date="2023-02-22"))
    assert [(a.lang, str(a.date)) for a in found] == [("en", "2023-02-22"), ("de", "2020")]


def test_a_wrong_default_is_said_at_once() -> None:
    with pytest.raises(InputError, match="no language code"):
        articles([], lang="Dutch")
    with pytest.raises(InputError, match="no date"):
        articles([], date="soon")


def test_from_text_keeps_what_is_unknown_unknown() -> None:
    article = from_text("OK")
    assert (article.lang, article.date, article.title, article.source, article.body) == ("und", None, "", "", 0)
    assert from_text("OK", lang="en", date=dt.date(2023, 2, 21)).lang == "en"
    assert from_text("\ufeffOK").text == "OK"
    assert from_text("OK", date=DateSpan(None, dt.date(2023, 1, 1))).date == DateSpan(None, dt.date(2023, 1, 1))


def test_a_given_title_in_the_text_is_not_its_body() -> None:
    article = from_text("Kop\n\n" + DUTCH, title="Kop")
    assert article.text[article.body :] == DUTCH
    other = from_text("Tussenkop\n\n" + DUTCH, title="Kop")
    assert (other.title, other.body) == ("Kop", 0)


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "a\udc80", "date 2023-02\n", "---\ntitle: x\n---\n"])
def test_a_text_without_text_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        from_text(text)


def test_importing_is_light() -> None:
    code = "import sys, dragoman.intake; print([m for m in ('babel', 'py3langid', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_is_kept_exactly_with_valid_offsets(text: str) -> None:
    try:
        article = from_text(text)
    except InputError:
        return
    assert article.text == text.removeprefix("\ufeff")
    assert 0 <= article.body < len(article.text)
    assert article.title in article.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".jsonl", ".json", ".gz", ""]))
def test_any_bytes_give_articles_or_messages(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    found, errors = split(articles([path]))
    assert found or errors
    assert all(message.startswith(str(path)) for message in errors)
