"""Documents made by hand, for tests of what comes after reading."""

from __future__ import annotations

import datetime as dt

from dragoman.records import Actor, Article, Claim, DateSpan, Document, Evidence, Place, Quote, Span

MADE_BY = "dragoman test"
DAY = DateSpan(dt.date(2023, 2, 23), dt.date(2023, 2, 24), "day", "2023-02-23")
TEXT = (
    "Report {n}\n\n"
    "Russia received the Chinese envoy in Moscow on Wednesday. "
    "“Our ties reach new heights,” said Vladimir Putin, “and they will grow.”\n\n"
    "China has not condemned Russia 🐉. According to the Daily Post, Xi could travel to Russia in April."
)


def place(text: str, words: str, nth: int = 0) -> Span:
    """Return where ``words`` stand in ``text`` for the ``nth`` time."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def state(text: str, code: str, words: str, nth: int = 0, person: str | None = None) -> Actor:
    return Actor(code, words, place(text, words, nth), code, ("GOV",), person, "state", "name")


def document(n: int = 0) -> Document:
    """Return the ``n``-th document: three claims and one quote of two spans, in an article of its own."""
    text = TEXT.format(n=n)
    article = Article(text, "en", title=f"Report {n}", date=DAY, source="Daily Post", body=text.index("Russia"))
    return Document(article, _claims(article), (_quote(article),))


def documents(count: int) -> list[Document]:
    return [document(n) for n in range(count)]


def _claims(article: Article) -> tuple[Claim, ...]:
    text = article.text
    russia, china = state(text, "RUS", "Russia"), state(text, "CHN", "Chinese envoy")
    met = place(text, "Russia received the Chinese envoy in Moscow on Wednesday.")
    day = dt.date(2023, 2, 22)
    consult = Claim(
        article.id,
        "CONSULT",
        (russia,),
        (china,),
        Evidence(met, place(text, "received"), (russia.span,), (china.span,), place(text, "Wednesday")),
        mode="visit",
        when=DateSpan(day, day + dt.timedelta(days=1), "day", "Wednesday"),
        where=Place("Moscow", place(text, "Moscow"), "RUS", 55.75, 37.62),
        confidence=0.93,
        made_by=MADE_BY,
    )
    beijing, moscow = state(text, "CHN", "China"), state(text, "RUS", "Russia", 1)
    accuse = Claim(
        article.id,
        "ACCUSE",
        (beijing,),
        (moscow,),
        Evidence(
            place(text, "China has not condemned Russia 🐉."),
            place(text, "condemned"),
            (beijing.span,),
            (moscow.span,),
            cues=(place(text, "not"),),
        ),
        polarity="negative",
        confidence=0.81,
        made_by=MADE_BY,
    )
    xi, there = state(text, "CHN", "Xi", person="Xi Jinping"), state(text, "RUS", "Russia", 2)
    april = DateSpan(dt.date(2023, 4, 1), dt.date(2023, 5, 1), "month", "April")
    visit = Claim(
        article.id,
        "CONSULT",
        (xi,),
        (there,),
        Evidence(
            place(text, "According to the Daily Post, Xi could travel to Russia in April."),
            place(text, "travel"),
            (xi.span,),
            (there.span,),
            place(text, "April"),
            (place(text, "could"),),
        ),
        mode="visit",
        modality="possible",
        when=april,
        attribution=("Daily Post",),
        confidence=0.7,
        made_by=MADE_BY,
    )
    return consult, accuse, visit


def _quote(article: Article) -> Quote:
    words = ("Our ties reach new heights,", "and they will grow.")
    text = article.text
    speaker = state(text, "RUS", "Vladimir Putin", person="Vladimir Putin")
    return Quote(
        article.id,
        "direct",
        tuple(place(text, part) for part in words),
        words,
        speaker,
        cue="said",
        cue_span=place(text, "said"),
        attribution=("Vladimir Putin",),
        confidence=0.9,
        made_by=MADE_BY,
    )
