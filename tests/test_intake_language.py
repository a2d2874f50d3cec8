"""The language is told where the text tells it, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.intake.language import identify, language_code

SENTENCES = {
    "ar": "التقى الرئيس الروسي وزير الخارجية الصيني في موسكو يوم الأربعاء.",
    "de": "Der russische Präsident hat am Mittwoch den chinesischen Außenminister empfangen.",
    "en": "The Russian president received the Chinese foreign minister in Moscow on Wednesday.",
    "es": "El presidente ruso recibió el miércoles en Moscú al ministro de Exteriores chino.",
    "fa": "رئیس جمهور روسیه روز چهارشنبه در مسکو با وزیر خارجه چین دیدار کرد.",
    "fr": "Le président russe a reçu mercredi à Moscou le ministre chinois des Affaires étrangères.",
    "hi": "रूस के राष्ट्रपति ने बुधवार को मास्को में चीन के विदेश मंत्री से मुलाकात की।",
    "id": "Presiden Rusia bertemu dengan menteri luar negeri Tiongkok di Moskow pada hari Rabu.",
    "it": "Il presidente russo ha ricevuto mercoledì a Mosca il ministro degli Esteri cinese.",
    "ja": "ロシアの大統領は水曜日、モスクワで中国の外相と会談した。",
    "ko": "러시아 대통령은 수요일 모스크바에서 중국 외교부장을 만났다.",
    "nl": "De Russische president ontving woensdag in Moskou de Chinese minister van Buitenlandse Zaken.",
    "pl": "Prezydent Rosji przyjął w środę w Moskwie chińskiego ministra spraw zagranicznych.",
    "pt": "O presidente russo recebeu na quarta-feira em Moscou o ministro das Relações Exteriores da China.",
    "ru": "Президент России принял в среду в Москве министра иностранных дел Китая.",
    "sv": "Rysslands president tog på onsdagen emot Kinas utrikesminister i Moskva.",
    "tr": "Rusya Devlet Başkanı çarşamba günü Moskova'da Çin Dışişleri Bakanı ile görüştü.",
    "uk": "Президент Росії прийняв у середу в Москві міністра закордонних справ Китаю.",
    "zh": "俄罗斯总统周三在莫斯科会见了中国外交部长。",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_a_sentence_is_enough(lang: str) -> None:
    found, trust = identify(SENTENCES[lang])
    assert found == lang
    assert trust >= 0.6


@pytest.mark.parametrize("words", ["", "1234 — 5", "Poetin", "OK", "BEIJING"])
def test_a_word_is_not_enough(words: str) -> None:
    assert identify(words)[1] < 0.6


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("Ο πρόεδρος της Ρωσίας συναντήθηκε με τον υπουργό Εξωτερικών της Κίνας", "el"),
        ("A magyar miniszterelnök kedden Moszkvába utazott, hogy tárgyaljon az orosz elnökkel", "hu"),
    ],
)
def test_a_language_that_is_not_read_is_not_taken_for_one_that_is(words: str, lang: str) -> None:
    assert identify(words)[0] == lang


def test_codes() -> None:
    given_codes = ["nl", "NL", "nld", "dut", "pt-BR", "en_US", "zh-Hans-CN", "Dutch", "xx", "und", ""]
    assert [language_code(c) for c in given_codes] == ["nl", "nl", "nl", "nl", "pt", "en", "zh", None, None, None, None]


@given(st.text())
def test_any_text_has_a_language_and_a_trust(text: str) -> None:
    lang, trust = identify(text)
    assert lang
    assert 0.0 <= trust <= 1.0
