"""What was said and by whom: what stands between quotation marks, and indirect speech, in text order.

Who speaks is found in :mod:`dragoman.coding.speakers`, the extent of indirect speech in
:mod:`dragoman.coding.reported`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.coding.arguments import Arguments
from dragoman.coding.discourse import Discourse
from dragoman.coding.marks import quoted_spans
from dragoman.coding.reported import ReportedClauses
from dragoman.coding.speakers import Said, Speakers
from dragoman.coding.status import StatusReader
from dragoman.lexicon.language import Language
from dragoman.reading.types import Reading, Sentence, Word
from dragoman.records import Actor, Quote, QuoteKind, Span

__all__ = ["QuoteFinder"]

_MOSTLY = 0.6  # of indirect speech that stands between marks: the words are quoted then, not reported
_BREAK = 60  # characters between two parts of one utterance, at most


@dataclass(frozen=True)
class _Found:
    span: Span
    sentence: int
    kind: QuoteKind
    speaker: Actor | None
    cue: Word | None
    how: float

    @property
    def said(self) -> Said:
        return Said(self.speaker, self.cue, self.how, self.sentence, self.span.end)


class QuoteFinder:
    """Finds the quotes of one article."""

    def __init__(self, reading: Reading, lang: Language, discourse: Discourse) -> None:
        self.reading, self.lang, self.discourse = reading, lang, discourse
        self._text = reading.article.text
        self._sentences = reading.sentences
        self.spans = quoted_spans(self._text, lang.grammar.marks)
        self._readers = [StatusReader(s, lang, Arguments(s, lang)) for s in self._sentences]
        self._speakers = Speakers(reading, lang, discourse, self._readers, self.spans)

    def find(self) -> list[Quote]:
        """Return direct, partial and indirect quotes, in text order."""
        marked: list[_Found] = []
        reported: list[Quote] = []
        last: Said | None = None
        left = list(self.spans)
        for s, sentence in enumerate(self._sentences):
            while left and left[0].start < sentence.end:
                quote = self._quoted(left.pop(0), last)
                if quote is not None:
                    marked.append(quote)
                    last = quote.said if quote.speaker is not None else last
            for told in self._indirect(s, sentence, last):
                reported.append(told)
                if last is None or last.end < told.spans[-1].end:
                    last = Said(told.speaker, None, told.confidence, s, told.spans[-1].end)
        return sorted([*self._joined(self._chained(marked)), *reported], key=lambda q: q.spans[0])

    # -- between marks -----------------------------------------------------------------------------

    def _quoted(self, span: Span, last: Said | None) -> _Found | None:
        inside = self._inside(span)
        if not inside or not any(c.isalnum() for c in span.of(self._text)):
            return None
        kind = self._kind(span)
        for s in dict.fromkeys((inside[-1], inside[0])):
            speaker, cue, how = self._speakers.by_syntax(s, span, last)
            if speaker is not None:
                return _Found(span, inside[-1], kind, speaker, cue, how)
        if kind == "direct":
            speaker = self._speakers.by_any_verb(inside[-1], span, whole=True)
            speaker = speaker or self._speakers.by_neighbour(inside[0], inside[-1], span, last)
            return _Found(span, inside[-1], kind, speaker, None, 0.6 if speaker is not None else 0.5)
        if not self._sayable(span):
            return None
        speaker = self._speakers.nearby(inside[0], span, last)
        speaker = speaker or self._speakers.by_any_verb(inside[0], span, whole=False)
        return _Found(span, inside[-1], kind, speaker, None, 0.4)

    def _inside(self, span: Span) -> list[int]:
        """The sentences that a span stands in, and one that goes on right behind its closing mark."""
        found = [i for i, s in enumerate(self._sentences) if s.start < span.end and span.start < s.end]
        after = found[-1] + 1 if found else len(self._sentences)
        if after < len(self._sentences) and self._goes_on(span, self._sentences[after]):
            found.append(after)
        return found

    def _goes_on(self, span: Span, sentence: Sentence) -> bool:
        """Whether a sentence is but the rest of the one that a quotation ended: it starts small, or with its mark."""
        between = self._text[span.end : sentence.start].strip()
        closers = {c for _, c in self.lang.grammar.marks}
        words = [w for w in sentence.words if w.upos != "PUNCT"]
        if any(c.isalnum() for c in between) or not words or "\n\n" in self._text[span.end : sentence.start]:
            return False
        first = words[0].form
        glued = self._text[sentence.start : words[0].start].strip()
        if (between or glued) not in closers:
            return False
        return first[:1].islower() or (not _cased(first) and self._begins(span))

    def _kind(self, span: Span) -> QuoteKind:
        words = [w for s in self._sentences for w in s.words if span.start <= w.start < span.end]
        finite = any(w.upos in ("VERB", "AUX") and w.feats.get("VerbForm", "Fin") == "Fin" for w in words)
        opens = bool(words) and (
            words[0].form[:1].isupper() or not words[0].form[:1].isalpha() or not _cased(words[0].form)
        )
        begins = self._begins(span)
        before = self._text[: span.start - 1].rstrip()[-1:]
        whole = opens and (begins or before in (":", ",", ".", "\uff1a", "\uff0c", "\u3002"))
        ends = span.of(self._text)[-1:] in (",", ".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")
        if self.lang.grammar.quotative:  # a clause to its end: its verb stands last
            whole = opens and bool(words) and words[-1].upos in ("VERB", "AUX", "ADJ", "PUNCT")
        return "direct" if whole and len(words) > 2 and (finite or (ends and len(words) > 4)) else "partial"

    def _begins(self, span: Span) -> bool:
        return any(s.start <= span.start <= s.start + 2 for s in self._sentences)

    def _sayable(self, span: Span) -> bool:
        """Titles, names and nicknames stand between marks too, and are not quotes."""
        words = [w for s in self._sentences for w in s.words if span.start <= w.start < span.end and w.upos != "PUNCT"]
        small = ("PROPN", "NUM", "DET", "ADP", "CCONJ")
        return bool(words) and not all(w.upos in small or w.form[:1].isupper() for w in words)

    def _chained(self, found: list[_Found]) -> list[_Found]:
        """Quotations with nothing between them have one speaker: paragraph after paragraph, named at the end."""
        for i in range(len(found) - 1, 0, -1):
            one, after = found[i - 1], found[i]
            apart = any(c.isalnum() for c in self._text[one.span.end : after.span.start])
            if not apart and after.cue is not None and one.cue is None:
                found[i - 1] = replace(one, speaker=after.speaker, how=0.6)
        return found

    def _joined(self, found: list[_Found]) -> list[Quote]:
        """Quotes of one sentence and one speaker are one utterance of several spans."""
        groups: list[list[_Found]] = []
        for one in found:
            before = groups[-1][-1] if groups else None
            if before is not None and self._continues(before, one):
                groups[-1].append(one)
            else:
                groups.append([one])
        return [self._quote(group) for group in groups]

    def _continues(self, before: _Found, one: _Found) -> bool:
        if before.speaker is None or one.speaker is None or before.kind != one.kind:
            return False
        if (before.speaker.code, before.speaker.person) != (one.speaker.code, one.speaker.person):
            return False
        between = self._text[before.span.end : one.span.start]
        if one.kind == "direct":
            return "\n" not in between and len(between) < _BREAK and between.count(".") <= 1
        return before.sentence == one.sentence

    def _quote(self, group: list[_Found]) -> Quote:
        first = group[0]
        spans = tuple(f.span for f in group)
        cue = next((f.cue for f in group if f.cue is not None), None)
        return Quote(
            self.reading.article.id,
            first.kind,
            spans,
            tuple(s.of(self._text) for s in spans),
            first.speaker,
            cue=cue.form if cue is not None else "",
            cue_span=Span(cue.start, cue.end) if cue is not None else None,
            about=self._about(spans, first.speaker),
            confidence=min(f.how for f in group),
        )

    # -- without marks -----------------------------------------------------------------------------

    def _indirect(self, s: int, sentence: Sentence, last: Said | None) -> list[Quote]:
        found: list[Quote] = []
        reader = self._readers[s]
        clauses = ReportedClauses(sentence, reader.cues)
        for cue in reader.cues.speech() if sentence.prose else ():
            if self._speakers.in_marks(cue):
                continue
            runs = clauses.of(cue)
            spans = tuple(Span(run[0].start, run[-1].end) for run in runs)
            if not spans or self._mostly_marked(spans):
                continue
            after = spans[0].start > cue.start  # "figures show that …" is nobody's word
            speaker = self._speakers.of_cue(s, cue, last, strict=after)
            if speaker is None or any(_same(q.speaker, speaker) and _inside_of(cue, q) for q in found):
                continue
            found.append(
                Quote(
                    self.reading.article.id,
                    "indirect",
                    spans,
                    tuple(span.of(self._text) for span in spans),
                    speaker,
                    cue=cue.form,
                    cue_span=Span(cue.start, cue.end),
                    about=self._about(spans, speaker),
                    confidence=0.8,
                )
            )
        return found

    def _mostly_marked(self, spans: tuple[Span, ...]) -> bool:
        shared = sum(max(0, min(a.end, q.end) - max(a.start, q.start)) for a in spans for q in self.spans)
        return shared >= _MOSTLY * sum(a.end - a.start for a in spans)

    def _about(self, spans: Sequence[Span], speaker: Actor | None) -> tuple[Actor, ...]:
        """The actors named in the words quoted, other than who speaks."""
        found: dict[str, Actor] = {}
        for s, sentence in enumerate(self._sentences):
            if sentence.end <= spans[0].start or spans[-1].end <= sentence.start:
                continue
            for named in self.discourse.resolver.names[s]:
                first = sentence.words[named.first]
                if not any(span.start <= first.start < span.end for span in spans):
                    continue
                actor = self.discourse.resolver.by_itself(s, sentence.words[named.last])
                if actor is not None and (speaker is None or actor.code != speaker.code):
                    found.setdefault(actor.code, actor)
        return tuple(found.values())


def _same(one: Actor | None, other: Actor) -> bool:
    return one is not None and (one.code, one.person) == (other.code, other.person)


def _inside_of(word: Word, quote: Quote) -> bool:
    return any(span.start <= word.start < span.end for span in quote.spans)


def _cased(form: str) -> bool:
    return form.upper() != form.lower()
