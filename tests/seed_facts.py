"""The seventeen facts of the seed article, as expectations that hold however they are told.

The same facts are told three times: in the seed article and in two retellings among the examples. What
differs from one telling to another is its words; they stand in ``WORDS``, by language. :func:`missing` says
which facts a document lacks, :func:`forbidden` what it says that no telling says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dragoman.records import Actor, Claim, DateSpan, Document, Quote

__all__ = ["FACTS", "NUMBERS", "Expectation", "forbidden", "found", "missing"]

Record = Claim | Quote
Words = dict[str, tuple[str, ...]]

#: The words of each language's tellings that an expectation asks for; any one of a tuple does.
WORDS: dict[str, Words] = {
    "nl": {
        "vital": ("cruciaal", "onmisbaar"),
        "first half": ("zoals we de afgelopen jaren hebben gepland", "die wij jaren terug hebben uitgezet"),
        "second half": ("nieuwe mijlpalen", "de ene etappe na de andere"),
        "sharper": ("acuuter", "scherper"),
        "stability": ("tegen deze achtergrond", "wat onze volken samen"),
        "much to do": ("veel werk te verzetten", "een hoop arbeid"),
        "face to face": ("face-to-face", "oog in oog"),
        "home affairs": ("binnenlandse agenda", "orde op zaken"),
        "insiders": ("bronnen", "ingewijden"),
        "pronouns": ("het",),
        "supremacy": ("hegemonische", "overmacht"),
        "weekdays": ("dinsdag", "woensdag"),
        "april to may": ("april", "mei"),
        "papers": ("krant", "journal"),
    },
    "en": {
        "vital": ("indispensable",),
        "first half": ("along the lines we drew",),
        "second half": ("one landmark after another",),
        "sharper": ("sharper",),
        "stability": ("side by side abroad",),
        "much to do": ("a great deal is left",),
        "face to face": ("eye to eye",),
        "home affairs": ("its affairs at home",),
        "insiders": ("people",),
        "pronouns": ("it",),
        "supremacy": ("supremacy",),
        "weekdays": ("tuesday", "wednesday"),
        "april to may": ("april", "may"),
        "papers": ("newspaper", "journal"),
    },
}
PAPER = "Wall Street Journal"
WEDNESDAYS = tuple(dt.date(2023, 2, day) for day in (1, 8, 15, 22))
INTERCHANGEABLE = {"AGREE", "CONSULT", "COOPERATE"}


@dataclass(frozen=True)
class Check:
    """One more thing that a record must satisfy, and how a failure names it."""

    name: str
    holds: Callable[[Document, Record], bool]


@dataclass(frozen=True)
class Expectation:
    """A claim or quote that a document must hold. A fact with several expectations needs any one of them.

    ``source`` and ``person`` are the claim's source or the quote's speaker; ``form`` is the quote's kind.
    """

    number: int
    fact: str
    kind: Literal["claim", "quote", "names"]
    event_type: str | None = None
    form: Literal["direct", "partial", "indirect"] | None = None
    source: str | None = None
    sector: str | None = None
    person: str | None = None
    targets: tuple[str, ...] = ()
    polarity: str = "positive"
    modality: str = "actual"
    checks: tuple[Check, ...] = ()


def _any_in(parts: Iterable[str], text: str) -> bool:
    return any(part.casefold() in text.casefold() for part in parts)


def _words(document: Document, key: str) -> tuple[str, ...]:
    return WORDS[document.article.lang][key]


def _is(actor: Actor, code: str | None, sector: str | None = None, person: str | None = None) -> bool:
    """Say whether an actor is the one meant; what is None is not asked."""
    return (
        (code is None or actor.code == code)
        and (sector is None or sector in actor.sectors)
        and (person is None or person in (actor.person or ""))
    )


# -- checks of claims and quotes ---------------------------------------------------------------------


def _wednesdays(_: Document, record: Record) -> bool:
    return isinstance(record, Claim) and record.when is not None and record.when.candidates == WEDNESDAYS


def _in_moscow(_: Document, record: Record) -> bool:
    return isinstance(record, Claim) and record.where is not None and record.where.country == "RUS"


def _with(person: str) -> Check:
    def holds(_: Document, record: Record) -> bool:
        return isinstance(record, Claim) and any(_is(a, None, None, person) for a in (*record.sources, *record.targets))

    return Check(f"{person} takes part", holds)


def _condition(document: Document, record: Record) -> bool:
    words = _words(document, "home affairs")
    return isinstance(record, Claim) and record.condition is not None and _any_in(words, record.condition)


def _window(_: Document, record: Record) -> bool:
    when = record.when if isinstance(record, Claim) else None
    if when is None or when.end is None:
        return False
    return when.start == dt.date(2023, 4, 1) and dt.date(2023, 5, 2) <= when.end <= dt.date(2023, 5, 16)


def _says_putin(_: Document, record: Record) -> bool:
    return any("Putin" in part for part in record.attribution)


def _paper_then_insiders(document: Document, record: Record) -> bool:
    """The newspaper stands outside, its sources inside."""
    chain = record.attribution
    papers = [i for i, part in enumerate(chain) if PAPER in part]
    insiders = [i for i, part in enumerate(chain) if _any_in(_words(document, "insiders"), part)]
    return bool(papers and insiders) and papers[0] < insiders[-1]


def _by_pronoun(document: Document, record: Record) -> bool:
    pronouns = _words(document, "pronouns")
    return isinstance(record, Claim) and any(actor.words.casefold() in pronouns for actor in record.sources)


def _contains(key: str) -> Check:
    def holds(document: Document, record: Record) -> bool:
        return isinstance(record, Quote) and _any_in(_words(document, key), " ".join(record.words))

    return Check(f"words contain its {key!r}", holds)


def _one_word(_: Document, record: Record) -> bool:
    return isinstance(record, Quote) and len(record.words) == 1 and len(record.words[0].split()) == 1


def _two_spans(document: Document, record: Record) -> bool:
    if not isinstance(record, Quote) or len(record.words) != 2:
        return False
    halves = ("first half", "second half")
    return all(_any_in(_words(document, half), part) for half, part in zip(halves, record.words, strict=True))


def _about_usa(_: Document, record: Record) -> bool:
    return isinstance(record, Quote) and any(actor.code == "USA" for actor in record.about)


def _of_supremacy(document: Document, record: Record) -> bool:
    """The accusation is the one of the clause about supremacy, not the one before it in its sentence."""
    if not isinstance(record, Claim):
        return False
    clause = document.article.text[record.evidence.predicate.start : record.evidence.sentence.end]
    others = [
        claim
        for claim in document.claims
        if claim.event_type == "ACCUSE"
        and claim.id != record.id
        and claim.evidence.predicate.start < record.evidence.predicate.start
        and any(actor.code == "USA" for actor in claim.targets)
    ]
    return bool(others) and _any_in(_words(document, "supremacy"), clause)


# -- the facts ---------------------------------------------------------------------------------------


def _said(number: int, fact: str, form: Literal["direct", "partial"], *checks: Check) -> Expectation:
    """Return the expectation of a quote by Vladimir Putin."""
    return Expectation(number, fact, "quote", form=form, source="RUS", person="Putin", checks=checks)


WHEN_WHERE = (Check("when has the four Wednesdays", _wednesdays), Check("where is in Russia", _in_moscow))
ON_WHOSE_WORD = Check("attribution is the newspaper, then its sources", _paper_then_insiders)

FACTS: tuple[Expectation, ...] = (
    Expectation(
        1,
        "Putin hails the progress in relations with China",
        "claim",
        "SUPPORT",
        source="RUS",
        sector="GOV",
        person="Putin",
        targets=("CHN",),
    ),
    Expectation(
        2,
        "Wang Yi is met in Moscow on a Wednesday of February 2023",
        "claim",
        "CONSULT",
        source="RUS",
        targets=("CHN",),
        checks=(_with("Wang Yi"), *WHEN_WHERE),
    ),
    _said(
        3,
        "one word quoted of “the Russian president”",
        "partial",
        _contains("vital"),
        Check("one word only", _one_word),
    ),
    _said(4, "two parts quoted of one utterance of Putin", "partial", Check("two spans, both parts", _two_spans)),
    _said(5, "a part quoted of “the Russian leader”", "partial", _contains("sharper")),
    _said(6, "a sentence quoted of “the president”", "direct", _contains("stability")),
    _said(7, "a sentence quoted of Putin", "direct", _contains("much to do")),
    _said(8, "a sentence quoted of Putin, clumsily introduced", "direct", _contains("face to face")),
    Expectation(
        9,
        "the United Nations, BRICS and the Shanghai Cooperation Organization",
        "names",
        targets=("UN", "BRICS", "SCO"),
    ),
    Expectation(
        10,
        "Xi is expected in Russia once China has finished its domestic business",
        "claim",
        "CONSULT",
        source="CHN",
        sector="GOV",
        person="Xi",
        targets=("RUS",),
        modality="expected",
        checks=(Check("condition is the domestic business", _condition), Check("attribution names Putin", _says_putin)),
    ),
    Expectation(
        11,
        "Xi could travel to Russia in April or early May",
        "claim",
        "CONSULT",
        source="CHN",
        person="Xi",
        targets=("RUS",),
        modality="possible",
        checks=(Check("window from 1 April to early May 2023", _window), ON_WHOSE_WORD),
    ),
    Expectation(
        12,
        "Xi could press for peace talks",
        "claim",
        "REQUEST",
        source="CHN",
        sector="GOV",
        person="Xi",
        modality="possible",
        checks=(ON_WHOSE_WORD,),
    ),
    Expectation(
        13, "China has not condemned Russia", "claim", "ACCUSE", source="CHN", targets=("RUS",), polarity="negative"
    ),
    Expectation(
        14,
        "it has not joined the sanctions against Russia",
        "claim",
        "SANCTION",
        source="CHN",
        targets=("RUS",),
        polarity="negative",
        checks=(Check("source is a pronoun", _by_pronoun),),
    ),
    Expectation(15, "Russia's military operation in Ukraine", "claim", "ASSAULT", source="RUS", targets=("UKR",)),
    Expectation(
        16,
        "China accuses the United States of fuelling the conflict",
        "claim",
        "ACCUSE",
        source="CHN",
        targets=("USA",),
    ),
    Expectation(
        17,
        "China says that the United States abuse their supremacy",
        "quote",
        form="indirect",
        source="CHN",
        checks=(_contains("supremacy"), Check("about the United States", _about_usa)),
    ),
    Expectation(
        17,
        "China says that the United States abuse their supremacy",
        "claim",
        "ACCUSE",
        source="CHN",
        targets=("USA",),
        checks=(Check("of the clause about supremacy", _of_supremacy),),
    ),
)
NUMBERS = tuple(sorted({fact.number for fact in FACTS}))


# -- what a document holds of them -------------------------------------------------------------------


def _faults_of_claim(fact: Expectation, claim: Claim) -> Iterator[str]:
    sides = [(claim.sources, claim.targets)]
    if fact.event_type in INTERCHANGEABLE:
        sides.append((claim.targets, claim.sources))
    if claim.event_type != fact.event_type:
        yield f"type is {claim.event_type}"
    if not any(_sides_fit(fact, one, other) for one, other in sides):
        yield f"actors are {_labels(claim.sources)} → {_labels(claim.targets)}"
    if claim.polarity != fact.polarity:
        yield f"polarity is {claim.polarity}"
    if claim.modality != fact.modality:
        yield f"modality is {claim.modality}"


def _sides_fit(fact: Expectation, sources: tuple[Actor, ...], targets: tuple[Actor, ...]) -> bool:
    return any(_is(actor, fact.source, fact.sector, fact.person) for actor in sources) and all(
        any(actor.code == code for actor in targets) for code in fact.targets
    )


def _faults_of_quote(fact: Expectation, quote: Quote) -> Iterator[str]:
    if quote.kind != fact.form:
        yield f"kind is {quote.kind}"
    if quote.speaker is None:
        yield "nobody speaks"
    elif not _is(quote.speaker, fact.source, fact.sector, fact.person):
        yield f"speaker is {quote.speaker.label}"


def _labels(actors: tuple[Actor, ...]) -> str:
    return ", ".join(actor.label for actor in actors) or "nobody"


def _faults(document: Document, fact: Expectation, record: Record) -> list[str]:
    """Return what keeps a record from being the one expected."""
    own = _faults_of_claim(fact, record) if isinstance(record, Claim) else _faults_of_quote(fact, record)
    return [*own, *(f"not so: {check.name}" for check in fact.checks if not check.holds(document, record))]


def _records(document: Document, fact: Expectation) -> tuple[Record, ...]:
    return document.claims if fact.kind == "claim" else document.quotes


def _named(document: Document, codes: Iterable[str]) -> list[Actor]:
    """Return an actor for each code that any record names, in whatever part."""
    actors: list[Actor] = []
    for claim in document.claims:
        actors += (*claim.sources, *claim.targets, *claim.about)
    for quote in document.quotes:
        actors += (*quote.addressees, *quote.about, *((quote.speaker,) if quote.speaker is not None else ()))
    first = {actor.code: actor for actor in reversed(actors)}
    return [first[code] for code in codes if code in first]


def found(document: Document, number: int) -> tuple[Record | Actor, ...]:
    """Return what a document holds of a fact: one record, or the actors of a fact that only names; else nothing."""
    for fact in (fact for fact in FACTS if fact.number == number):
        if fact.kind == "names":
            return tuple(_named(document, fact.targets))
        for record in _records(document, fact):
            if not _faults(document, fact, record):
                return (record,)
    return ()


def missing(document: Document) -> list[str]:
    """Return a line for each fact that a document lacks, with what comes nearest to it."""
    return [line for number in NUMBERS if (line := _lack(document, number)) is not None]


def _lack(document: Document, number: int) -> str | None:
    facts = [fact for fact in FACTS if fact.number == number]
    here = found(document, number)
    head = f"row {number}: {facts[0].fact}"
    if facts[0].kind == "names":
        lacking = set(facts[0].targets) - {actor.code for actor in here if isinstance(actor, Actor)}
        return f"{head}: no record names {', '.join(sorted(lacking))}" if lacking else None
    if here:
        return None
    tried = [(_faults(document, fact, record), record) for fact in facts for record in _records(document, fact)]
    if not tried:
        return f"{head}; nothing was found at all"
    faults, record = min(tried, key=lambda pair: (pair[0][0].startswith(("type", "kind")), len(pair[0])))
    return f"{head}; nearest: {_brief(document, record)}: {'; '.join(faults)}"


def _brief(document: Document, record: Record) -> str:
    if isinstance(record, Claim):
        return f"{record.event_type} “{record.evidence.predicate.of(document.article.text)}”"
    return f"{record.kind} quote “{' … '.join(record.words)[:50]}”"


# -- what no telling says ----------------------------------------------------------------------------


def forbidden(document: Document) -> list[str]:
    """Return a line for each claim that says what no telling of the facts says."""
    return [f"{_brief(document, claim)}: {fault}" for claim in document.claims for fault in _untrue(document, claim)]


def _untrue(document: Document, claim: Claim) -> Iterator[str]:
    sides = (*claim.sources, *claim.targets)
    if claim.event_type == "CONSULT":
        if claim.polarity == "positive" and claim.modality == "actual" and any(_is(a, None, None, "Xi") for a in sides):
            yield "a visit of Xi is told as having happened"
        if any(_any_in(_words(document, "papers"), actor.words) for actor in sides):
            yield "a newspaper takes part"
    if claim.event_type == "SANCTION" and claim.polarity == "positive":
        one, other = ({a.code for a in side} for side in (claim.sources, claim.targets))
        if "CHN" in one and "RUS" in other:
            yield "China imposes sanctions on Russia"
    if claim.when is not None:
        yield from _too_narrow(document, claim.when)


def _too_narrow(document: Document, when: DateSpan) -> Iterator[str]:
    """No telling names a day: a weekday leaves four, and April or early May is a window of both."""
    words = when.words.casefold()
    if when.start is None or when.end is None:
        return
    if not when.candidates and when.end - when.start <= dt.timedelta(days=1):
        yield f"“{when.words}” is read as the one day {when}"
    if _any_in(_words(document, "weekdays"), words) and len(when.candidates) != 4:
        yield f"“{when.words}” has {len(when.candidates)} candidates, not 4"
    both = all(word in words.split() for word in _words(document, "april to may"))
    if both and not (when.start <= dt.date(2023, 4, 1) and when.end > dt.date(2023, 5, 1)):
        yield f"“{when.words}” is read as {when}"
