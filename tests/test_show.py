"""An article's evidence is highlighted where it stands, and nothing in an article can harm who reads it."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from dragoman.faces.marks import Mark, pieces
from dragoman.faces.page import page
from dragoman.faces.show import shown
from dragoman.faces.words import date_words, heading, status, who
from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Quote, Span
from handmade import DAY, document, documents, place

VOID = {"meta", "link", "br"}
EVIL = '<script>alert("1")</script> & <b onclick=x>it\'s</b> {{articles}}'


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and the text of its articles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.by_key: dict[tuple[str, str], str] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [attributes.get("class") or "" for _, attributes in self.open]
        if "text" not in classes or any(name.startswith("ref") for name in classes):
            return
        self.text += data
        for mark in (self.open[-1][1].get("data-m") or "").split():
            key, role = mark.split(":")
            self.by_key[key, role] = self.by_key.get((key, role), "") + data


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_page_holds_the_text_and_marks_its_evidence() -> None:
    made = document()
    seen = Page(page([made]))
    assert seen.open == []
    assert lines(seen.text) == lines(made.article.text)
    assert seen.by_key["1", "source"] == "Russia"
    assert seen.by_key["1", "target"] == "Chinese envoy"
    assert seen.by_key["1", "predicate"] == "received"
    assert seen.by_key["1", "time"] == "Wednesday"
    assert seen.by_key["1", "place"] == "Moscow"
    assert seen.by_key["2", "cue"] == "not"
    assert seen.by_key["2", "sentence"] == "China has not condemned Russia 🐉."
    assert seen.by_key["q1", "quote"] == "Our ties reach new heights,and they will grow."


def test_the_page_says_what_each_claim_says() -> None:
    html = page([document()])
    said = ("CONSULT", "visit", "negative", "possible", "Xi Jinping", "2023-04", "Moscow (RUS)", "Daily Post", "81 %")
    for words in said:
        assert words in html


def test_the_page_asks_for_nothing_from_outside() -> None:
    seen = Page(page(documents(3)))
    for _, attributes in seen.seen:
        assert not attributes.keys() & {"src", "srcset", "action", "background", "ping"}
        assert not any(name.startswith("on") for name in attributes)
        href = attributes.get("href")
        assert href is None or href.startswith(("#", "data:,"))
    assert not re.search(r"@import|url\(", page(documents(1)))


def test_every_link_within_the_page_leads_somewhere() -> None:
    seen = Page(page(documents(3)))
    ids = [attributes["id"] for _, attributes in seen.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    hrefs = [attributes["href"] or "" for tag, attributes in seen.seen if tag == "a"]
    assert {href.removeprefix("#") for href in hrefs} <= set(ids)
    assert len([href for href in hrefs if re.fullmatch(r"#a\d", href)]) == 3  # the index


def test_nothing_in_an_article_or_record_becomes_markup() -> None:
    article = Article(EVIL, 'en" onload="x', EVIL, DAY, EVIL, "javascript:alert(1)", EVIL)
    actor = Actor("---", EVIL, Span(0, len(EVIL)), None, (), EVIL)
    evidence = Evidence(Span(0, len(EVIL)), Span(3, 9), (actor.span,), (actor.span,))
    when = DateSpan(words=EVIL)
    claim = Claim(
        article.id,
        EVIL,
        (actor,),
        (actor,),
        evidence,
        EVIL,
        when=when,
        condition=EVIL,
        attribution=(EVIL,),
        about=(actor,),
        made_by=EVIL,
    )
    quote = Quote(article.id, "direct", (Span(0, 5),), (EVIL,), actor, (actor,), (actor,), EVIL, attribution=(EVIL,))
    html = page([Document(article, (claim,), (quote,), (EVIL,))] * 2, title=EVIL)
    seen = Page(html)
    assert html.count("<script>") == 1
    assert not {"b", "iframe", "img"} & {tag for tag, _ in seen.seen}
    assert not any(name.startswith("on") for _, attributes in seen.seen for name in attributes)
    assert "javascript:" not in html
    assert lines(seen.text) == [EVIL, EVIL]


def test_only_the_page_s_own_script_may_run() -> None:
    policies = [a["content"] or "" for tag, a in Page(page([document()])).seen if a.get("http-equiv")]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/]{43}='$", policies[0])


def test_text_of_any_direction_says_its_own() -> None:
    article = Article("استقبل الوزير.\n\nHello.", "ar")
    seen = Page(page([Document(article)]))
    assert [a["dir"] for tag, a in seen.seen if tag == "p" and "dir" in a] == ["auto", "auto"]
    assert ("div", {"class": "text", "lang": "ar"}) in seen.seen


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_pieces_cover_the_text_once_and_keep_every_mark(ranges: list[tuple[int, int]]) -> None:
    marks = [Mark(Span(min(r), max(r)), "cue", str(n)) for n, r in enumerate(ranges) if r[0] != r[1]]
    part = Span(5, 25)
    found = list(pieces(part, marks))
    assert [position for piece in found for position in range(piece.start, piece.end)] == list(range(5, 25))
    for mark in marks:
        covered = {position for piece in found if mark in piece.marks for position in range(piece.start, piece.end)}
        assert covered == set(range(mark.span.start, mark.span.end)) & set(range(5, 25))


def test_the_terminal_shows_the_text_with_numbers_and_nothing_that_moves_the_cursor() -> None:
    made = document()
    console = Console(width=200, record=True, file=io.StringIO(), force_terminal=True)
    evil = Document(Article("a\x1b[2Jb\x08c [red]d[/red]", "en", title="x\x07y"))
    for part in (*shown(made), *shown(evil)):
        console.print(part)
    printed = console.export_text()
    assert "Russia received[1] the Chinese envoy in Moscow on Wednesday." in printed
    assert "“and they will grow.[q1]”" in printed
    assert "a�[2Jb�c [red]d[/red]" in printed
    assert "x�y" in printed


def test_records_in_words() -> None:
    consult, accuse, visit = document().claims
    assert [status(claim) for claim in (consult, accuse, visit)] == [(), ("negative",), ("possible",)]
    assert who(visit.sources[0]) == "CHN GOV (Xi Jinping)"
    assert who(Actor("---", "the West", place("the West", "the West"))) == "the West"
    assert date_words(visit.when) == "2023-04"
    assert date_words(None) == ""
    assert date_words(DateSpan(words="one day")) == "one day"
    assert heading(Article("\n\n  First line \nSecond", "en")) == "First line"
