"""Particles written onto the last word of a phrase, read as the adpositions they are.

Where particles are not words of their own ("러시아와", with Russia), ``grammar.toml`` lists them, and the head of
each phrase gets the one that the phrase ends in as its ``attached`` marker. It also lists what else the words of
such a language hide: endings of verbs that are cues, nouns that only carry a mood, verbs that only mark a phrase,
and relations of the parse that stand for others.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from unicodedata import normalize

from dragoman.coding.patterns import matches
from dragoman.lexicon.language import Grammar, Language
from dragoman.reading.types import Reading, Sentence, Word

__all__ = ["with_particles"]

_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "ADV", "CCONJ", "X"}
_VERBAL = {"VERB", "AUX"}
_ADVERBIAL = {"ADV", "CCONJ"}
_INSIDE = {"flat", "conj", "appos", "goeswith", "fixed"}
#: What a noun that carries a mood may be in the parse; as a verb it governs an open clause there.
_OPEN = {"nsubj", "obl", "obj", "advmod", "dep", "nmod"}
_SAYS = {"say", "ask", "denial", "expected", "wish", "possible"}
_LONGEST = 4  # words that a phrase goes on behind its head


def with_particles(reading: Reading, lang: Language) -> Reading:
    """Return the reading with each phrase's particle at its head; the same reading where a language has none."""
    grammar = lang.grammar
    if not (grammar.particles or grammar.relations or grammar.quotative or grammar.object or grammar.verbal):
        return reading
    return replace(reading, sentences=tuple(_sentence(sentence, lang) for sentence in reading.sentences))


def _sentence(sentence: Sentence, lang: Language) -> Sentence:
    grammar = lang.grammar
    words = [_renamed(word, grammar) for word in sentence.words]
    words = [_bound(_part_of_speech(word, grammar), grammar) for word in words]
    sentence = _postpositions(replace(sentence, words=tuple(words)), grammar)
    for step in (_verbal, _of_one_name, _objects):
        sentence = step(sentence, grammar)
    sentence = replace(sentence, words=tuple(_reported(sentence, word, lang) for word in sentence.words))
    return replace(sentence, words=tuple(_marked(sentence, word, grammar) for word in sentence.words))


def _verbal(sentence: Sentence, grammar: Grammar) -> Sentence:
    """A noun or adjective that a verb such as "do" makes a verb, whatever the reader calls it."""
    made = {w.head for w in sentence.words if w.relation == "aux" and w.lemma in grammar.verbal}
    words = (replace(w, upos="VERB") if w.index in made and w.upos in ("NOUN", "ADJ") else w for w in sentence.words)
    return replace(sentence, words=tuple(words)) if made else sentence


def _of_one_name(sentence: Sentence, grammar: Grammar) -> Sentence:
    """Of two subjects side by side the first, where no particle marks it, stands with the second."""
    words = list(sentence.words)
    for first, second in pairwise(sentence.words):
        same = first.relation == second.relation == "nsubj" and first.head == second.head
        if grammar.particles and same and not _particle(first, grammar) and _particle(second, grammar):
            words[first.index] = replace(first, head=second.index, deprel="compound")
    return replace(sentence, words=tuple(words))


def _objects(sentence: Sentence, grammar: Grammar) -> Sentence:
    """What an object marker marks is the object of its verb, also where the parser hung it on the subject."""
    words = list(sentence.words)
    for marker in sentence.words:
        if marker.relation != "case" or marker.form not in grammar.object or marker.head < 0:
            continue
        phrase = sentence.words[marker.head]
        names = [d for d in sentence.dependents(phrase) if phrase.index < d.index < marker.index]
        if phrase.relation == "nsubj" and phrase.upos == "PROPN" and len(names) == 1 and names[0].upos == "PROPN":
            words[marker.index] = replace(marker, head=names[0].index)
            phrase = names[0]  # two names side by side: the first is the subject
        above: Word | None = phrase
        while above is not None and (above is phrase or above.upos not in _VERBAL):
            above = sentence.head_of(above)
        if phrase.relation != "obj" and phrase.upos in _NOMINAL and above is not None:
            words[phrase.index] = replace(words[phrase.index], head=above.index, deprel="obj")
    return replace(sentence, words=tuple(words))


