"""Every code that reading, checking and testing rules can give, in one list.

Who adds a check adds its line here, its page under rules/lint/pages and its row in docs/rule-language.md;
a test fails where one of the three is missing, or where the example of the page does not give the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kbctl.rules.finding import Level


@dataclass(frozen=True, slots=True)
class Code:
    """`level` is the usual one. `fixable`: `rules lint --fix` can mend it, at least in its plain forms."""

    name: str
    group: str
    meaning: str
    level: Level = "error"
    fixable: bool = False


def _group(group: str, lines: str) -> tuple[Code, ...]:
    """A code for each line `name: meaning`; `!` after the name makes it a warning, `*` says it is fixable."""
    found = []
    for line in lines.strip().splitlines():
        head, _, meaning = line.partition(": ")
        name = head.rstrip("!*")
        found.append(Code(name, group, meaning, "warning" if "!" in head else "error", "*" in head))
    return tuple(found)


READING = _group(
    "Reading a file",
    """
not-found: there is no such file or folder
not-a-file: a folder stands where a file is needed
no-permission: the file or folder may not be read
unreadable: the file cannot be read
too-large: the file is larger than any rule that people write
not-text: the file is not UTF-8 text
yaml: the file is not valid YAML
empty: the file is empty
many-documents: a second YAML document starts
duplicate-key: a key stands twice
key: a key is not text
anchor: an anchor
alias: an alias
tag: a tag
too-deep: nested too deep
wrong-type*: text, number, list or mapping where another is needed
unknown-key*: a key that has no meaning here
missing-key: a key that is needed is missing
bad-id*: an id that is not of small letters, digits and hyphens
unknown-kind*: a kind that is not one of the four
unknown-status*: a status that is not one of the four
unknown-owner*: an owner that is no role of the ontology
unknown-role*: a role that the ontology does not know
""",
)
PARTS = _group(
    "Clauses and actions",
    """
unknown-frame*: a frame that the ontology does not declare
unknown-slot*: a slot that the frame does not have
unknown-term*: a term that the ontology does not know
unknown-action*: an action that the language does not know
wrong-value*: a value that the slot cannot have
operator*: an operator that cannot stand on the slot
literal-id: an id instead of a variable
bad-variable: something that is no variable where one is needed
variable-here: a variable where a value is needed
times: scaling without a variable bound, or by nothing sensible
nested: 'not' or 'count' in one of them
one-slot: a conclusion that fills more or less than one slot
""",
)
VARIABLES = _group(
    "Variables",
    """
unbound-variable: nothing outside 'not' and 'count' binds a variable that is used
unsafe-negation: a comparison in 'not' or 'count' with a variable that nothing binds
variable-type: a variable that would have to be two different things
type: two values that can never be compared
unit: two quantities of units that do not convert
unused-variable!*: a variable that is used once
""",
)
CONTENT = _group(
    "Content",
    """
frame-of-kind: a frame that the kind of the rule may not read
action-of-kind: an action that the kind of the rule may not do
mixed-actions: asking or escalating together with adjusting or vetoing, or both for one thing
missing-for: a remedy that is planned without saying for which challenge
not-derived: a conclusion about a slot that is given
derived-slot: a question about a slot that rules conclude
no-question!: a question about a slot that has none in the ontology
confidence: a confidence or an adjustment out of range
human-escalation: a recommendation of HumanEscalation
never-applies: a remedy that resolves nothing of what the challenge can be
partly-applies!: a remedy that does not resolve one of the concepts of an 'in'
empty-when: a recommendation without a condition
empty-range: bounds that no number satisfies
ne-optional!: 'ne' on a slot that may have no value, where 'not' is often meant
""",
)
FILES = _group(
    "Rules and their files",
    """
duplicate-id: two rules with one id
file-stem*: a file that is not named after its rule
wrong-folder*: a folder that is not that of the rule's kind
missing-because: no rationale
missing-tests: no test in which the rule fires, or no near miss
unknown-case*: evidence from a case that does not exist
unknown-rule*: an override or a successor that does not exist
override-circle: rules that override each other in a circle
override-disjoint: an override of a rule that can never mean the same challenge
override-nothing: an override between rules of which one recommends nothing
replaced-by: a deprecated rule without successor, or a successor of another rule
recursion: a derived slot or challenge that depends on its own absence, count or finished value
endless-plan: a rule that plans steps for its own steps
""",
)
TESTS = _group(
    "Tests of a rule",
    """
duplicate-test: two tests of one name
duplicate-fact: two facts of one id
unknown-test*: 'like' names no test
like-circle: 'like' leads back to itself
unknown-id: 'but' or an expectation names no given fact
test-failed: the output of the rule is not what the test expects
tests-broken: tests that show nothing
""",
)

APPROVALS = _group(
    "Approvals",
    """
unapproved: an active rule that nobody has approved who must
approval-void: an active rule that has changed since it was approved
unknown-approver: an approval by somebody who may not approve
approval-of-nothing!: an approval of a rule that is not there
unsigned: an approval without a signature, where signatures are asked for
bad-signature: a signature that does not prove the approval
""",
)

TABLES = _group(
    "Decision tables",
    """
unknown-hit: a hit policy that is not one of the three
unknown-output: a name in the actions that is no output of the table
unknown-row: an expectation for a row that is not there
table-overlap: two rows of a unique table that both speak for something
table-gap: something that no row of a table that calls itself complete speaks for
unreached-row: a row that rows above always forestall
table-not-verified!: a table whose overlaps and gaps cannot be told
""",
)

#: In the order of the guide.
ALL = (*READING, *PARTS, *VARIABLES, *CONTENT, *FILES, *TESTS, *APPROVALS, *TABLES)
CODES: Mapping[str, Code] = {code.name: code for code in ALL}
