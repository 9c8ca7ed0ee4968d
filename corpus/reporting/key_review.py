"""A review by keys: one place after the other, each decided with one key, a kind with two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.model.decisions import Decision
from corpus.reporting.doubts import Doubt, decided

RIGHT, SKIP, BACK, UNDO, QUIT = ("\r", "\n", " ", "y"), ("n",), ("p",), ("u",), ("q", "\x1b", "\x04")
KIND_KEYS: Mapping[str, str] = {
    "t": "title",
    "s": "subtitle",
    "h": "heading",
    "p": "paragraph",
    "l": "list_item",
    "b": "byline",
    "c": "caption",
    "a": "label",
    "m": "meta",
    "r": "reference",
    "n": "note",
    "v": "verse",
    "g": "table",
    "o": "code",
    "f": "furniture",
}
"""The second key after ``k``: which kind it is."""
QUESTIONS = {
    "break": "A paragraph ends here.  [enter] right  [j]oin",
    "join": "These lines belong together.  [enter] right  [s]plit",
    "kind": "This is a {kind}.  [enter] right  [k]ind",
    "furniture": "This was removed as furniture.  [enter] right  [t] it is text",
    "word": "{name}: is this word right?  [enter] right  [c]orrect",
    "paragraph": "This is one {kind}.  [enter] right  [k]ind",
}
ANSWERS: Mapping[tuple[str, str], str] = {
    ("break", "j"): "join",
    ("join", "s"): "split",
    ("furniture", "t"): "keep",
    ("kind", "k"): "kind",
    ("paragraph", "k"): "kind",
    ("word", "c"): "correct",
}
"""For what is doubtful and a key: what is decided."""
MORE = "[n]ext  [p]revious  [u]ndo  [q]uit and save"


class KeyReview:
    """The state of a review: which place is shown, and what was decided."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        self.doubts, self.at, self.keys = doubts, 0, 0
        self._decided = dict[int, Decision]()

    def decisions(self) -> list[Decision]:
        """Return what was decided, in the order of the places."""
        return [self._decided[at] for at in sorted(self._decided)]

    def run(self, key: Callable[[], str], ask: Callable[[str], str], show: Callable[[Iterable[str]], None]) -> None:
        """Show places until all are decided or skipped, or the reviewer quits; ``ask`` reads a line."""
        while 0 <= self.at < len(self.doubts):
            show(self.screen())
            if not self.press(key(), key, ask):
                return

    def screen(self) -> list[str]:
        """Return what is shown of a place."""
        doubt, right = self.doubts[self.at], self.doubts[self.at].right
        sure = "" if doubt.sure is None else f", {doubt.sure:.0%} sure"
        words = {"break": [f"  {right.before}", f"  {right.after}"], "join": [f"  {right.before}⏎{right.after}"]}.get(
            doubt.what, [f"  {right.before}[{right.exact}]{right.after}"]
        )
        chosen = self._decided.get(self.at)
        said = [f"  decided: {' '.join((chosen.action, *chosen.becomes))}"] if chosen else []
        question = QUESTIONS[doubt.what].format(kind=doubt.kind, name=doubt.name)
        place = f"{self.at + 1} of {len(self.doubts)}  {right.paragraph or right.document}{sure}"
        return ["", place, *words, *said, f"  {question}  {MORE}"]

    def press(self, first: str, key: Callable[[], str], ask: Callable[[str], str]) -> bool:
        """Do what a key says; False: the reviewer quits."""
        self.keys += 1
        doubt = self.doubts[self.at]
        if first in QUIT:
            return False
        if first in RIGHT:
            self._decide(doubt.right)
        elif first in SKIP:
            self.at += 1
        elif first in BACK:
            self.at = max(0, self.at - 1)
        elif first in UNDO:
            self._decided.pop(self.at, None)
        elif action := ANSWERS.get((doubt.what, first)):
            self._answer(doubt, action, key, ask)
        return True

    def _decide(self, decision: Decision) -> None:
        self._decided[self.at] = decision
        self.at += 1

    def _answer(self, doubt: Doubt, action: str, key: Callable[[], str], ask: Callable[[str], str]) -> None:
        """Decide; a kind takes a second key, a word is typed."""
        becomes: tuple[str, ...] = ()
        if action == "kind":
            self.keys += 1
            becomes = tuple(filter(None, [KIND_KEYS.get(key())]))
        elif action == "correct":
            becomes = tuple(filter(None, [ask("  becomes").strip()]))
        if becomes or action not in ("kind", "correct"):
            self._decide(decided(doubt, action, *becomes))
