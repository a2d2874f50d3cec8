"""The same text twice: what is one story and what is not."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.records import DateSpan, Document
from dragoman.store import Store
from dragoman.world.copies import CopyGroup, Text, containment, days_between, find_copies, shingles
from dragoman.world.embedding import embedder
from dragoman.world.stories import Report, Story, find_stories, named, stories, story_rows, story_table
from handmade import document

TALKS = """The foreign ministers of Egypt and Turkey met in Cairo on Sunday for their first formal talks in a decade.
After three hours behind closed doors they announced that both embassies would be led by ambassadors again before
the summer. Trade between the two countries had grown all through the years of silence, the Egyptian minister said,
and politics was only catching up with the market. His guest thanked the hosts for the help that Cairo sent after
the earthquake in February and promised that Turkish ships would carry grain to Egyptian ports at a lower price.
Neither of them took questions about Libya, where they back rival governments. A date for a meeting of the two
presidents has not been set, but officials on both sides expect one within weeks of the Turkish elections in May."""

MARKETS = """Turkish shares rose on Monday as investors welcomed the thaw between Ankara and Cairo, which the foreign
ministers of Egypt and Turkey had announced the day before. The index of the hundred largest companies closed three
per cent higher, led by shipping lines and by makers of cement, who hope for orders from the new Egyptian capital.
Analysts warned that the lira remains under pressure and that an election lies ahead. One bank in Istanbul advised
its clients to sell before the vote. In Cairo, where trading is thin during the fast, prices hardly moved at all.
The Egyptian pound has lost half of its value in a year, and importers wait for weeks until they can buy dollars."""

FOOTER = """You are reading this because somebody pays for it. Support independent reporting from the harbour to the
hills with a subscription that costs less than a cup of coffee a week, can be ended on any day without giving reasons,
and opens the whole archive back to the first issue that left our printing house in the old town."""

CHINESE = (
    "埃及和土耳其两国外交部长周日在开罗举行了十年来首次正式会谈。"
    "经过三个小时的闭门会晤，双方宣布将在夏季之前恢复互派大使。"
    "埃及部长表示，在关系冷淡的这些年里，两国贸易一直在增长，政治只是跟上了市场的脚步。"
    "土耳其客人感谢开罗在地震之后提供的援助。"
)

DUTCH = """De ministers van Buitenlandse Zaken van Egypte en Turkije hebben elkaar zondag in Caïro ontmoet voor hun
eerste formele gesprekken in tien jaar. Na drie uur achter gesloten deuren maakten ze bekend dat beide
ambassades nog voor de zomer weer door ambassadeurs geleid zullen worden. De handel tussen de twee landen
was in al die jaren van stilte gegroeid, zei de Egyptische minister, en de politiek haalde de markt nu
slechts in. Zijn gast bedankte de gastheren voor de hulp die Caïro na de aardbeving in februari had
gestuurd en beloofde dat Turkse schepen graan tegen een lagere prijs naar Egyptische havens zouden
brengen. Geen van beiden beantwoordde vragen over Libië, waar ze rivaliserende regeringen steunen. Een
datum voor een ontmoeting van de twee presidenten is nog niet vastgesteld."""


def day(number: int) -> DateSpan:
    start = dt.date(2023, 3, number)
    return DateSpan(start, start + dt.timedelta(days=1), "day")


def cut(text: str, share: float) -> str:
    words = text.split()
    return " ".join(words[: int(len(words) * share)])


def salad(seed: int, count: int = 120) -> str:
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(5000)}" for _ in range(count))


def joined(*texts: str, days: tuple[int, ...] = ()) -> set[frozenset[str]]:
    """Which of the texts, by place, are copies of each other."""
    dates = [day(n) for n in days] or [day(1)] * len(texts)
    groups = find_copies(Text(str(i), text, date) for i, (text, date) in enumerate(zip(texts, dates, strict=True)))
    return {frozenset(group.members) for group in groups}


@pytest.mark.parametrize("share", [0.9, 0.65, 0.4])
def test_a_cut_copy_is_found(share: float) -> None:
    assert joined(TALKS, cut(TALKS, share), MARKETS) == {frozenset("01")}


def test_a_cut_copy_is_found_where_words_are_written_without_spaces() -> None:
    assert joined(CHINESE, CHINESE[: len(CHINESE) // 2], MARKETS) == {frozenset("01")}


def test_two_stories_on_one_subject_are_two() -> None:
    assert joined(TALKS, MARKETS) == set()


def test_another_headline_a_footer_and_light_edits_make_no_other_story() -> None:
    edited = TALKS.replace("three hours", "3 hrs").replace("thanked the hosts", "thanked his hosts").replace(", ", " ")
    assert joined(TALKS, f"Thaw on the Nile\n\nCAIRO (Agency) – {edited}\n\n{FOOTER}") == {frozenset("01")}


def test_an_exact_copy_is_known_by_its_words_whatever_the_spacing() -> None:
    (group,) = find_copies([Text("a", TALKS, day(1)), Text("b", TALKS.upper().replace("\n", "\n\n"), day(2))])
    assert group == CopyGroup("a", (("a", "original"), ("b", "exact")))


def test_the_original_is_the_earliest_and_of_one_day_the_longest() -> None:
    later, short, long = (
        Text("a", TALKS, day(3)),
        Text("b", cut(TALKS, 0.7), day(2)),
        Text("c", TALKS + " End.", day(2)),
    )
    (group,) = find_copies([later, short, long])
    assert group.original == "c"


def test_a_footer_that_many_share_glues_nothing() -> None:
    assert joined(*(f"{salad(i, 60)} {FOOTER}" for i in range(40))) == set()


def test_a_round_up_does_not_glue_its_stories() -> None:
    assert joined(TALKS, MARKETS, f"{TALKS}\n\n{MARKETS}") == set()


def test_a_copy_of_a_round_up_is_one() -> None:
    both = f"{TALKS}\n\n{MARKETS}"
    assert joined(TALKS, MARKETS, both, f"The day at a glance\n{both}") == {frozenset("23")}


def test_very_short_texts_are_copies_only_word_for_word_on_one_day() -> None:
    assert joined("More soon.", "More soon.", "More soon.", days=(1, 1, 2)) == {frozenset("01")}
    assert joined("Oil rose to 80 dollars.", "Oil rose to 81 dollars.") == set()


def test_like_texts_of_other_weeks_are_not_copies() -> None:
    other = TALKS.replace("Sunday", "Monday")
    assert joined(TALKS, other, days=(1, 8)) == {frozenset("01")}
    assert joined(TALKS, other, days=(1, 20)) == set()


def test_a_text_without_a_date_may_be_a_copy_of_any() -> None:
    assert len(find_copies([Text("a", TALKS), Text("b", cut(TALKS, 0.6), day(1))])) == 1


def test_nothing_gives_nothing() -> None:
    assert find_copies([]) == []
    assert joined("", "...", "") == set()


def test_forty_papers_print_one_story() -> None:
    prints = [f"Paper {i} says\n\n{cut(TALKS, 1 - i / 100)}" for i in range(40)]
    assert joined(*prints, *(salad(i) for i in range(40))) == {frozenset(map(str, range(40)))}


POOL = [TALKS, cut(TALKS, 0.5), TALKS + FOOTER, MARKETS, cut(MARKETS, 0.7), f"{TALKS} {MARKETS}", salad(1), CHINESE]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(POOL))), st.lists(st.integers(1, 28), min_size=len(POOL), max_size=len(POOL)))
def test_order_does_not_matter(order: list[int], days: list[int]) -> None:
    texts = [Text(str(i), text, day(n)) for i, (text, n) in enumerate(zip(POOL, days, strict=True))]
    assert find_copies(texts[i] for i in order) == find_copies(texts)


def test_containment_is_the_share_of_the_smaller() -> None:
    one = np.arange(100, dtype=np.uint32)
    assert containment(one, one[:40]) == 1.0
    assert containment(one, np.arange(50, 250, dtype=np.uint32)) == 0.5
    assert containment(one, one[:29]) == 0.0  # too little to tell
    assert containment(shingles(TALKS), shingles(MARKETS)) < 0.1


def test_days_between_dates_of_any_precision() -> None:
    month = DateSpan(dt.date(2023, 3, 1), dt.date(2023, 4, 1), "month")
    assert days_between(day(1), day(1)) == 0
    assert days_between(day(1), day(4)) == days_between(day(4), day(1)) == 3
    assert days_between(day(9), month) == 0
    assert days_between(day(1), None) is None


# -- across languages --------------------------------------------------------------------------------


def test_vectors_have_length_one_and_depend_on_their_text_alone() -> None:
    texts = [(TALKS, "en"), (DUTCH, "nl"), ("", "en"), (CHINESE, "zh")]
    vectors = embedder()(texts)
    assert vectors.shape == (4, embedder().dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0, 1], abs=1e-5)
    assert embedder()(texts[1:2])[0] == pytest.approx(vectors[1], abs=1e-5)


def test_a_translation_is_nearer_than_another_story() -> None:
    talks, markets, dutch, chinese = embedder()([(TALKS, "en"), (MARKETS, "en"), (DUTCH, "nl"), (CHINESE, "zh")])
    assert talks @ dutch > markets @ dutch + 0.1
    assert talks @ chinese > markets @ chinese


def test_names_are_found_inflected_and_without_spaces() -> None:
    assert {"EGY", "TUR"} <= named(TALKS, "en") & named(CHINESE, "zh")
    assert "RUS" in named("Переговоры в России", "ru")
    assert named("Egypt", "xx") == frozenset()


def test_a_translation_joins_the_story_and_so_do_its_copies() -> None:
    reports = [
        Report("dutch", DUTCH, "nl", day(2)),
        Report("cut", cut(DUTCH, 0.7), "nl", day(3)),
        Report("english", TALKS, "en", day(1)),
        Report("markets", MARKETS, "en", day(2)),
    ]
    found = {row.article: row for row in find_stories(reports)}
    assert found["dutch"].story == found["cut"].story == found["english"].story != found["markets"].story
    assert {row.original for row in found.values()} == {"english", "markets"}
    assert {id: row.kind for id, row in found.items()} == {
        "english": "original",
        "dutch": "translation",
        "cut": "translation",
        "markets": "original",
    }
    assert find_stories(reversed(reports)) == find_stories(reports)


def test_a_translation_of_another_month_is_another_story() -> None:
    found = find_stories([Report("a", TALKS, "en", day(1)), Report("b", DUTCH, "nl", day(28))])
    assert len({row.story for row in found}) == 2


# -- the store ---------------------------------------------------------------------------------------


def _printed(text: str, when: DateSpan, url: str) -> Document:
    article = replace(document().article, text=text, date=when, url=url, title="", body=0, id="")
    return Document(article)


def test_the_same_text_at_another_address_and_hour_is_exact(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first, second = _printed(TALKS, day(1), "https://a.example/1"), _printed(TALKS, day(2), "https://b.example/x")
    store.add([first, second, _printed(MARKETS, day(2), "https://a.example/2")])
    rows = {row.article: row for row in story_rows(store)}
    story = rows[first.article.id].story
    assert rows[first.article.id] == Story(first.article.id, story, first.article.id, "original")
    assert rows[second.article.id] == Story(second.article.id, story, first.article.id, "exact")
    assert len(set(stories(store).values())) == 2


def test_stories_are_made_again_when_the_store_grows(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add([_printed(TALKS, day(1), "https://a.example/1")])
    path = story_table(store)
    assert story_table(store) == path
    store.add([_printed(cut(TALKS, 0.5), day(1), "https://b.example/1")])
    assert story_table(store) != path
    assert len(set(stories(store).values())) == 1


def test_an_article_alone_is_a_story(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add([document()])
    assert set(stories(store)) == {document().article.id}
