"""What an untested change of a clause is called."""

from __future__ import annotations

from dataclasses import dataclass

from kbctl.engine.replay.words import SIGNS, words
from kbctl.engine.review.change.given import yaml_value
from kbctl.ontology.vocab import Vocabulary
from kbctl.rules.model import Comparison, Count, Not, Pattern, Variable
from kbctl.rules.mutants import Edit, Mutant

_SAID = {
    "drop-clause": "without the clause",
    "flip-clause": "with the clause turned round",
    "drop-fact": "without a part of the clause",
    "drop-test": "without",
    "untie": "with a join untied in",
    "count": "with another bound of the count",
    "member": "with one member less in",
    "drop-action": "without an action",
    "drop-part": "without a part of an action",
    "confidence": "with another confidence",
}


def untested_words(mutant: Mutant, vocabulary: Vocabulary) -> str:
    """`rate ≥ 2 % in the place of rate > 2 % goes unnoticed`."""
    edit = mutant.edit
    say = _Saying(vocabulary)
    if edit.before is not None and edit.after is not None:
        frame = edit.pattern.frame if edit.pattern else ""
        new, old = say.test(edit.after, frame), say.test(edit.before, frame)
        return f"{new} in the place of {old} goes unnoticed"
    what = _SAID.get(edit.kind, edit.kind.replace("-", " "))
    about = say.about(edit)
    return f"{what}{f' {about}' if about else ''}: no test notices"


@dataclass(frozen=True, slots=True)
class _Saying:
    vocabulary: Vocabulary

    def about(self, edit: Edit) -> str:
        if edit.before is not None:
            return self.test(edit.before, edit.pattern.frame if edit.pattern else "")
        if isinstance(edit.clause, Pattern):
            return self.pattern(edit.clause)
        if isinstance(edit.clause, Not | Count):
            word = "not" if isinstance(edit.clause, Not) else "count"
            return f"{word} {self.pattern(edit.clause.patterns[0])}"
        return self.pattern(edit.pattern) if edit.pattern is not None else edit.part

    def pattern(self, pattern: Pattern) -> str:
        tests = ", ".join(self.test(test, pattern.frame) for test in pattern.tests)
        return f"{pattern.frame}{f' ({tests})' if tests else ''}"

    def test(self, test: Comparison, frame: str) -> str:
        name = test.slot.replace("_", " ")
        if test.op == "exists":
            return f"{name} {'known' if test.operand else 'unknown'}"
        if isinstance(test.operand, Variable):
            value = str(test.operand) + (f" × {test.times:g}" if test.times != 1 else "")
        elif isinstance(test.operand, tuple):
            value = yaml_value(test.operand)
        else:
            slot = self.vocabulary.slot(frame, test.slot) if frame else None
            value = words(test.operand, slot.unit if slot else None)
        return f"{name} {SIGNS.get(test.op, test.op)} {value}"
