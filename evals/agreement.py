"""Do translations of one text give the same claims? Each language against English, on parallel news texts.

    python -m evals.agreement --shared ../shared

Texts are the parallel ones of ``../shared/data/news`` (NTREX). A claim of one language agrees with one of the
other where type and codes of both sides are the same, a claim of one being used once. F1 in percent; unresolved
actors count as themselves, so that two of them agree.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from dragoman.intake import from_text
from dragoman.pipeline import Dragoman
from evals.score import key_of_claim

Keys = Counter[tuple[object, ...]]


def parallel(shared: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Text id → language → article, for the texts that exist in English and another language."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    with (shared / "data" / "news" / "articles.jsonl").open(encoding="utf-8") as handle:
        for line in handle:
            row = json.loads(line)
            if row["id"].startswith("ntrex-"):
                found[row["id"].split("-", 2)[2]][row["lang"]] = row
    return {name: texts for name, texts in found.items() if "en" in texts and len(texts) > 2}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", type=Path)
    parser.add_argument("--lang", action="append")
    options = parser.parse_args(argv)
    dragoman, texts = Dragoman(options.model), parallel(options.shared)
    claims: dict[str, dict[str, Keys]] = defaultdict(dict)
    for name, versions in texts.items():
        for lang, row in versions.items():
            if not options.lang or lang in ("en", *options.lang):
                document = dragoman.read_article(from_text(row["text"], lang=lang, date=row.get("date") or None))
                claims[lang][name] = Counter(key_of_claim(c) for c in document.claims)
    print(f"{len(texts)} texts")
    print(f"{'lang':5} {'claims':>7} {'in en':>7} {'both':>6} {'F1':>6}")
    for lang in sorted(set(claims) - {"en"}):
        shared_names = claims[lang].keys() & claims["en"].keys()
        both = sum((claims[lang][n] & claims["en"][n]).total() for n in shared_names)
        own, english = (sum(claims[x][n].total() for n in shared_names) for x in (lang, "en"))
        print(f"{lang:5} {own:7} {english:7} {both:6} {200 * both / max(1, own + english):6.1f}")


if __name__ == "__main__":
    main()
