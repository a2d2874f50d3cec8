"""Bytes become exactly their text, or a clear error: never other letters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dragoman.intake.decode import DecodeError, decode

PAGES = [
    ("cp1252", "Het “cruciale” overleg met België over de coördinatie van de hulp gaat door, zei hij."),
    ("cp1252", "coördinatie"),
    ("cp1252", "Hij zei: “ja”."),
    ("cp1252", "The minister said: “no” – it’s fine, at £5 million."),
    ("cp1252", "Le président a rencontré le ministre à Paris, où l’État a décidé…"),
    ("cp1252", "Der Präsident hat den Außenminister in München empfangen."),
    ("cp1252", "El señor ministro dijo que mañana irá a España: ¿vendrá también?"),
    ("cp1252", "A reunião não será realizada amanhã, disse o ministro das Relações Exteriores."),
    ("cp1252", "Rysslands utrikesminister på besök i Östersund på lördag."),
    ("cp1250", "Prezydent powiedział, że spotkanie z ministrem odbędzie się w środę w Warszawie."),
    ("cp1250", "Żołnierze weszli do miasta"),
    ("cp1250", "Łódź"),
    ("cp1250", "Prezident řekl, že schůzka s ministrem se uskuteční ve středu v Praze."),
    ("cp1251", "Президент России встретился в среду с министром."),
    ("cp1251", "Москва"),
    ("cp1251", "МОСКВА, 21 фев (ТАСС)"),
    ("cp1251", "Президент України зустрівся з міністром у Києві."),
    ("cp1253", "Ο πρόεδρος της Ρωσίας συναντήθηκε με τον υπουργό."),
    ("cp1254", "Cumhurbaşkanı Erdoğan, çarşamba günü Ankara'da görüştü."),
    ("cp1254", "İstanbul'da görüşme"),
    ("cp1254", "ağır"),
    ("cp1255", "הנשיא נפגש עם השר"),
    ("cp1256", "التقى الرئيس الروسي وزير الخارجية الصيني في موسكو يوم الأربعاء"),
    ("cp1256", "موسكو"),
    ("cp1256", "قال الرئيس: «نعم»"),
    ("cp936", "普京总统在莫斯科会见了王毅，双方讨论了两国关系。"),
    ("cp950", "普丁總統在莫斯科會見了王毅，雙方討論了兩國關係。"),
    ("cp932", "プーチン大統領は水曜日にモスクワで王毅氏と会談した。"),
    ("cp949", "푸틴 대통령은 모스크바에서 왕이를 만났다."),
]
WIDE = [
    "De president",
    "Президент России встретился",
    "普京总统在莫斯科会见了王毅，\n双方讨论了。",
    "التقى الرئيس الروسي",
    "푸틴 대통령은 모스크바에서 왕이를 만났다.",
    "रूस के राष्ट्रपति ने कहा",
]


@pytest.mark.parametrize(("page", "text"), PAGES)
def test_windows_code_pages_are_told_apart(page: str, text: str) -> None:
    assert decode(text.encode(page))[0] == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", WIDE)
def test_utf16_is_known_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("koi8-r", "Президент России встретился в среду с министром."),
        ("cp866", "Президент России встретился в среду с министром."),
        ("mac-roman", "Präsident Müller für"),
        ("iso8859-2", "Prezydent powiedział, że spotkanie się odbędzie w środę"),
        ("cp874", "ประธานาธิบดีรัสเซีย"),
    ],
)
def test_what_is_in_no_windows_code_page_is_refused(page: str, text: str) -> None:
    with pytest.raises(DecodeError, match="not UTF-8"):
        decode(text.encode(page))


def test_too_little_to_tell_is_refused_and_the_language_helps() -> None:
    data = "señor".encode("cp1252")
    with pytest.raises(DecodeError, match="cp1252"):
        decode(data)
    assert decode(data, "es") == ("señor", "cp1252")


@pytest.mark.parametrize(("page", "text"), [("cp1250", "święto "), ("cp936", "普京总统在莫斯科会见了王毅，")])
def test_a_long_line_is_judged_by_a_part(page: str, text: str) -> None:
    text = "x " * 50_000 + text * 10_000
    assert decode(text.encode(page)) == (text, page)


def test_damaged_utf8_is_not_taken_for_a_code_page() -> None:
    data = "één\ntwee “drie”\nvi".encode() + b"\xff" + "er é".encode()
    with pytest.raises(DecodeError, match="damaged UTF-8") as caught:
        decode(data)
    assert (caught.value.line, caught.value.offset) == (3, data.index(b"\xff"))


@pytest.mark.parametrize("data", [b"\x7fELF\x01\x00\x00", b"PK\x03\x04\x14\x00\x06", bytes(range(256)), b"ab\x00c"])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(data)


def test_a_cut_utf16_file_is_refused_where_it_is_cut() -> None:
    with pytest.raises(DecodeError, match="UTF-16") as caught:
        decode(codecs.BOM_UTF16_LE + "een\nja".encode("utf-16-le") + b"x")
    assert (caught.value.offset, caught.value.line) == (14, 2)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_text_comes_back_from_unicode_with_a_mark(text: str) -> None:
    assert decode(text.encode("utf-8-sig"))[0] == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))[0] == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))[0] == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_comes_back_from_utf8_with_its_newlines(text: str, newline: str) -> None:
    text = f"a{newline}{text}{newline}"
    assert decode(text.encode()) == (text, "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_exactly_their_text_or_an_error(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DecodeError as error:
        failed: DecodeError | None = error
    else:
        failed = None
    if failed is not None:
        assert 0 <= failed.offset < len(data)
        assert failed.line == data.count(b"\n", 0, failed.offset) + 1
    else:
        assume(encoding not in ("cp932", "cp936", "cp949", "cp950"))  # some signs have two codes there
        assert data.endswith(text.encode(encoding))
