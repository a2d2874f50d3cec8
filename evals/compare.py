"""What a change does to the claims: gained, lost and changed between two versions.

    python -m evals.compare HEAD .            the last commit against the working tree
    python -m evals.compare v0.1.0 HEAD --articles ../shared/data/news/articles.jsonl --lang nl

A version is a git revision, or ``.`` for the working tree. Both read the same articles: without
``--articles`` the gold sentences of all languages and the examples. A claim is the same where article,
sentence, type and codes are; changed where its mode, status, time or attribution differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
Claims = dict[tuple[str, ...], dict[str, Any]]


def texts(articles: Path | None, langs: list[str]) -> Iterator[dict[str, str]]:
    """The articles to read: {"lang", "text", "date"}."""
    if articles is not None:
        rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines() if line.strip()]
    else:
        paths = sorted([*ROOT.glob("tests/gold/*.jsonl"), *ROOT.glob("evals/gold/*.jsonl")])
        rows = [{"lang": p.stem, **json.loads(x)} for p in paths for x in p.read_text(encoding="utf-8").splitlines()]
        rows += [{"lang": "", "text": p.read_text(encoding="utf-8")} for p in sorted(ROOT.glob("examples/*.txt"))]
    for row in rows:
        if not langs or row.get("lang") in langs:
            yield {"lang": row.get("lang") or "", "text": row["text"], "date": row.get("date") or ""}


def dump(source: Path, target: Path) -> None:
    """Read the articles of a file with the version on the path, and write its claims."""
    from dragoman.intake import from_text
    from dragoman.pipeline import Dragoman

    dragoman = Dragoman()
    with source.open(encoding="utf-8") as handle, target.open("w", encoding="utf-8") as out:
        for number, line in enumerate(handle):
            row = json.loads(line)
            article = from_text(row["text"], lang=row["lang"] or None, date=row["date"] or None)
            for claim in dragoman.read_article(article).claims:
                out.write(json.dumps(_row(number, article.text, claim), ensure_ascii=False) + "\n")


def _row(number: int, text: str, claim: Any) -> dict[str, Any]:
    sides = [",".join(sorted(a.code for a in side)) for side in (claim.sources, claim.targets)]
    when = claim.when.text if claim.when is not None and hasattr(claim.when, "text") else str(claim.when or "")
    return {
        "key": [str(number), str(claim.evidence.sentence.start), claim.event_type, *sides],
        "sentence": claim.evidence.sentence.of(text),
        "rest": {
            "mode": claim.mode,
            "polarity": claim.polarity,
            "modality": claim.modality,
            "when": when,
            "attribution": list(claim.attribution),
        },
    }


@contextmanager
def checked_out(version: str) -> Iterator[Path]:
    """The folder of a version: the working tree, or a worktree that is removed afterwards."""
    if version == ".":
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "tree"
        subprocess.run(["git", "worktree", "add", "--detach", "-q", str(folder), version], cwd=ROOT, check=True)
        try:
            yield folder
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


def claims_of(version: str, articles: Path) -> Claims:
    with checked_out(version) as folder, tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "claims.jsonl"
        path = {**os.environ, "PYTHONPATH": str(folder / "src")}
        command = [sys.executable, str(Path(__file__).resolve()), "--dump", str(articles), str(out)]
        subprocess.run(command, cwd=folder, env=path, check=True)
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return {tuple(row["key"]): row for row in rows}


def report(old: Claims, new: Claims) -> Iterator[str]:
    """One line a difference, in the order of the articles; the last line counts them."""
    gained, lost, changed = 0, 0, 0
    for key in sorted({*old, *new}, key=lambda k: (int(k[0]), int(k[1]), k[2:])):
        before, after = old.get(key), new.get(key)
        told = f"{key[2]} {key[3]} → {key[4] or '(nobody)'}"
        if before is None:
            gained += 1
            yield f"+ {told} | {new[key]['sentence']}"
        elif after is None:
            lost += 1
            yield f"- {told} | {before['sentence']}"
        elif before["rest"] != after["rest"]:
            changed += 1
            parts = [f"{n}: {v} → {after['rest'][n]}" for n, v in before["rest"].items() if v != after["rest"][n]]
            yield f"~ {told} | {'; '.join(parts)} | {before['sentence']}"
    yield f"{gained} gained, {lost} lost, {changed} changed; {len(old)} claims before, {len(new)} now"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--articles", type=Path, help="a file of JSON lines with lang, text and date")
    parser.add_argument("--lang", action="append", default=[])
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        articles = Path(scratch) / "articles.jsonl"
        lines = [json.dumps(row, ensure_ascii=False) for row in texts(options.articles, options.lang)]
        if not lines:
            parser.error("no article to read")
        articles.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for line in report(claims_of(options.old, articles), claims_of(options.new, articles)):
            print(line)
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dump"]:
        dump(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        sys.exit(main())
