"""Past implementations: what a published or own case says about challenges and remedies.

docs/cases.md describes the format. A case's `profile` is what is known of the company, as slots of the frame
`company`, so that it compares with a scenario slot by slot.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

from kbctl.ontology.document import Mapping, Node, Scalar, Sequence, parse_yaml, plain, read_text
from kbctl.ontology.source import InputProblems, Location, Problem, did_you_mean
from kbctl.ontology.values import Value, check_value
from kbctl.ontology.vocab import Vocabulary

#: `record`: made from a run record of one's own; it is no evidence from outside.
Kind = Literal["implementation", "survey", "study", "record"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Result = Literal["worked", "partly", "failed", "unknown"]
RESULTS: tuple[Result, ...] = get_args(Result)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing that the case shows: what came of a remedy (or of doing without it) for a challenge."""

    concerns: tuple[str, ...]
    says: str
    at: Location
    use: str | None = None
    result: Result = "unknown"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts of the case are published, and what exactly it supports."""

    citation: str
    supports: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    title: str
    summary: str
    lessons: tuple[Lesson, ...]
    sources: tuple[Source, ...]
    at: Location
    year: int | None = None
    industry: str | None = None
    kind: Kind = "implementation"
    #: slots of the frame `company`, in canonical form; `industry` stands above
    profile: Values[str, Value] = field(default_factory=dict)
    #: what the sources do not say, for readers who would look for it
    unknown: tuple[str, ...] = ()

    @property
    def company(self) -> dict[str, Value]:
        """What is known of the company, industry included."""
        return {**self.profile, **({"industry": self.industry} if self.industry else {})}


def load_cases(folder: Path, vocabulary: Vocabulary, shown_prefix: str = "kg/cases") -> dict[str, Case]:
    """The cases of a folder, one file each, by id in sorted order.

    Raises InputProblems with the problems of all files: what does not parse, unknown keys and terms, missing
    parts, an id that is not the file's stem. A folder that is missing holds no cases.
    """
    found: dict[str, Case] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml"), key=lambda path: path.name) if folder.is_dir() else []:
        case, wrong = read_case(path, f"{shown_prefix}/{path.name}", vocabulary)
        problems += wrong
        if case:
            found[case.id] = case
    if problems:
        raise InputProblems(problems)
    return found


def read_case(path: Path, shown: str, vocabulary: Vocabulary) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case of one file; None exactly where there are problems."""
    try:
        text = read_text(path, shown)
    except InputProblems as error:
        return None, error.problems
    return parse_case(text, shown, path.stem, vocabulary)


def parse_case(
    text: str, shown: str, stem: str, vocabulary: Vocabulary
) -> tuple[Case | None, tuple[Problem, ...]]:
    """The case that a text holds; `stem` is the name of its file, which is the id."""
    try:
        node = parse_yaml(text, shown)
    except InputProblems as error:
        return None, error.problems
    reader = _Reader(vocabulary)
    case = reader.case(node, stem)
    return (None if reader.problems else case), tuple(reader.problems)


