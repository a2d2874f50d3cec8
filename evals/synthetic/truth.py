"""The truth of a stream as plain data: what ``truth.json`` holds."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from evals.synthetic.articles import Printed, Sentence
from evals.synthetic.stream import Stream
from evals.synthetic.world import Event, Expectation, settings, states

__all__ = ["truth_of"]

_Told = dict[str, list[tuple[Printed, Sentence]]]


def _told(stream: Stream) -> _Told:
    """Return all sentences that tell something, by the id of what they tell."""
    told: _Told = defaultdict(list)
    for article in stream.articles:
        for sentence in article.sentences:
            if sentence.tells is not None:
                told[sentence.tells.id].append((article, sentence))
    return told


def _claim(article: Printed, sentence: Sentence) -> dict[str, Any]:
    tells = sentence.tells
    assert tells is not None
    return {
        "article": article.url,
        "sentence": sentence.text,
        "language": article.lang,
        "modality": tells.modality,
        "polarity": tells.polarity,
        "day": None if tells.day is None else str(tells.day),
        "precision": tells.told or None,
        "number": tells.number,
    }


def _event(event: Event, told: _Told) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode or None,
        "actors": {"source": [event.source], "target": [event.target]},
        "date": str(event.day),
        "place": event.place or None,
        "topic": event.topic,
        "number": event.number,
        "expectation": event.expectation,
        "claims": [_claim(a, s) for a, s in told[event.id]],
    }


def _expectation(expectation: Expectation, told: _Told) -> dict[str, Any]:
    """Stage of a report is its modality, or ``withdrawn``."""
    reports = []
    for article, sentence in told[expectation.id]:
        claim = _claim(article, sentence)
        stage = "withdrawn" if claim["polarity"] == "negative" else claim["modality"]
        reports.append({key: claim[key] for key in ("article", "sentence", "language", "modality", "polarity")})
        reports[-1] |= {"stage": stage, "date": str(article.day)}
    return {
        "id": expectation.id,
        "by": expectation.source,
        "type": expectation.type,
        "mode": expectation.mode or None,
        "dyad": [expectation.source, expectation.target],
        "window": [str(expectation.start), str(expectation.end)],
        "told": expectation.told,
        "course": expectation.course,
        "stages": [[str(r.day), r.stage] for r in expectation.reports],
        "outcome": expectation.outcome,
        "event": expectation.event,
        "offset": expectation.offset,
        "reports": reports,
    }


def _contradictions(stream: Stream, told: _Told) -> list[dict[str, Any]]:
    urls: dict[str, list[str]] = defaultdict(list)
    for article in stream.articles:
        urls[article.story].append(article.url)
    out = []
    for c in stream.contradictions:
        odd = urls[c.story]
        others = sorted({a.url for a, _ in told[c.event]} - set(odd))
        says = {"odd": c.value, "others": c.others}
        out.append({"event": c.event, "kind": c.kind, "articles": odd, "against": others, "says": says})
    return out


def _blocs(stream: Stream) -> dict[str, Any]:
    blocs = stream.plan.blocs
    members: dict[str, list[str]] = defaultdict(list)
    for code in states():
        members[blocs.of(code, stream.plan.start) or "brokers"].append(code)
    return {
        "members": dict(members),
        "organisations": {code: o["leans"] or None for code, o in settings()["organisations"].items()},
        "switch": {"state": blocs.switcher, "from": blocs.since, "to": blocs.until, "date": str(blocs.day)},
    }


def truth_of(stream: Stream, seed: int) -> dict[str, Any]:
    """Return the truth; the windows and the period are half-open."""
    told = _told(stream)
    return {
        "seed": seed,
        "period": [str(stream.plan.start), str(stream.plan.end)],
        "articles": len(stream.articles),
        "events": [_event(e, told) for e in stream.plan.events],
        "copies": [
            {
                "original": g.original,
                "copies": [{"article": url, "kind": kind} for url, kind in g.copies],
                "translations": [{"article": url, "language": lang} for url, lang in g.translations],
            }
            for g in stream.groups
        ],
        "contradictions": _contradictions(stream, told),
        "expectations": [_expectation(x, told) for x in stream.plan.expectations],
        "blocs": _blocs(stream),
    }
