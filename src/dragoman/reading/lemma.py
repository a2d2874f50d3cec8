"""Lemmas as edit scripts: what to change at both ends of a form to reach its lemma.

A script is ``case|cut,add|cut,add``: the casing of the lemma, then how many characters to cut and
what to add in front and behind. One script serves many words ("walked" and "talked" share one), so
a classifier over scripts lemmatises words it never met. Method: UDPipe 2 (Straka 2018, section 3.3).
Words that simplemma's dictionaries know take their lemma from there: on held-out verbs and nouns that
is right far more often than a script (docs/model.md has the figures).
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache, lru_cache

__all__ = ["KEEP", "apply_script", "derive_script", "lemma_of"]

#: The script that leaves a form as it is.
KEEP = "k|0,|0,"


def derive_script(form: str, lemma: str) -> str:
    """Return the script that turns ``form`` into ``lemma``."""
    low_form, low_lemma = form.casefold(), lemma.casefold()
    if len(low_form) != len(form) or len(low_lemma) != len(lemma):
        low_form, low_lemma = form, lemma
    match = SequenceMatcher(None, low_form, low_lemma, autojunk=False).find_longest_match()
    if not match.size:
        return "=" + lemma
    case = _case_of(form, lemma)
    front = f"{match.a},{low_lemma[: match.b]}"
    behind = f"{len(form) - match.a - match.size},{low_lemma[match.b + match.size :]}"
    return f"{case}|{front}|{behind}"


def _case_of(form: str, lemma: str) -> str:
    if lemma == lemma.casefold():
        return "k" if form == form.casefold() else "l"
    return "k" if lemma[0] == form[0] else "t"


def apply_script(script: str, form: str) -> str:
    """Return the lemma of ``form``; the form itself where the script does not fit it."""
    if script.startswith("="):
        return script[1:]
    case, front, behind = script.split("|")
    cut_front, add_front = front.split(",", 1)
    cut_behind, add_behind = behind.split(",", 1)
    first, last = int(cut_front), len(form) - int(cut_behind)
    if first >= last:
        return form
    stem = form[first:last]
    lemma = add_front + (stem.casefold() if case != "k" else stem) + add_behind
    return lemma[:1].upper() + lemma[1:] if case == "t" else lemma


@cache
def _has_dictionary(lang: str) -> bool:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return lang in SUPPORTED_LANGUAGES


@lru_cache(maxsize=200_000)
def _from_dictionary(form: str, lang: str) -> str | None:
    import simplemma

    # Some dictionaries mark a separable particle ("aan_sluiten"): it is one word.
    return simplemma.lemmatize(form, lang=lang).replace("_", "") if simplemma.is_known(form, lang=lang) else None


def lemma_of(form: str, upos: str, script: str, lang: str, verb_endings: tuple[str, ...] = ()) -> str:
    """Return the lemma of a word: the dictionary's where it knows the word, else by the reader's script.

    A name keeps its capital: a dictionary that would lower it means another word. So does one whose
    lemma of a verb has none of the endings that lemmas of verbs have in the language.
    """
    known = _from_dictionary(form, lang) if _has_dictionary(lang) else None
    if known is None or (upos == "PROPN" and known[:1] != form[:1]):
        return apply_script(script, form)
    if upos == "VERB" and verb_endings and not known.endswith(verb_endings):
        derived = apply_script(script, form)
        return derived if derived.endswith(verb_endings) else known
    return known