def _reported(sentence: Sentence, clause: Word, lang: Language) -> Word:
    """A clause that a quotative word or ending closes, under a verb of saying, is what is said."""
    above = sentence.head_of(clause)
    if above is None or clause.upos not in _VERBAL or clause.relation not in ("advcl", "obl", "acl", "conj"):
        return clause
    helpers = [d for d in sentence.dependents(clause) if d.index > clause.index and d.relation == "aux"]
    quoting = {d.form for d in sentence.dependents(clause) if d.relation in ("case", "mark")}
    ends = any((helpers or [clause])[-1].form.endswith(e) for e in lang.grammar.quotative if len(e) > 1)
    if not ends and quoting.isdisjoint(lang.grammar.quotative):
        return clause
    said = any(cue.kind in _SAYS for cue, _ in matches(sentence, above, lang.cues, lang.times))
    return replace(clause, deprel="ccomp") if said else clause


def _renamed(word: Word, grammar: Grammar) -> Word:
    instead = grammar.relations.get(f"{word.upos} {word.relation}")
    return word if instead is None else replace(word, deprel=instead)


def _particle(word: Word, grammar: Grammar) -> str:
    """The longest particle that a noun ends in, or an empty string."""
    if word.upos not in _NOMINAL:
        return ""
    rest = word.form[len(word.lemma) :] if word.form.startswith(word.lemma) else ""
    found = [rest] if rest in grammar.particles else []  # what its lemma lacks, of however short a word
    found += [p for p in grammar.particles if word.form.endswith(p) and len(word.form) - len(p) > 1]
    return max(found, key=len, default="")


def _part_of_speech(word: Word, grammar: Grammar) -> Word:
    """What the reader calls an adverb for its particle is a noun; what ends as verbs do is a verb."""
    if word.upos not in (*_ADVERBIAL, "NOUN"):
        return word
    if any(len(ending) > 1 and word.form.endswith(ending) for ending in grammar.endings):
        return replace(word, upos="VERB")
    return replace(word, upos="NOUN") if word.upos in _ADVERBIAL and _particle(word, grammar) else word


def _bound(word: Word, grammar: Grammar) -> Word:
    """A noun that only carries the mood of the verb before it governs that verb as another verb would."""
    if word.form not in grammar.bound:
        return word
    return replace(word, upos="VERB", deprel="xcomp" if word.relation in _OPEN else word.deprel)


def _postpositions(sentence: Sentence, grammar: Grammar) -> Sentence:
    """A verb that only marks a phrase ("toward") becomes its adposition, and the phrase takes its place."""
    words = list(sentence.words)
    for word in sentence.words:
        if word.form not in grammar.postpositions or word.head < 0:
            continue
        phrase = next((d for d in sentence.dependents(word) if d.index < word.index and d.upos in _NOMINAL), None)
        if phrase is None:
            continue
        relation = "nmod" if words[word.head].upos in ("NOUN", "PROPN") else "obl"
        words[phrase.index] = replace(words[phrase.index], head=word.head, deprel=relation)
        words[word.index] = replace(words[word.index], head=phrase.index, deprel="case", upos="ADP")
    return replace(sentence, words=tuple(words))


def _marked(sentence: Sentence, word: Word, grammar: Grammar) -> Word:
    """A word with the particle of the phrase that it heads, or with the cue that its verb's ending is."""
    if word.upos in _VERBAL:
        cue = _ending(sentence, word, grammar)
        return replace(word, attached=(cue,)) if cue else word
    marker = _particle(_last(sentence, word), grammar) if word.upos in _NOMINAL else ""
    if not marker:
        return word
    oblique = word.relation in ("nsubj", "obj") and marker in grammar.oblique
    return replace(word, attached=(marker,), deprel="obl" if oblique else word.deprel)


def _ending(sentence: Sentence, verb: Word, grammar: Grammar) -> str:
    """The cue that a verb ends in, looked for in the letters of its last syllable too."""
    helpers = [d for d in sentence.dependents(verb) if d.relation == "aux" and d.index > verb.index]
    form = normalize("NFD", (helpers or [verb])[-1].form)
    known = [ending for ending in grammar.endings if form.endswith(normalize("NFD", ending))]
    return grammar.endings[max(known, key=len)] if known else ""


def _last(sentence: Sentence, word: Word) -> Word:
    """The last word of the phrase that a word heads: where its particle stands."""
    for _ in range(_LONGEST):
        behind = [
            d
            for d in sentence.dependents(word)
            if d.index > word.index and d.relation in _INSIDE and d.upos in _NOMINAL
        ]
        if not behind:
            break
        word = behind[-1]
    return word
