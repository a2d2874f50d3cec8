"""Who speaks of whom and how warmly, and a dyad's talk against its deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dragoman.errors import InputError, ModelError, StoreError
from dragoman.reading.model import Model
from dragoman.records import Article, Claim, DateSpan, Document, Evidence, Quote, Span
from dragoman.store import Store
from dragoman.world.spoken import spoken_table, targets_of
from dragoman.world.stance import Asked, Stance
from dragoman.world.statements import mean_interval, rank_correlation, ranks, statements, talk_and_deeds
from handmade import MADE_BY, place, state

# -- the scorer --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stance() -> Stance:
    return Stance()


def asked(marked: str, lang: str) -> Asked:
    """Return what to ask where ``[…]`` stands around the target."""
    start, end = marked.index("["), marked.index("]") - 1
    return Asked(marked.replace("[", "").replace("]", ""), lang, (start, end))


@pytest.mark.parametrize(
    ("marked", "lang", "wanted"),
    [
        ("“[Norway] is a true and generous friend,” the Ghanaian president said.", "en", "warm"),
        ("The Ghanaian president accused [Norway] of lies and threatened to punish it.", "en", "hostile"),
        ("Ghana said that its minister would meet [the Norwegian] envoy on Monday.", "en", "neutral"),
        ("„[Norwegen] ist ein treuer Freund, wir danken ihm von Herzen“, sagte der Präsident Ghanas.", "de", "warm"),
        ("Президент Ганы обвинил [Норвегию] во лжи.", "ru", "hostile"),
        ("加纳总统谴责[挪威]背信弃义。", "zh", "hostile"),
        ("قال الوزير إن وفداً من [النرويج] سيصل يوم الاثنين.", "ar", "neutral"),
    ],
)
def test_tells_warm_neutral_and_hostile_apart(stance: Stance, marked: str, lang: str, wanted: str) -> None:
    (verdict,) = stance.judge([asked(marked, lang)])
    assert max(("warm", "neutral", "hostile"), key=lambda name: getattr(verdict, name)) == wanted
    assert verdict.warm + verdict.neutral + verdict.hostile == pytest.approx(1, abs=1e-5)
    assert verdict.score == pytest.approx(verdict.warm - verdict.hostile)


def test_the_target_decides_and_not_the_tone_of_the_sentence(stance: Stance) -> None:
    text = "Ghana's president thanked {} warmly for its help and accused {} of lies."
    friend = asked(text.format("[Norway]", "Chad"), "en")
    foe = asked(text.format("Norway", "[Chad]"), "en")
    one, two = stance.judge([friend, foe])
    assert one.score > two.score


def test_a_verdict_does_not_depend_on_what_is_asked_beside_it(stance: Stance) -> None:
    many = [asked("“[Norway] is a friend,” he said.", "en"), asked("加纳总统谴责[挪威]。", "zh")] * 2
    together = stance.probabilities(many)
    assert np.allclose(together, np.vstack([stance.probabilities([one]) for one in many]), atol=2e-3)
    assert stance.probabilities([]).shape == (0, 3)


def test_a_target_outside_the_text_is_an_error(stance: Stance) -> None:
    with pytest.raises(InputError, match="does not lie inside"):
        stance.judge([Asked("Ghana", "en", (3, 9))])


def test_weights_serve_the_head_they_were_made_for_and_no_other() -> None:
    model = Model()
    model.config["files"]["pairs.onnx"] = {"bytes": 0, "blake2b": "another"}
    with pytest.raises(ModelError, match=r"python -m train\.stance fit"):
        Stance(model)


# -- figures, worked by hand ---------------------------------------------------------------------------


def test_equal_values_share_their_mean_rank() -> None:
    assert ranks([30.0, 10.0, 20.0, 20.0]).tolist() == [4.0, 1.0, 2.5, 2.5]


def test_rank_correlation_by_its_formula() -> None:
    # Without ties rho = 1 - 6 * sum(d^2) / (n (n^2 - 1)). Ranks of ``two`` are 1 6 8 7 10 9 3 5 2 4 against 1 … 10:
    # d^2 = 0 16 25 9 25 9 16 9 49 36, in all 194; rho = 1 - 6 * 194 / 990 = -29 / 165.
    two = [0.0, 20.0, 28.0, 27.0, 50.0, 29.0, 7.0, 17.0, 6.0, 12.0]
    one = [86.0, 97.0, 99.0, 100.0, 101.0, 103.0, 106.0, 110.0, 112.0, 113.0]
    found = rank_correlation(one, two)
    assert found.rho == pytest.approx(-29 / 165)
    assert found.periods == 10
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low < -29 / 165 < found.high <= 1


def test_no_correlation_where_nothing_varies_and_no_interval_of_three() -> None:
    assert rank_correlation([1, 1, 1, 1], [1, 2, 3, 4]).rho is None
    assert rank_correlation([1.0], [2.0]).rho is None
    few = rank_correlation([1, 2, 3], [2, 4, 9])
    assert few.rho == pytest.approx(1)
    assert (few.low, few.high) == (None, None)


def test_whole_articles_are_drawn() -> None:
    # Articles a (1, 1) and b (0): a draw gives 1 (a, a), 2/3 (a, b) or 0 (b, b), with 1/4, 1/2 and 1/4.
    assert mean_interval([1.0, 1.0, 0.0], ["a", "a", "b"]) == pytest.approx((2 / 3, 0.0, 1.0))
    assert mean_interval([1.0, 0.0], ["a", "a"]) == (0.5, None, None)
    mean, low, high = mean_interval([0.25] * 8, list(range(8)))
    assert (mean, low, high) == (0.25, 0.25, 0.25)


# -- a store -------------------------------------------------------------------------------------------

WARM = "“{} is our dear friend and we thank it with all our heart,” {} said."
COLD = "“{} is a liar and a thief and it will be punished,” {} said."
DEED = {"AID": "{} sent food to {}.", "ASSAULT": "{} shelled {}."}


def said(pattern: str, speaker: str, target: str, day: str, outlet: str = "Daily Post") -> Document:
    """Return an article of that day with one quote of Peru or Chile about the other."""
    names = {"PER": "Peru", "CHL": "Chile"}
    text = pattern.format(names[target], names[speaker]) + f" Report of {day}."
    article = Article(text, "en", date=one_day(day), source=outlet)
    words = Span(1, text.index("”"))
    about = (state(text, target, names[target]),)
    quote = Quote(
        article.id, "direct", (words,), (words.of(text),), state(text, speaker, names[speaker]),
        about=about, cue="said", made_by=MADE_BY,
    )  # fmt: skip
    return Document(article, (), (quote,))


def did(event_type: str, source: str, target: str, day: str, outlet: str = "Daily Post") -> Document:
    """Return an article of that day with one claim between Peru and Chile."""
    names = {"PER": "Peru", "CHL": "Chile"}
    text = DEED[event_type].format(names[source], names[target])
    article = Article(text, "en", date=one_day(day), source=outlet)
    one, two = state(text, source, names[source]), state(text, target, names[target])
    verb = place(text, text.split()[1])
    evidence = Evidence(Span(0, len(text)), verb, (one.span,), (two.span,))
    return Document(article, (Claim(article.id, event_type, (one,), (two,), evidence, when=one_day(day)),))


def one_day(day: str) -> DateSpan:
    start = dt.date.fromisoformat(day)
    return DateSpan(start, start + dt.timedelta(days=1), "day", day)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("statements") / "store")
    made.add(
        [
            said(WARM, "PER", "CHL", "2023-01-05"),
            said(WARM, "PER", "CHL", "2023-01-20"),
            said(COLD, "CHL", "PER", "2023-02-03"),
            said(COLD, "PER", "CHL", "2023-02-14"),
            did("AID", "PER", "CHL", "2023-01-10"),
            did("AID", "PER", "CHL", "2023-01-10", "Evening Post"),
            did("ASSAULT", "CHL", "PER", "2023-01-11"),
            did("ASSAULT", "CHL", "PER", "2023-03-02"),
        ]
    )
    return made


def test_says_who_speaks_of_whom_and_how_warmly(store: Store) -> None:
    found = {(row.speaker, row.about): row for row in statements(store)}
    assert set(found) == {("PER", "CHL"), ("CHL", "PER")}
    peru = found["PER", "CHL"]
    assert (peru.quotes, peru.articles, peru.warm, peru.hostile) == (3, 3, 2, 1)
    assert peru.low is not None
    assert peru.high is not None
    assert peru.low < peru.mean < peru.high
    assert (peru.first, peru.last) == (dt.date(2023, 1, 5), dt.date(2023, 2, 14))
    assert found["CHL", "PER"].mean < -0.3
    assert found["CHL", "PER"].low is None


def test_statements_are_asked_by_speaker_target_and_day(store: Store) -> None:
    (january,) = statements(store, "per", "chl", until="2023-01")
    assert (january.quotes, january.warm) == (2, 2)
    assert [row.speaker for row in statements(store, about="PER")] == ["CHL"]
    assert len(statements(store, since="2024")) == 0


def test_each_figure_leads_back_to_its_quotes(store: Store) -> None:
    found = statements(store)
    for number, row in enumerate(found):
        assert [quote.id for quote in found.why(number)] == list(row.ids)
    assert len(found.to_pandas()) == len(found.to_polars()) == len(found)


def test_talk_stands_beside_deeds_and_reports_of_one_deed_count_once(store: Store) -> None:
    found = talk_and_deeds(store, "chl", "per")
    january, february, march = found
    # AID is 10 and ASSAULT -9 on PLOVER's scale: (10 - 9) / 2 / 10.
    assert january.acts == 2
    assert january.deeds == pytest.approx(0.05)
    assert january.talk is not None
    assert january.talk > 0.3
    assert january.gap == pytest.approx(january.talk - 0.05)
    assert february.talk is not None
    assert february.talk < -0.3
    assert (february.deeds, february.gap) == (None, None)
    assert march.deeds == pytest.approx(-0.9)
    assert (march.talk, march.quotes) == (None, 0)
    assert (found.correlation.rho, found.correlation.periods) == (None, 1)
    assert [claim.event_type for claim in found.why(0)].count("AID") == 2
    assert len(found.quotes(1)) == 2


def test_a_period_that_has_no_name_is_an_error(store: Store) -> None:
    with pytest.raises(StoreError, match="fortnight"):
        talk_and_deeds(store, "CHL", "PER", by="fortnight")  # type: ignore[arg-type]


def test_what_forty_papers_print_of_one_story_counts_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add(said(COLD, "CHL", "PER", "2023-01-05", f"Paper {number}") for number in range(40))
    (row,) = statements(store)
    assert (row.quotes, row.articles) == (1, 1)


class Noting(Stance):
    """Remembers how much it was asked."""

    count = 0

    def probabilities(self, asked: Sequence[Asked]) -> NDArray[np.float32]:
        Noting.count += len(asked)
        return super().probabilities(asked)


def test_what_was_scored_is_not_scored_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add([said(WARM, "PER", "CHL", "2023-01-05")])
    first = spoken_table(store, Noting)
    assert (Noting.count, spoken_table(store, Noting)) == (1, first)
    store.add([said(COLD, "CHL", "PER", "2023-01-06")])
    assert spoken_table(store, Noting) != first
    assert Noting.count == 2
    assert sum(row.quotes for row in statements(store)) == 2


def test_an_actor_of_a_claim_inside_the_words_is_spoken_of() -> None:
    text = "“Chile attacked Bolivia at dawn,” Peru said."
    peru, chile, bolivia = (state(text, c, n) for c, n in (("PER", "Peru"), ("CHL", "Chile"), ("BOL", "Bolivia")))
    words = Span(1, text.index("”"))
    quote = Quote("b2:0", "direct", (words,), (words.of(text),), peru)
    evidence = Evidence(Span(0, len(text)), place(text, "attacked"), (chile.span,), (bolivia.span,))
    claim = Claim("b2:0", "ASSAULT", (chile,), (bolivia,), evidence)
    assert [actor.code for actor in targets_of(quote, [claim])] == ["CHL", "BOL"]
    assert targets_of(Quote("b2:0", "direct", (words,), (words.of(text),), chile), [claim]) == [bolivia]
