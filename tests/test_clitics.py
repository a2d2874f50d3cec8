"""Words that are written onto the next one are cut off before the lexicon is asked."""

from __future__ import annotations

import pytest

from dragoman.coding.clitics import cuts
from dragoman.lexicon.language import language


@pytest.mark.parametrize(
    ("form", "rest", "attached"),
    [
        ("وسيزور", "يزور", ("س",)),
        ("لأوكرانيا", "أوكرانيا", ("ل",)),
        ("للصين", "الصين", ("ل",)),
        ("بزيارته", "زيارة", ("ب",)),
        ("قواتها", "قوات", ()),
    ],
)
def test_what_is_written_onto_an_arabic_word_comes_off(form: str, rest: str, attached: tuple[str, ...]) -> None:
    assert (rest, attached) in set(cuts(form, language("ar").grammar))


def test_a_language_without_clitics_cuts_nothing() -> None:
    assert list(cuts("sanctions", language("en").grammar)) == []