class _Reader:
    """Reads the tree of a case file; collects what is wrong with it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []

    def report(self, at: Location, code: str, message: str) -> None:
        self.problems.append(Problem(at, code, message))

    def case(self, node: Node, stem: str) -> Case | None:
        keys = self.keys(
            node,
            "a case",
            ("case", "title", "summary", "lessons", "sources"),
            ("kind", "year", "industry", "profile", "unknown"),
        )
        if keys is None:
            return None
        ident = self.text(keys.get("case"), "case")
        if ident and ident != stem:
            self.report(
                keys["case"].at, "file-name", f"the case is '{ident}', but its file is named '{stem}'"
            )
        lessons = [self.lesson(item) for item in self.items(keys.get("lessons"), "lessons")]
        sources = [self.source(item) for item in self.items(keys.get("sources"), "sources")]
        return Case(
            id=ident,
            title=self.text(keys.get("title"), "title"),
            summary=self.text(keys.get("summary"), "summary"),
            lessons=tuple(lesson for lesson in lessons if lesson),
            sources=tuple(source for source in sources if source),
            at=node.at,
            year=self.year(keys.get("year")),
            industry=self.term(keys["industry"], "Industry") if "industry" in keys else None,
            kind=cast(Kind, self.choice(keys["kind"], "kind", KINDS)) if "kind" in keys else "implementation",
            profile=dict(self.profile(keys["profile"])) if "profile" in keys else {},
            unknown=tuple(self.text(item, "unknown") for item in self.items(keys.get("unknown"), "unknown")),
        )

    def profile(self, node: Node) -> Iterator[tuple[str, Value]]:
        """The slots of the company, by name; `industry` has a key of its own, derived ones are not given."""
        if not isinstance(node, Mapping) or not node.entries:
            self.report(node.at, "not-a-mapping", "'profile' is a mapping of slots of the company")
            return
        frame = self.vocabulary.frames.get("company")
        slots = frame.slots if frame else {}
        given = [
            name for name, slot in slots.items() if not slot.derived and name not in ("industry", "name")
        ]
        for entry in sorted(node.entries, key=lambda one: one.key):
            if entry.key not in given:
                near = did_you_mean(entry.key, given)
                message = f"unknown key '{entry.key}' in a profile, which has slots of the company{near}"
                self.report(entry.at, "unknown-key", message)
                continue
            try:
                yield entry.key, check_value(self.vocabulary, slots[entry.key], plain(entry.value))
            except ValueError as error:
                self.report(entry.value.at, "wrong-value", f"profile.{entry.key}: {error}")

    def lesson(self, node: Node) -> Lesson | None:
        keys = self.keys(node, "a lesson", ("concerns", "says"), ("use", "result"))
        if keys is None:
            return None
        result = self.choice(keys["result"], "result", RESULTS) if "result" in keys else "unknown"
        return Lesson(
            concerns=tuple(
                self.term(item, "Challenge") for item in self.items(keys.get("concerns"), "concerns")
            ),
            says=self.text(keys.get("says"), "says"),
            at=node.at,
            use=self.term(keys["use"], "Remedy") if "use" in keys else None,
            result=cast(Result, result),
        )

    def source(self, node: Node) -> Source | None:
        keys = self.keys(node, "a source", ("citation", "supports"), ("url",))
        if keys is None:
            return None
        url = self.text(keys["url"], "url") if "url" in keys else ""
        return Source(
            self.text(keys.get("citation"), "citation"), self.text(keys.get("supports"), "supports"), url
        )

    def keys(
        self, node: Node, what: str, needed: tuple[str, ...], others: tuple[str, ...]
    ) -> dict[str, Node] | None:
        if not isinstance(node, Mapping):
            self.report(node.at, "not-a-mapping", f"{what} is a mapping with the keys {', '.join(needed)}")
            return None
        known = (*needed, *others)
        for entry in node.entries:
            if entry.key not in known:
                near = did_you_mean(entry.key, known)
                self.report(entry.at, "unknown-key", f"unknown key '{entry.key}' in {what}{near}")
        for key in needed:
            if node.get(key) is None:
                self.report(node.at, "missing-key", f"{what} needs '{key}'")
        return {entry.key: entry.value for entry in node.entries if entry.key in known}

    def items(self, node: Node | None, key: str) -> tuple[Node, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.report(node.at, "not-a-list", f"'{key}' is a list with at least one entry")
            return ()
        return node.items

    def text(self, node: Node | None, key: str) -> str:
        if node is None:
            return ""
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value.strip():
            self.report(node.at, "not-text", f"'{key}' is a text, found {node.what}")
            return ""
        return " ".join(node.value.split())

    def choice(self, node: Node, key: str, known: tuple[str, ...]) -> str:
        said = self.text(node, key)
        if said and said not in known:
            message = f"unknown {key} '{said}'; one of {', '.join(known)}{did_you_mean(said, known)}"
            self.report(node.at, f"unknown-{key}", message)
        return said

    def year(self, node: Node | None) -> int | None:
        if node is None:
            return None
        if isinstance(node, Scalar) and type(node.value) is int and 1950 <= node.value <= 2100:
            return node.value
        self.report(node.at, "not-a-year", f"'year' is a year such as 2018, found {node.what}")
        return None

    def term(self, node: Node, root: str) -> str:
        name = self.text(node, root.lower())
        if name and not self.vocabulary.is_a(name, root):
            known = self.vocabulary.descendants.get(root, frozenset())
            said = (
                f"'{name}' is no {root.lower()}"
                if name in self.vocabulary.terms
                else f"unknown {root.lower()} '{name}'"
            )
            self.report(node.at, "unknown-term", f"{said}{did_you_mean(name, known)}")
        return name


def case_of(kept: dict[str, Any]) -> Case:
    """The case that `dataclasses.asdict` turned into plain values, as the compiled base keeps it."""
    lessons = [
        Lesson(**(one | {"concerns": tuple(one["concerns"]), "at": Location(**one["at"])}))
        for one in kept["lessons"]
    ]
    made = {
        "lessons": tuple(lessons),
        "sources": tuple(Source(**one) for one in kept["sources"]),
        "at": Location(**kept["at"]),
        "profile": {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in kept["profile"].items()
        },
        "unknown": tuple(kept["unknown"]),
    }
    return Case(**(kept | made))
