"""Write the table of the seed article's facts, each with the record found for it.

    python -m evals.seed_table [--seed ../shared/seed/article-nl.txt] [--out docs/seed.md] [--model FOLDER]

Without ``--out`` the table goes to standard output. The exit code is 1 where a fact is missing or a record
says what the article does not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.seed_facts import FACTS, NUMBERS, forbidden, found, missing

from dragoman.errors import InputError
from dragoman.faces.words import arrow, chain, date_words, place_words, who
from dragoman.pipeline import Dragoman
from dragoman.records import Actor, Claim, Document, Quote

SEED = Path("../shared/seed/article-nl.txt")
LONGEST = 70  # code points of a quotation in the table

HEAD = """# The seed article, fact by fact

Written by `python -m evals.seed_table --out docs/seed.md`; do not edit. The left side is what a careful
reader finds in the article ({name}, {lang}, dated {date}); the right side is the record that Dragoman
keeps of it, checked by the expectations in `tests/seed_facts.py`. Read by {made_by}.

| | the article says | the record |
|---:|---|---|
"""


def claim_words(document: Document, claim: Claim) -> str:
    """Return a claim on one line: type and sides, status, time, place, condition, on whose word, its predicate."""
    sources, targets = (", ".join(map(who, side)) for side in (claim.sources, claim.targets))
    parts = [f"**{claim.event_type}** {sources} {arrow(claim)} {targets}".rstrip(" →↔")]
    parts.append(f"{claim.polarity}, {claim.modality}")
    parts += [
        f"{name} {words}"
        for name, words in (
            ("when", date_words(claim.when)),
            ("where", place_words(claim.where)),
            ("on condition", _quoted(claim.condition) if claim.condition is not None else ""),
            ("according to", chain(claim.attribution)),
        )
        if words
    ]
    return "; ".join([*parts, f"words {_quoted(claim.evidence.predicate.of(document.article.text))}"])


def quote_words(quote: Quote) -> str:
    """Return a quote on one line: its kind, its words, its speaker as named and as resolved."""
    speaker = "nobody named" if quote.speaker is None else f"{who(quote.speaker)}, named {_quoted(quote.speaker.words)}"
    parts = [f"**{quote.kind} quote** {' … '.join(map(_quoted, quote.words))}", f"by {speaker}"]
    if quote.about:
        parts.append("about " + ", ".join(map(who, quote.about)))
    return "; ".join(parts)


def record_words(document: Document, number: int) -> str:
    """Return what was found of a fact, or that nothing was."""
    records = found(document, number)
    actors = [f"{actor.code} {_quoted(actor.words)}" for actor in records if isinstance(actor, Actor)]
    others = [
        claim_words(document, record) if isinstance(record, Claim) else quote_words(record)
        for record in records
        if not isinstance(record, Actor)
    ]
    return "; ".join([*actors, *others]) or "*not found*"


def _quoted(words: str) -> str:
    short = words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
    return "“" + " ".join(short.split()) + "”"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def table(document: Document, name: str) -> str:
    """Return the whole page."""
    article = document.article
    made_by = next((claim.made_by for claim in document.claims), "nothing")
    facts = {fact.number: fact.fact for fact in reversed(FACTS)}
    rows = [f"| {number} | {_cell(facts[number])} | {_cell(record_words(document, number))} |" for number in NUMBERS]
    page = HEAD.format(name=name, lang=article.lang, date=article.date or "nowhere", made_by=made_by)
    absent = len(missing(document))
    wrong = [f"- {line}" for line in forbidden(document)]
    verdict = ["", "What the article does not say:", "", *wrong] if wrong else []
    return page + "\n".join(
        [*rows, "", f"On record: {len(NUMBERS) - absent} of {len(NUMBERS)} facts; {len(wrong)} untrue.", *verdict, ""]
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=Path, default=SEED, help="the seed article [%(default)s]")
    parser.add_argument("--out", type=Path, help="the page to write, such as docs/seed.md")
    parser.add_argument("--model", type=Path, help="a model folder other than the one that ships")
    options = parser.parse_args(argv)
    if not options.seed.is_file():
        parser.error(f"there is no {options.seed}; name the seed article with --seed")
    document = next(iter(Dragoman(options.model).read([options.seed])))
    if isinstance(document, InputError):
        parser.error(str(document))
    page = table(document, options.seed.name)
    if options.out is None:
        sys.stdout.write(page)
    else:
        options.out.write_text(page, encoding="utf-8")
    for line in (*missing(document), *forbidden(document)):
        print(line, file=sys.stderr)
    return 1 if missing(document) or forbidden(document) else 0


if __name__ == "__main__":
    sys.exit(main())
