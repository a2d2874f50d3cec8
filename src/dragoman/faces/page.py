"""Articles with their evidence as one HTML page that needs nothing from outside itself.

Everything that comes from an article or a record is escaped, and the page's policy lets no script run
but its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from dragoman import ontology
from dragoman.faces.marks import Mark, Numbered, Piece, marks_of, numbered, paragraphs, pieces, rank
from dragoman.faces.words import STATUS, arrow, chain, count, date_words, heading, place_words, status, who
from dragoman.records import Actor, Article, Claim, Document, Quote, Span

__all__ = ["page"]

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_WEB = ("http", "https")


def page(documents: Sequence[Document], title: str | None = None) -> str:
    """Return the page; several documents are listed at its top."""
    template = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    claims = sum(len(document.claims) for document in documents)
    quotes = sum(len(document.quotes) for document in documents)
    fallback = heading(documents[0].article) if len(documents) == 1 else count(len(documents), "article")
    made_by = sorted({made for document in documents for made in _made_by(document)})
    values = {
        "policy": _policy(template),
        "title": escape(f"{title or fallback} – Dragoman"),
        "summary": ", ".join((count(len(documents), "article"), count(claims, "claim"), count(quotes, "quote"))),
        "index": _index(documents) if len(documents) > 1 else "",
        "articles": "\n".join(_article(f"a{n}", document) for n, document in enumerate(documents, start=1)),
        "made_by": escape(f"Made by {'; '.join(made_by)}." if made_by else ""),
    }
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], template)


def _made_by(document: Document) -> set[str]:
    claims, quotes = document.claims, document.quotes
    return ({claim.made_by for claim in claims} | {quote.made_by for quote in quotes}) - {""}


def _policy(template: str) -> str:
    script = _SCRIPT.search(template)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script.group(1).encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src 'sha256-{digest}'"
    )


def _index(documents: Sequence[Document]) -> str:
    rows = "\n".join(_index_row(f"a{n}", document) for n, document in enumerate(documents, start=1))
    head = "".join(f"<th>{name}</th>" for name in ("Date", "Article", "Source", "Language"))
    head += "".join(f'<th class="n">{name}</th>' for name in ("Claims", "Quotes"))
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>"
    return f'<nav class="index" aria-label="Articles">{table}</nav>'


def _index_row(anchor: str, document: Document) -> str:
    article = document.article
    return (
        f'<tr><td class="d">{escape(date_words(article.date))}</td>'
        f'<td><a href="#{anchor}"><bdi>{escape(heading(article))}</bdi></a></td>'
        f"<td><bdi>{escape(article.source)}</bdi></td><td>{escape(article.lang)}</td>"
        f'<td class="n">{len(document.claims)}</td><td class="n">{len(document.quotes)}</td></tr>'
    )


def _article(anchor: str, document: Document) -> str:
    article, records = document.article, numbered(document)
    marks = marks_of(records)
    text = "\n".join(_paragraph(anchor, article, part, marks) for part in paragraphs(article))
    problems = "".join(f"<li>{escape(problem)}</li>" for problem in document.problems)
    listed = f'<ul class="problems">{problems}</ul>' if problems else ""
    return (
        f'<section class="article" id="{anchor}">\n'
        f'<header><h2 dir="auto">{escape(heading(article))}</h2>{_meta(article)}{listed}</header>\n'
        f'<div class="columns"><div class="text" lang="{escape(article.lang)}">\n{text}\n</div>\n'
        f"{_side(anchor, records)}</div>\n"
        "</section>"
    )


def _meta(article: Article) -> str:
    parts = [date_words(article.date), article.source, article.lang]
    shown = [f"<span><bdi>{escape(part)}</bdi></span>" for part in parts if part]
    if _scheme(article.url) in _WEB:
        shown.append(f'<a href="{escape(article.url)}" rel="noreferrer noopener">original</a>')
    shown.append(f'<span class="id">{escape(article.id)}</span>')
    return f'<p class="meta">{"".join(shown)}</p>'


def _scheme(url: str) -> str:
    """Return the scheme of a URL in small letters, empty where it is no URL."""
    try:
        return urlsplit(url.strip()).scheme.lower()
    except ValueError:
        return ""


def _paragraph(anchor: str, article: Article, part: Span, marks: Sequence[Mark]) -> str:
    inner = "".join(_piece(anchor, article.text, piece) for piece in pieces(part, marks))
    kind = ' class="head"' if part.end <= article.body else ""
    return f'<p dir="auto"{kind}>{inner}</p>'


def _piece(anchor: str, text: str, piece: Piece) -> str:
    words = escape(text[piece.start : piece.end])
    if not piece.marks:
        return words
    marks = sorted(piece.marks, key=rank)
    roles = {mark.role for mark in marks}
    classes = ["e", "sentence" if roles == {"sentence"} else f"r-{marks[0].role}"]
    if "quote" in roles:
        classes.append("quoted")
    data = " ".join(f"{mark.key}:{mark.role}" for mark in marks)
    refs = "".join(_reference(anchor, mark.key) for mark in piece.marks if _closes(mark, piece))
    return f'<span class="{" ".join(classes)}" data-m="{data}">{words}</span>{refs}'


def _closes(mark: Mark, piece: Piece) -> bool:
    return mark.role in ("predicate", "quote") and mark.span.end == piece.end


def _reference(anchor: str, key: str) -> str:
    kind = "ref q" if key.startswith("q") else "ref"
    return f'<a class="{kind}" href="#{anchor}-{key}" data-key="{key}">{key}</a>'


def _side(anchor: str, records: Numbered) -> str:
    claims = "\n".join(_claim(anchor, key, claim) for key, claim in records.claims.items())
    quotes = "\n".join(_quote(anchor, key, quote) for key, quote in records.quotes.items())
    return (
        f'<aside class="side" aria-label="Claims and quotes">\n<h3>{count(len(records.claims), "claim")}</h3>\n'
        f"<ol>{claims}</ol>\n<h3>{count(len(records.quotes), 'quote')}</h3>\n<ol>{quotes}</ol>\n</aside>"
    )


def _claim(anchor: str, key: str, claim: Claim) -> str:
    known = ontology.EVENT_TYPES.get(claim.event_type)
    quad = f" quad{known.quad}" if known is not None else ""
    meaning = f' title="{escape(known.definition)}"' if known is not None else ""
    mode = f'<span class="mode">{escape(claim.mode)}</span>' if claim.mode else ""
    badges = "".join(f'<span class="badge {name}" title="{STATUS[name]}">{name}</span>' for name in status(claim))
    facts = [
        ("when", _when(claim)),
        ("where", f"<bdi>{escape(place_words(claim.where))}</bdi>" if claim.where is not None else ""),
        ("if", f"<bdi>{escape(claim.condition)}</bdi>" if claim.condition else ""),
        ("about", _actors("about", claim.about)),
        ("says", _says(claim.attribution)),
    ]
    return (
        f'<li class="card claim" id="{anchor}-{key}" data-key="{key}"><div class="line">'
        f'<button type="button" aria-pressed="false"><span class="num">{key}</span>'
        f'<span class="type{quad}"{meaning}>{escape(claim.event_type)}</span></button>{mode}{badges}'
        f"{_confidence(claim.confidence)}</div>"
        f'<p class="who">{_actors("source", claim.sources)} {arrow(claim)} {_actors("target", claim.targets)}</p>'
        f'{_facts(facts)}<span class="id">{escape(claim.id)}</span></li>'
    )


def _quote(anchor: str, key: str, quote: Quote) -> str:
    said = " … ".join(f"“{escape(words)}”" for words in quote.words)
    speaker = '<span class="none">speaker unknown</span>'
    if quote.speaker is not None:
        speaker = _actors("source", (quote.speaker,))
    facts = [
        ("cue", f"<bdi>{escape(quote.cue)}</bdi>" if quote.cue else ""),
        ("to", _actors("target", quote.addressees) if quote.addressees else ""),
        ("about", _actors("about", quote.about)),
        ("says", _says(quote.attribution) if quote.attribution else ""),
    ]
    return (
        f'<li class="card quote" id="{anchor}-{key}" data-key="{key}"><div class="line">'
        f'<button type="button" aria-pressed="false"><span class="num">{key}</span>'
        f"<span>{escape(quote.kind)}</span></button>{_confidence(quote.confidence)}</div>"
        f'<p class="who">{speaker}</p><p class="said" dir="auto">{said}</p>'
        f'{_facts(facts)}<span class="id">{escape(quote.id)}</span></li>'
    )


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts if value)
    return f"<dl>{rows}</dl>" if rows else ""


def _actors(role: str, actors: Sequence[Actor]) -> str:
    """Return the actors with the words that name them, where those say more."""
    if not actors:
        return '<span class="none">no one named</span>' if role in ("source", "target") else ""
    return ", ".join(
        f'<bdi class="{role}">{escape(who(actor))}</bdi>'
        + (f" <small>“<bdi>{escape(actor.words)}</bdi>”</small>" if actor.words not in who(actor) else "")
        for actor in actors
    )


def _when(claim: Claim) -> str:
    if claim.when is None:
        return ""
    shown, words = date_words(claim.when), claim.when.words
    said = f" “<bdi>{escape(words)}</bdi>”" if words and words != shown else ""
    return f"{escape(shown)}{said}"


def _says(attribution: tuple[str, ...]) -> str:
    return f"<bdi>{escape(chain(attribution))}</bdi>" if attribution else "the article"


def _confidence(confidence: float) -> str:
    percent = round(100 * min(max(confidence, 0.0), 1.0))
    return (
        f'<span class="conf" title="confidence"><span class="bar"><i style="inline-size:{percent}%"></i></span>'
        f"{percent} %</span>"
    )
