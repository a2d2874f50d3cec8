"""What was said and by whom: quotation spans, reporting clauses, speakers.

Speaker attribution follows the syntax first (the subject of the reporting verb that governs or
accompanies the words), then "according to", then the speaker of the same paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dragoman.coding.arguments import Arguments
from dragoman.coding.discourse import Discourse
from dragoman.coding.marks import quoted_spans
from dragoman.coding.status import StatusReader
from dragoman.lexicon.language import Language
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import Actor, Quote, QuoteKind, Span

__all__ = ["QuoteFinder"]


@dataclass(frozen=True)
class _Found:
    span: Span
    sentence: int
    kind: QuoteKind
    speaker: Actor | None
    cue: Word | None
    how: float
    attribution: tuple[str, ...] = ()
    about: tuple[Actor, ...] = ()


class QuoteFinder:
    """Finds the quotes of one article."""

    def __init__(self, reading: Reading, lang: Language, discourse: Discourse) -> None:
        self.reading, self.lang, self.discourse = reading, lang, discourse
        self._text = reading.article.text
        self._sentences = reading.sentences
        self.spans = quoted_spans(self._text, lang.grammar.marks)
        self._readers = [StatusReader(s, lang, Arguments(s, lang)) for s in self._sentences]

    def find(self) -> list[Quote]:
        """Return direct, partial and indirect quotes, in text order."""
        found: list[_Found] = []
        for span in self.spans:
            last = found[-1] if found else None
            quote = self._quoted(span, last)
            if quote is not None:
                found.append(quote)
        quotes = self._joined(found)
        return sorted([*quotes, *self._indirect()], key=lambda q: q.spans[0])

    # -- between marks -----------------------------------------------------------------------------

    def _quoted(self, span: Span, last: _Found | None) -> _Found | None:
        inside = [
            s for s, sentence in enumerate(self._sentences) if sentence.start < span.end and span.start < sentence.end
        ]
        if not inside or not any(c.isalnum() for c in span.of(self._text)):
            return None
        s = inside[-1]
        kind = self._kind(span)
        for s in (inside[-1], inside[0]):
            speaker, cue, how = self._by_syntax(s, span, last)
            if speaker is not None or cue is not None:
                return _Found(span, s, kind, speaker, cue, how)
        if kind == "direct":
            speaker = self._by_neighbour(inside, last)
            if speaker is not None:
                return _Found(span, inside[0], kind, speaker, None, 0.6)
        if kind == "partial" and not self._sayable(span):
            return None
        speaker = self._by_verb(inside[0], span) or self._same_paragraph(span, last)
        return _Found(span, inside[0], kind, speaker, None, 0.5)

    def _kind(self, span: Span) -> QuoteKind:
        words = [w for s in self._sentences for w in s.words if span.start <= w.start < span.end]
        finite = any(w.upos in ("VERB", "AUX") and w.feats.get("VerbForm", "Fin") == "Fin" for w in words)
        opens = bool(words) and (
            words[0].form[:1].isupper() or not words[0].form[:1].isalpha() or not _cased(words[0].form)
        )
        begins = any(s.start <= span.start <= s.start + 2 for s in self._sentences)
        before = self._text[: span.start - 1].rstrip()[-1:]
        whole = opens and (begins or before in (":", ",", ".", "\uff1a", "\uff0c", "\u3002"))
        return "direct" if finite and whole and len(words) > 2 else "partial"

    def _continued(self, head: Word, span: Span, last: _Found | None) -> Actor | None:
        """ "he said", in the paragraph of a quote: the one who spoke there."""
        pronoun = self.lang.grammar.pronoun(head.form.casefold()) in ("person", "plural") and head.upos == "PRON"
        if not pronoun or last is None or last.speaker is None or last.speaker.kind != "person":
            return None
        if not self._one_paragraph(last.span.end, span.start):
            return None
        how = last.speaker.resolved_by.removeprefix("coreference > ")
        return replace(
            last.speaker, words=head.form, span=Span(head.start, head.end), resolved_by=f"coreference > {how}"
        )

    def _by_syntax(self, s: int, span: Span, last: _Found | None) -> tuple[Actor | None, Word | None, float]:
        """The subject of the reporting verb of this sentence: what governs the words, else the nearest one."""
        sentence, reader = self._sentences[s], self._readers[s]
        outside = [
            w for w in reader.cues.speech() if not span.start <= w.start < span.end and not self._within_quotes(w)
        ]
        if not outside:
            return self._according(s, span)
        inner = [w for w in sentence.words if span.start <= w.start < span.end]
        governing = [c for c in outside if any(self._governs(sentence, c, w) for w in inner)]
        ranked = governing or sorted(outside, key=lambda w: min(abs(w.start - span.end), abs(span.start - w.end)))
        for cue in ranked:
            for head in reader.arguments.subject(cue):
                if span.start <= head.start < span.end:
                    continue
                actor = self._continued(head, span, last) or self.discourse.actor(s, head) or self._named_words(s, head)
                if actor is not None:
                    return actor, cue, 0.9 if governing else 0.75
        beside = self._name_beside(s, ranked[0], span)
        return beside, ranked[0], 0.6

    def _by_verb(self, s: int, span: Span) -> Actor | None:
        """For words quoted without a reporting verb: whose act they stand in ("thanked X for its “…” help")."""
        sentence = self._sentences[s]
        at = next((w for w in sentence.words if span.start <= w.start < span.end), None)
        for _ in range(6):
            if at is None:
                return None
            if at.upos == "VERB" and not span.start <= at.start < span.end:
                for head in self._readers[s].arguments.subject(at):
                    actor = self.discourse.actor(s, head)
                    if actor is not None:
                        return actor
            at = sentence.head_of(at)
        return None

    def _named_words(self, s: int, head: Word) -> Actor | None:
        """A speaker that names nobody known: a name, or a word for people and bodies; things do not speak."""
        mentioned = any(m.first <= head.index <= m.last for m in self._sentences[s].mentions)
        if not mentioned and self.discourse.resolver.phrase(s, head).role is None:
            return None
        return self.discourse.resolver.unresolved(s, head)

    def _name_beside(self, s: int, cue: Word, span: Span) -> Actor | None:
        """A person named right beside the cue word, where the grammar is broken: "… Putin added."."""
        sentence = self._sentences[s]
        near = [w for w in sentence.words if abs(w.index - cue.index) <= 3 and not span.start <= w.start < span.end]
        for word in sorted(near, key=lambda w: abs(w.index - cue.index)):
            actor = self.discourse.resolver.by_itself(s, word) if word.upos in ("PROPN", "NOUN") else None
            if actor is not None and actor.kind == "person":
                return self.discourse.actor(s, word)
        return self.discourse.last_person(s, cue.index)

    def _according(self, s: int, span: Span) -> tuple[Actor | None, Word | None, float]:
        sentence, reader = self._sentences[s], self._readers[s]
        for word in sentence.words:
            if span.start <= word.start < span.end:
                continue
            status = [d for d in sentence.dependents(word) if d.relation == "case"]
            for case in status:
                if reader.cues.has(case, "source"):
                    actor = self.discourse.actor(s, word) or self._named_words(s, word)
                    return actor, case, 0.85
        return None, None, 0.0

    def _governs(self, sentence: Sentence, cue: Word, word: Word) -> bool:
        at: Word | None = word
        for _ in range(15):
            if at is None:
                return False
            if at.index == cue.index:
                return True
            if cue.relation == "parataxis" and cue.head == at.index:
                return True
            at = sentence.head_of(at)
        return False

    def _within_quotes(self, word: Word) -> bool:
        return any(q.start <= word.start < q.end for q in self.spans)

    def _by_neighbour(self, inside: list[int], last: _Found | None) -> Actor | None:
        """A quote that is a sentence of its own: introduced before, or continued from the same paragraph."""
        s = inside[0]
        if (
            last is not None
            and last.speaker is not None
            and self._one_paragraph(last.span.end, self._sentences[s].start)
        ):
            return last.speaker
        for t, words in ((s - 1, -1), (inside[-1] + 1, 1)):
            if not 0 <= t < len(self._sentences):
                continue
            gap = (
                (self._sentences[t].end, self._sentences[s].start)
                if words < 0
                else (self._sentences[inside[-1]].end, self._sentences[t].start)
            )
            if not self._one_paragraph(*gap):
                continue
            for cue in self._readers[t].cues.speech():
                for head in self._readers[t].arguments.subject(cue):
                    actor = self.discourse.actor(t, head)
                    if actor is not None:
                        return actor
        return self.discourse.last_person(s, 0)

    def _same_paragraph(self, span: Span, last: _Found | None) -> Actor | None:
        if last is not None and self._one_paragraph(last.span.end, span.start):
            return last.speaker
        return None

    def _one_paragraph(self, start: int, end: int) -> bool:
        return re.search(r"\n\s*\n", self._text[start:end]) is None

    def _sayable(self, span: Span) -> bool:
        """Titles, names and nicknames stand between marks too, and are not quotes."""
        words = [w for s in self._sentences for w in s.words if span.start <= w.start < span.end and w.upos != "PUNCT"]
        return bool(words) and not all(w.upos in ("PROPN", "NUM", "DET", "ADP") or w.form[:1].isupper() for w in words)

    def _joined(self, found: list[_Found]) -> list[Quote]:
        """Quotes of one sentence and one speaker are one utterance of several spans."""
        groups: list[list[_Found]] = []
        for one in found:
            before = groups[-1][-1] if groups else None
            if (
                before is not None
                and before.speaker is not None
                and one.speaker is not None
                and self._continues(before, one)
            ):
                groups[-1].append(one)
            else:
                groups.append([one])
        return [self._quote(group) for group in groups]

    def _continues(self, before: _Found, one: _Found) -> bool:
        assert before.speaker is not None
        assert one.speaker is not None
        same = (before.speaker.code, before.speaker.person) == (one.speaker.code, one.speaker.person)
        if not same or before.kind != one.kind:
            return False
        return before.sentence == one.sentence or (
            one.kind == "direct" and self._adjacent(before.span.end, one.span.start)
        )

    def _adjacent(self, start: int, end: int) -> bool:
        """Two spans of one utterance: between them at most ", he added, "."""
        between = self._text[start:end]
        return "\n" not in between and len(between) < 60 and between.count(".") <= 1

    def _quote(self, group: list[_Found]) -> Quote:
        first = group[0]
        spans = tuple(f.span for f in group)
        cue = first.cue
        return Quote(
            self.reading.article.id,
            first.kind,
            spans,
            tuple(s.of(self._text) for s in spans),
            first.speaker,
            cue=cue.form if cue is not None else "",
            cue_span=Span(cue.start, cue.end) if cue is not None else None,
            attribution=first.attribution,
            about=first.about,
            confidence=min(f.how for f in group),
        )

    # -- without marks -----------------------------------------------------------------------------

    def _indirect(self) -> list[Quote]:
        found = []
        for s, sentence in enumerate(self._sentences):
            reader = self._readers[s]
            for cue in reader.cues.speech():
                if self._within_quotes(cue) or not sentence.prose:
                    continue
                clause = self._reported_clause(sentence, cue)
                if clause is None:
                    continue
                speaker = self._speaker(s, cue)
                if speaker is None:
                    continue
                words = [w for w in sentence.subtree(clause) if w.upos != "PUNCT" and w.index != cue.index]
                span = Span(words[0].start, words[-1].end)
                if any(q.start <= span.start and span.end <= q.end + 2 for q in self.spans):
                    continue
                found.append(
                    Quote(
                        self.reading.article.id,
                        "indirect",
                        (span,),
                        (span.of(self._text),),
                        speaker,
                        cue=cue.form,
                        cue_span=Span(cue.start, cue.end),
                        about=tuple(self._about(s, words, speaker)),
                        confidence=0.8,
                    )
                )
        return found

    def _reported_clause(self, sentence: Sentence, cue: Word) -> Word | None:
        wanted = ("ccomp", "acl", "xcomp", "parataxis") if cue.upos == "NOUN" else ("ccomp",)
        for below in sentence.dependents(cue):
            has_marks = any(
                below.start <= q.start < sentence.subtree(below)[-1].end
                for q in self.spans
                if q.of(self._text)[:1].isupper()
            )
            if (
                below.relation in wanted
                and (below.deprel != "acl:relcl" or any(d.relation == "mark" for d in sentence.dependents(below)))
                and below.index > cue.index
                and below.upos in ("VERB", "AUX", "ADJ", "NOUN")
                and not has_marks
            ):
                return below
        return None

    def _speaker(self, s: int, cue: Word) -> Actor | None:
        for head in self._readers[s].arguments.subject(cue):
            actor = self.discourse.actor(s, head) or self._named_words(s, head)
            if actor is not None:
                return actor
        return None

    def _about(self, s: int, words: list[Word], speaker: Actor) -> list[Actor]:
        inside = {w.index for w in words}
        found: dict[str, Actor] = {}
        for named in self.discourse.resolver.names[s]:
            if named.first in inside:
                actor = self.discourse.resolver.by_itself(s, self._sentences[s].words[named.last])
                if actor is not None and actor.code != speaker.code:
                    found.setdefault(actor.code, replace(actor))
        return list(found.values())


def _cased(form: str) -> bool:
    return form.upper() != form.lower()
