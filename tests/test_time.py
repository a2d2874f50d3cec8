"""Times of sentences: what the words say against a publication date, and no more than they say."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.coding.time import TimeHit, nearest, times
from dragoman.coding.timewords import TimeWords
from dragoman.errors import LexiconError
from dragoman.records import DateSpan, Span

EN = """
since = ["since"]
until = ["until", "till", "by"]
between = ["between", "from"]
in = ["in", "during"]
weekend = ["weekend"]
past = ["last", "past", "previous"]
this = ["this"]
future = ["next", "coming"]
ago = ["{n} {unit} ago"]
within = ["within {n} {unit}"]
lasting = ["for {n} {unit} now"]
then = ["{n} {unit} earlier", "{n} {unit} later"]
ahead = ["in {n} {unit}"]
ordinals = ["st", "nd", "rd", "th"]
[weekdays]
Monday = 1
Tuesday = 2
Wednesday = 3
Thursday = 4
Friday = 5
Saturday = 6
Sunday = 7
[months]
January = 1
February = 2
March = 3
Mar = 3
April = 4
May = 5
June = 6
July = 7
August = 8
September = 9
October = 10
November = 11
December = 12
[days]
"the day before yesterday" = -2
yesterday = -1
today = 0
tomorrow = 1
[units]
day = ["day", "days"]
week = ["week", "weeks"]
month = ["month", "months"]
quarter = ["quarter", "quarters"]
year = ["year", "years"]
decade = ["decade", "decades"]
[parts]
early = ["early", "beginning"]
middle = ["mid", "middle"]
late = ["late", "end"]
"second half" = ["second half of"]
[seasons]
spring = ["spring"]
summer = ["summer"]
autumn = ["autumn", "fall"]
winter = ["winter"]
[numbers]
a = 1
one = 1
two = 2
three = 3
first = 1
second = 2
"a few" = 0
several = 0
"""

NL = """
since = ["sinds", "vanaf", "van"]
until = ["tot", "tot en met"]
between = ["tussen"]
in = ["in"]
weekend = ["weekend"]
past = ["vorige", "vorig", "afgelopen"]
this = ["deze", "dit"]
future = ["volgende", "volgend", "komende"]
ago = ["{n} {unit} geleden", "sinds {n} {unit}"]
ahead = ["over {n} {unit}"]
ordinals = ["e", "ste", "de"]
weekdays = { maandag = 1, dinsdag = 2, woensdag = 3, donderdag = 4, vrijdag = 5, zaterdag = 6, zondag = 7 }
days = { gisteren = -1, eergisteren = -2, vandaag = 0, morgen = 1, overmorgen = 2 }
[months]
januari = 1
februari = 2
maart = 3
april = 4
mei = 5
juni = 6
juli = 7
augustus = 8
september = 9
oktober = 10
november = 11
december = 12
[units]
day = ["dag", "dagen"]
week = ["week", "weken"]
month = ["maand", "maanden"]
quarter = ["kwartaal", "kwartalen"]
year = ["jaar", "jaren"]
decade = ["decennium", "decennia"]
[parts]
early = ["begin"]
middle = ["midden", "half", "medio"]
late = ["eind", "einde"]
[seasons]
spring = ["lente", "voorjaar"]
summer = ["zomer"]
[numbers]
een = 1
twee = 2
drie = 3
eerste = 1
enkele = 0
"""
WORDS = {"en": TimeWords.parse(tomllib.loads(EN), "en"), "nl": TimeWords.parse(tomllib.loads(NL), "nl", of=["van"])}
D = dt.date
DAY = DateSpan(D(2023, 2, 22), D(2023, 2, 23), "day")  # a Wednesday
MONTH = DateSpan(D(2023, 2, 1), D(2023, 3, 1), "month")


def read(lang: str, text: str, published: DateSpan | None = DAY, future: bool = False) -> list[TimeHit]:
    return times(text, Span(0, len(text)), lang, published, future=future, words=WORDS[lang])


# language, text, the words found, and start/end as written (end excluded)
CASES = [
    # absolute dates
    ("en", "It began on 3 March 2022.", "3 March 2022", "2022-03-03/2022-03-04"),
    ("en", "It began on March 3, 2022, they say.", "March 3, 2022", "2022-03-03/2022-03-04"),
    ("en", "It began on March 3rd.", "March 3rd", "2022-03-03/2022-03-04"),
    ("en", "It began on the 3rd of March 2022.", "3rd of March 2022", "2022-03-03/2022-03-04"),
    ("en", "On Wednesday, February 8, he left.", "Wednesday, February 8", "2023-02-08/2023-02-09"),
    ("en", "It began on 2022-03-03.", "2022-03-03", "2022-03-03/2022-03-04"),
    ("en", "It began on 25/12/2022.", "25/12/2022", "2022-12-25/2022-12-26"),
    ("en", "It began in March 2022.", "March 2022", "2022-03-01/2022-04-01"),
    ("en", "It began in Mar. 2022.", "Mar. 2022", "2022-03-01/2022-04-01"),
    ("en", "It began in 2014.", "2014", "2014-01-01/2015-01-01"),
    ("en", "It was the 1990s.", "1990s", "1990-01-01/2000-01-01"),
    ("nl", "Het begon op 3 maart.", "3 maart", "2022-03-03/2022-03-04"),
    ("nl", "Het begon op woensdag 3 maart 2021.", "woensdag 3 maart 2021", "2021-03-03/2021-03-04"),
    ("nl", "Het begon op 03.03.2022.", "03.03.2022", "2022-03-03/2022-03-04"),
    ("nl", "Het begon op 3-4-2022.", "3-4-2022", "2022-04-03/2022-04-04"),
    ("nl", "Het begon in maart 2022.", "maart 2022", "2022-03-01/2022-04-01"),
    ("nl", "Op 1 februari kwam hij.", "1 februari", "2023-02-01/2023-02-02"),
    # weekdays
    ("nl", "Tijdens een ontmoeting op woensdag, zei hij.", "woensdag", "2023-02-22/2023-02-23"),
    ("nl", "Dinsdag citeerde de krant bronnen.", "Dinsdag", "2023-02-21/2023-02-22"),
    ("en", "He said on Thursday that it was over.", "Thursday", "2023-02-16/2023-02-17"),
    ("en", "He left last Wednesday.", "last Wednesday", "2023-02-15/2023-02-16"),
    ("en", "He leaves next Wednesday.", "next Wednesday", "2023-03-01/2023-03-02"),
    ("nl", "Komende vrijdag vertrekt hij.", "Komende vrijdag", "2023-02-24/2023-02-25"),
    ("nl", "Deze vrijdag vertrekt hij.", "Deze vrijdag", "2023-02-24/2023-02-25"),
    # relative to publication
    ("nl", "Gisteren sprak hij.", "Gisteren", "2023-02-21/2023-02-22"),
    ("en", "They met the day before yesterday.", "the day before yesterday", "2023-02-20/2023-02-21"),
    ("en", "They meet tomorrow.", "tomorrow", "2023-02-23/2023-02-24"),
    ("en", "They met last week.", "last week", "2023-02-13/2023-02-20"),
    ("nl", "Ze kwamen vorige maand.", "vorige maand", "2023-01-01/2023-02-01"),
    ("nl", "Ze kwamen vorig jaar.", "vorig jaar", "2022-01-01/2023-01-01"),
    ("en", "They come next year.", "next year", "2024-01-01/2025-01-01"),
    ("en", "They come this month.", "this month", "2023-02-01/2023-03-01"),
    ("en", "They left three days ago.", "three days ago", "2023-02-19/2023-02-20"),
    ("en", "They left 10 days ago.", "10 days ago", "2023-02-12/2023-02-13"),
    ("en", "They left a year ago.", "a year ago", "2022-01-01/2023-01-01"),
    ("en", "They left two months ago.", "two months ago", "2022-12-01/2023-01-01"),
    ("en", "They leave within two weeks.", "within two weeks", "2023-02-22/2023-03-09"),
    ("en", "They have talked for two weeks now.", "for two weeks now", "2023-02-06/"),
    ("nl", "Ze praten sinds twee weken.", "sinds twee weken", "2023-02-06/"),
    ("nl", "Men sprak van 6 tot en met 9 januari.", "van 6 tot en met 9 januari", "2023-01-06/2023-01-10"),
    ("nl", "Men sprak van 6 mei tot en met 9 mei.", "van 6 mei tot en met 9 mei", "2022-05-06/2022-05-10"),
    ("nl", "De deal van dinsdag is dood.", "dinsdag", "2023-02-21/2023-02-22"),
    ("en", "It was the last week of May 2022.", "May 2022", "2022-05-01/2022-06-01"),
    ("nl", "Ze komen over twee weken.", "over twee weken", "2023-03-06/2023-03-13"),
    ("en", "They meet in the coming months.", "coming months", "2023-02-22/"),
    ("nl", "De afgelopen jaren ging het goed.", "afgelopen jaren", "/2023-02-23"),
    ("en", "In the past three days it rained.", "past three days", "2023-02-19/2023-02-23"),
    ("en", "They met last weekend.", "last weekend", "2023-02-18/2023-02-20"),
    ("en", "They met last summer.", "last summer", "2022-06-01/2022-09-01"),
    # parts, seasons, quarters
    ("en", "It ended in early May 2022.", "early May 2022", "2022-05-01/2022-05-11"),
    ("en", "It ended at the end of March 2022.", "end of March 2022", "2022-03-21/2022-04-01"),
    ("en", "It ends in mid-2024.", "mid-2024", "2024-05-01/2024-09-01"),
    ("en", "It ended in late 2022.", "late 2022", "2022-09-01/2023-01-01"),
    ("en", "It ends early next year.", "early next year", "2024-01-01/2024-05-01"),
    ("en", "It ends at the end of the year.", "end of the year", "2023-09-01/2024-01-01"),
    ("nl", "Het eindigde eind januari.", "eind januari", "2023-01-21/2023-02-01"),
    ("nl", "Het was half december.", "half december", "2022-12-11/2022-12-21"),
    ("nl", "Het was de zomer van 2023.", "zomer van 2023", "2023-06-01/2023-09-01"),
    ("en", "It grew in the first quarter of 2023.", "first quarter of 2023", "2023-01-01/2023-04-01"),
    ("en", "It grew in Q2 2022.", "Q2 2022", "2022-04-01/2022-07-01"),
    ("en", "It ended in the second half of 2022.", "second half of 2022", "2022-07-01/2023-01-01"),
    ("nl", "De inval van 2022 was de eerste.", "2022", "2022-01-01/2023-01-01"),
    ("nl", "Vorige week dinsdag kwam hij.", "Vorige week dinsdag", "2023-02-14/2023-02-15"),
    ("en", "He comes on Tuesday of next week.", "Tuesday of next week", "2023-02-28/2023-03-01"),
    # windows
    ("en", "It rained from Monday to Friday.", "from Monday to Friday", "2023-02-13/2023-02-18"),
    ("en", "It rained between March and May 2022.", "between March and May 2022", "2022-03-01/2022-06-01"),
    ("en", "It rained from 20 to 22 March 2022.", "from 20 to 22 March 2022", "2022-03-20/2022-03-23"),
    ("en", "It rained 20-22 March 2022.", "20-22 March 2022", "2022-03-20/2022-03-23"),
    ("en", "It rained on March 20-22, 2022.", "March 20-22, 2022", "2022-03-20/2022-03-23"),
    ("nl", "Het regende tussen 2014 en 2016.", "tussen 2014 en 2016", "2014-01-01/2017-01-01"),
    ("nl", "Het regende van maandag tot dinsdag.", "van maandag tot dinsdag", "2023-02-20/2023-02-22"),
    ("en", "It rained between November and January.", "between November and January", "2022-11-01/2023-02-01"),
    ("en", "War has raged since 2014.", "since 2014", "2014-01-01/"),
    ("nl", "Er is oorlog sinds 24 februari 2022.", "sinds 24 februari 2022", "2022-02-24/"),
    ("en", "It lasts until June 2023.", "until June 2023", "/2023-07-01"),
]

AHEAD = [
    ("nl", "Hij zou in april of begin mei naar Rusland kunnen reizen.", "april of begin mei", "2023-04-01/2023-05-11"),
    ("en", "He may come in April or early May.", "April or early May", "2023-04-01/2023-05-11"),
    ("en", "He will come on Friday.", "Friday", "2023-02-24/2023-02-25"),
    ("en", "He will come in February.", "February", "2023-02-01/2023-03-01"),
    ("en", "He will come in January.", "January", "2024-01-01/2024-02-01"),
    ("en", "He will come on 3 March.", "3 March", "2023-03-03/2023-03-04"),
    ("en", "He will stay until June.", "until June", "/2023-07-01"),
    ("en", "He will stay from 20 to 22 March.", "from 20 to 22 March", "2023-03-20/2023-03-23"),
    ("en", "He will stay from November to March.", "from November to March", "2023-11-01/2024-04-01"),
    ("nl", "Hij komt op 29 februari.", "29 februari", "2024-02-29/2024-03-01"),
]


def dates(when: DateSpan) -> str:
    return f"{when.start or ''}/{when.end or ''}"


@pytest.mark.parametrize(("lang", "text", "words", "expected"), CASES)
def test_times_are_those_of_the_words(lang: str, text: str, words: str, expected: str) -> None:
    assert [(h.when.words, dates(h.when)) for h in read(lang, text)] == [(words, expected)]


@pytest.mark.parametrize(("lang", "text", "words", "expected"), AHEAD)
def test_what_is_expected_lies_ahead(lang: str, text: str, words: str, expected: str) -> None:
    assert [(h.when.words, dates(h.when)) for h in read(lang, text, future=True)] == [(words, expected)]


@pytest.mark.parametrize("text", [
    "It may march on, and 2000 soldiers may fall.", "Theresa May left.", "He stayed for three days.",
    "He met 30 of them.", "It cost $2,014 and 2014 euros.", "It was a three-day visit.",
    "It is 31 February, or 2023-13-45.", "On page 12 the second man sat.", "He fell in 2000 places in 1200 cases.", "",
])  # fmt: skip
def test_words_that_say_no_time_are_left_alone(text: str) -> None:
    assert read("en", text) == []


@pytest.mark.parametrize(("lang", "text", "words"), [
    ("nl", "Na de ineenstorting enkele decennia geleden werd het anders.", "enkele decennia geleden"),
    ("en", "It ended a few years ago.", "a few years ago"),
    ("en", "It ended two decades ago.", "two decades ago"),
    ("en", "It ended two days later.", "two days later"),
])  # fmt: skip
def test_vague_times_keep_their_words_and_no_date(lang: str, text: str, words: str) -> None:
    (hit,) = read(lang, text)
    assert (hit.when.words, hit.when.start, hit.when.end) == (words, None, None)


def test_a_weekday_in_an_article_dated_by_month_has_candidates() -> None:
    (hit,) = read("nl", "Tijdens een ontmoeting op woensdag", MONTH)
    assert hit.when.candidates == (D(2023, 2, 1), D(2023, 2, 8), D(2023, 2, 15), D(2023, 2, 22))
    assert (hit.when.start, hit.when.end, hit.when.precision) == (D(2023, 2, 1), D(2023, 2, 23), "day")
    assert str(hit.when) == "2023-02-01 or 2023-02-08 or 2023-02-15 or 2023-02-22"


def test_a_month_stays_a_month() -> None:
    (yesterday,) = read("en", "He left yesterday.", MONTH)
    assert (dates(yesterday.when), yesterday.when.precision) == ("2023-01-31/2023-02-28", "range")
    (last,) = read("en", "He left last month.", MONTH)
    assert (dates(last.when), last.when.precision) == ("2023-01-01/2023-02-01", "month")
    (week,) = read("en", "He left last week.", MONTH)
    assert week.when.precision == "range"


def test_a_date_that_may_be_read_two_ways_has_both() -> None:
    (hit,) = read("en", "It was signed on 3/4/2022.")
    assert hit.when.candidates == (D(2022, 3, 4), D(2022, 4, 3))


@pytest.mark.parametrize("text", ["On Wednesday.", "He came yesterday.", "He came in May.", "last week", "on 3 March"])
def test_without_a_publication_date_relative_times_keep_only_words(text: str) -> None:
    (hit,) = read("en", text, None)
    assert (hit.when.start, hit.when.end) == (None, None)
    assert hit.when.words == hit.span.of(text) != ""


def test_offsets_are_those_of_the_article() -> None:
    text = "Gisteren was het stil. Woensdag sprak hij. Morgen weer."
    hits = times(text, Span(23, 42), "nl", DAY, words=WORDS["nl"])
    assert [h.span.of(text) for h in hits] == ["Woensdag"]


def test_nearest_is_the_fewest_characters_away() -> None:
    hits = read("en", "On Monday he said that Xi would come in May and leave in June.")
    assert nearest(hits, 10).when.words == "Monday"  # type: ignore[union-attr]
    assert nearest(hits, 31).when.words == "May"  # type: ignore[union-attr]
    assert nearest([], 3) is None


def test_chinese_dates_are_read_from_units() -> None:
    words = TimeWords.parse({"units": {"year": ["年"], "month": ["月"], "day": ["日"]}, "days": {"昨天": -1}}, "zh")
    text = "习近平2023年3月20日抵达，3月22日离开，昨天回国。"
    hits = times(text, Span(0, len(text)), "zh", DAY, words=words)
    assert [(h.when.words, str(h.when)) for h in hits] == [
        ("2023年3月20日", "2023-03-20"), ("3月22日", "2022-03-22"), ("昨天", "2023-02-21"),
    ]  # fmt: skip


def test_a_language_without_words_still_has_its_digits() -> None:
    text = "Ilianza 2022-02-24."
    assert [str(h.when) for h in times(text, Span(0, len(text)), "sw", None)] == ["2022-02-24"]


@pytest.mark.parametrize("data", [{"months": {"mei": 13}}, {"weekdays": {"x": "y"}}, {"parts": {"soon": "sooner"}}])
def test_a_table_with_a_wrong_value_says_so(data: dict[str, object]) -> None:
    with pytest.raises(LexiconError, match=r"time\.toml \["):
        TimeWords.parse(data)


_PIECES = """0 1 3 20 22 31 1999 2022 - / . , : de of en the in last next vorige komende March May maart mei
woensdag Friday two twee week weeks jaren days ago geleden over early eind mid since tot until
between tussen quarter Q1 summer zomer weekend yesterday gisteren decades 年 月 日 é"""
PIECES = st.sampled_from([*_PIECES.split(), " "])


@given(
    st.lists(PIECES, max_size=14).map(" ".join) | st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60),
    st.sampled_from(["nl", "en"]), st.dates(), st.integers(1, 400), st.booleans(), st.booleans(),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_words_give_spans_in_order_and_days_in_order(
    text: str, lang: str, start: dt.date, days: int, future: bool, known: bool
) -> None:
    end = D.fromordinal(min(start.toordinal() + days, D.max.toordinal()))
    text = "Voor. " + text + " Na."
    span = Span(6, len(text) - 4)
    position = span.start
    published = DateSpan(start, end, "range") if known else None
    for hit in times(text, span, lang, published, future=future, words=WORDS[lang]):
        assert position <= hit.span.start < hit.span.end <= span.end
        assert hit.when.words == text[hit.span.start : hit.span.end]
        if hit.when.start is not None and hit.when.end is not None:
            assert hit.when.start < hit.when.end
            assert all(hit.when.start <= day < hit.when.end for day in hit.when.candidates)
        position = hit.span.end
