"""All names of one language as one index: states, cities, organisations, persons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from dragoman.lexicon.language import Name
from dragoman.lexicon.tables import rows
from dragoman.lexicon.world import world

__all__ = ["Names", "names"]

_SHORTEST_SURNAME = 3


class Names:
    """Names by their first token. ``find(token)`` gives candidates, longest first."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._by_first: dict[str, dict[tuple[str, ...], list[Name]]] = defaultdict(dict)
        self._add_territories()
        self._add_organisations()
        self._add_persons()
        self._sorted = {
            first: [name for tokens in sorted(found, key=len, reverse=True) for name in found[tokens]]
            for first, found in self._by_first.items()
        }

    def spellings(self) -> Iterator[tuple[str, ...]]:
        """Yield every spelling that is known, as tokens."""
        for found in self._by_first.values():
            yield from found

    def find(self, token: str) -> list[Name]:
        return self._sorted.get(token, [])

    def _add(self, form: str, entity: str, kind: str) -> None:
        tokens = tuple(form.split())
        if not tokens:
            return
        name = Name(tokens, entity, kind)
        known = self._by_first[tokens[0]].setdefault(tokens, [])
        if name not in known:
            known.append(name)

    def _add_territories(self) -> None:
        from babel import Locale

        locale = Locale.parse(self._lang)
        for territory in world().territories.values():
            form = locale.territories.get(territory.alpha2)
            if form:
                self._add(form, territory.code, "name")
        for code, form, kind in rows(f"{self._lang}/territories.tsv", ("code", "form", "kind")):
            self._add(form, code, kind)

    def _add_organisations(self) -> None:
        for code, form, kind in rows(f"{self._lang}/organisations.tsv", ("code", "form", "kind")):
            self._add(form, code, f"org-{kind}")

    def _add_persons(self) -> None:
        known = world().persons
        own = list(rows(f"{self._lang}/persons.tsv", ("person", "form", "kind")))
        never_alone = {form for _, form, kind in own if kind == "not"}
        forms = [(person.id, person.name) for person in known.values()]
        forms += [(person, form) for person, form, kind in own if kind != "not" and person in known]
        for person, form in forms:
            tokens = form.split()
            full = len(tokens) > 1 or (not _cased(form) and len(form) > _SHORTEST_SURNAME - 1)
            self._add(form, person, "person" if full else "surname")
            if len(tokens) > 1 and len(tokens[-1]) >= _SHORTEST_SURNAME and tokens[-1] not in never_alone:
                self._add(tokens[-1], person, "surname")


@cache
def names(lang: str) -> Names:
    """Return the index of names of a language, read once."""
    return Names(lang)


def _cased(form: str) -> bool:
    return form.upper() != form.lower()
