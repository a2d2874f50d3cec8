"""Words of a script written without spaces that the lexicon knows: a help in finding where words end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from dragoman.lexicon.language import language
from dragoman.lexicon.names import names
from dragoman.lexicon.tables import languages

__all__ = ["known_words"]


@cache
def known_words(lang: str, spaceless: Callable[[str], bool]) -> frozenset[str]:
    """Return names, roles, predicates and cues of two or more characters that begin and end without spaces."""
    if lang not in languages():
        return frozenset()
    return frozenset(w for w in _words(lang) if len(w) > 1 and spaceless(w[0]) and spaceless(w[-1]))


def _words(lang: str) -> Iterator[str]:
    lexicon = language(lang)
    yield from ("".join(tokens) for tokens in names(lang).spellings())
    for roles in lexicon.roles.values():
        yield from ("".join(role.form) for role in roles)
    for table in (lexicon.predicates, lexicon.cues):
        for rows in table.values():
            for row in rows:
                yield "".join(row.pattern.head)
                for alternatives in row.pattern.required:
                    yield from alternatives
