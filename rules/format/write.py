"""Writes a YAML tree in canonical form: one indentation, spacing and kind of quotes, keys in their order.

What the author chose stays where it reads better either way: flow or block, folded texts, long lines. A value
that holds comments inside itself, or that does not fit on a line, keeps its lines and is only indented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import yaml
from kbctl.rules.format.comments import Comment

#: Values that stand on several lines are joined where they then fit; shipped rules fold texts at 120.
WIDTH = 120

#: Of a rule and of a decision table.
RULE_KEYS = (
    "rule", "table", "kind", "title", "status", "replaced_by", "owner", "hit", "complete", "when",
    "conditions", "outputs", "then", "overrides", "because", "evidence", "rows", "tests",
)  # fmt: skip
TEST_KEYS = ("name", "like", "but", "given", "expect")

Pair = tuple[yaml.Node, yaml.Node]


def write(text: str, tree: yaml.MappingNode, found: Sequence[Comment]) -> str:
    """The text in canonical form. `tree` is the composed document, `found` its comments."""
    writer = _Writer(text, found)
    writer.left(tree.start_mark.index)
    writer.mapping(tree, 0, RULE_KEYS)
    writer.left(len(text))
    return "\n".join(writer.lines).strip("\n") + "\n"


class _Writer:
    def __init__(self, text: str, found: Sequence[Comment]) -> None:
        self.text, self.source = text, text.split("\n")
        self.waiting = list(found)
        self.lines: list[str] = []
        #: column of an item in the source -> its column here, of the latest item that began there
        self.columns: dict[int, int] = {}

    # --- block style -------------------------------------------------------------------------

    def mapping(
        self, node: yaml.MappingNode, indent: int, order: Sequence[str] = (), first: str = ""
    ) -> None:
        """The entries in block style. `first` stands before the first one, as the dash of an item does.

        Comments go with the entry that they stand above, or that they close.
        """
        shares = self.shares(node) if order else {}
        for number, (key, value) in enumerate(_ordered(node.value, order)):
            dash = first if not number and first else ""
            others: list[Comment] = []
            if order:
                mine = shares[key.start_mark.index]
                others = [one for one in self.waiting if one not in mine]
                self.waiting = mine
                self.left(key.start_mark.index, indent - 2 if dash else indent)
            if not dash:
                self.before(key, indent)
            self.columns[key.start_mark.column] = indent
            self.value(f"{dash or ' ' * indent}{self.scalar(key)}:", value, indent, key)
            if order:
                self.left(len(self.text), indent)
                self.waiting = others

    def shares(self, node: yaml.MappingNode) -> dict[int, list[Comment]]:
        """The comments of each entry, by the place of its key. What stands before the first or after the last
        one at their column is nobody's.
        """
        column = node.start_mark.column
        starts = [key.start_mark.index for key, _ in node.value]
        found: dict[int, list[Comment]] = {start: [] for start in starts}
        for (_, value), (start, end) in zip(
            node.value, pairwise([*starts, node.end_mark.index]), strict=True
        ):
            closes = True
            for one in [one for one in self.waiting if start <= one.index < end]:
                behind = one.own and _after(self.text, one, value)
                closes = closes and (not behind or one.column > column)
                if closes:
                    found[start].append(one)
                elif end in found:
                    found[end].append(one)
        return found

    def sequence(self, node: yaml.SequenceNode, indent: int, order: Sequence[str], first: str = "") -> None:
        for number, item in enumerate(node.value):
            if number or not first:
                self.before(item, indent)
            start = (first if not number and first else " " * indent) + "- "
            self.columns[_dash(self.text, item)] = indent
            if isinstance(item, yaml.MappingNode) and not item.flow_style:
                self.mapping(item, indent + 2, order, start)
            elif isinstance(item, yaml.SequenceNode) and not item.flow_style:
                self.sequence(item, indent + 2, (), start)
            else:
                self.inline(start, item, indent)

    def value(self, head: str, value: yaml.Node, indent: int, key: yaml.Node) -> None:
        order = TEST_KEYS if head == "tests:" else ()
        block = isinstance(value, yaml.CollectionNode) and not value.flow_style
        if block:
            self.lines.append(head + self.beside(key.end_mark.line, value.start_mark.index))
        if block and isinstance(value, yaml.MappingNode):
            self.mapping(value, indent + 2)
        elif block and isinstance(value, yaml.SequenceNode):
            self.sequence(value, indent + 2, order)
        elif isinstance(value, yaml.ScalarNode) and value.style in ("|", ">"):
            self.text_block(head, value, indent, key.start_mark.column)
        elif isinstance(value, yaml.ScalarNode) and not value.value and not value.style:
            self.lines.append(head + self.beside(key.end_mark.line, len(self.text)))
        else:
            self.left(value.start_mark.index, indent, before_key=True)
            self.inline(f"{head} ", value, indent)

    def inline(self, head: str, node: yaml.Node, indent: int) -> None:
        """A scalar or a flow collection after its key or dash."""
        inside = [one for one in self.waiting if node.start_mark.index <= one.index < node.end_mark.index]
        several = node.start_mark.line != node.end_mark.line
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            self.text_block(head.rstrip(), node, indent, node.start_mark.column - len(head))
            return
        one_line = self.flow(node) if not inside else None
        if one_line is None or (several and len(head) + len(one_line) > WIDTH):
            self.waiting = [one for one in self.waiting if one not in inside]
            first, *rest = self.text[node.start_mark.index : node.end_mark.index].split("\n")
            self.lines.append((head + first).rstrip())
            self.lines += [" " * (indent + 2) + line.strip() for line in rest if line.strip()]
            self.lines[-1] += self.beside(node.end_mark.line, len(self.text))
        else:
            self.lines.append(head + one_line + self.beside(node.end_mark.line, len(self.text)))

    def text_block(self, head: str, node: yaml.ScalarNode, indent: int, column: int) -> None:
        """A folded or literal text: its lines as they are, indented from its key."""
        mark = self.text[node.start_mark.index :].split("\n", 1)[0]
        sign = re.match(r"[|>][-+0-9]*", mark)
        assert sign is not None
        self.lines.append(f"{head} {sign[0]}" + self.beside(node.start_mark.line, len(self.text)))
        lines = self.source[node.start_mark.line + 1 : _last(self.text, node)]
        digit = re.search(r"[1-9]", sign[0])
        if digit:
            base, target = column + int(digit[0]), indent + int(digit[0])
        else:
            base = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
            target = indent + 2
        lines = [" " * target + line[base:] if line.strip() else "" for line in lines]
        while lines and not lines[-1] and "+" not in sign[0]:
            lines.pop()
        self.lines += lines

    # --- flow style --------------------------------------------------------------------------

    def flow(self, node: yaml.Node) -> str | None:
        """The value on one line; None where it cannot stand on one."""
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        parts: list[str | None] = []
        if isinstance(node, yaml.SequenceNode):
            parts = [self.flow(item) for item in node.value]
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            said = [self.flow(key), self.flow(value) or "null"]
            parts.append(None if None in said else ": ".join(map(str, said)))
        if None in parts:
            return None
        inside = ", ".join(map(str, parts))
        return f"[{inside}]" if isinstance(node, yaml.SequenceNode) else f"{{{inside}}}"

    def scalar(self, node: yaml.Node) -> str | None:
        assert isinstance(node, yaml.ScalarNode)
        value: str = node.value
        source = self.text[node.start_mark.index : node.end_mark.index]
        if not node.style:  # plain
            return None if "\n" in value else value
        if node.style == "'" and not re.search(r'["\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]', value):
            return f'"{value}"'
        return None if "\n" in source else source

    # --- comments and blank lines ------------------------------------------------------------

    def before(self, node: yaml.Node, indent: int) -> None:
        """What stands on lines of its own before an item."""
        self.left(node.start_mark.index, indent)
        self.blank(node.start_mark.line)

    def left(self, until: int, indent: int = 0, before_key: bool = False) -> None:
        """Comments on lines of their own that stand before a place, each where its column belongs."""
        while self.waiting and self.waiting[0].index < until:
            one = self.waiting.pop(0)
            # a comment that is set further in than what follows closes the block before it
            column = self.columns.get(one.column, indent) if one.column > indent else indent
            line = " " * column + one.text
            if before_key:
                self.lines.append(line)
                continue
            self.blank(one.line)
            self.lines.append(line)

    def beside(self, line: int, until: int) -> str:
        """The comment at the end of a line of the source."""
        for one in self.waiting:
            if one.line == line and not one.own and one.index < until:
                self.waiting.remove(one)
                return f"  {one.text}"
        return ""

    def blank(self, line: int) -> None:
        """One empty line where the source has some before this line."""
        if (
            0 < line <= len(self.source)
            and not self.source[line - 1].strip()
            and self.lines
            and self.lines[-1]
        ):
            self.lines.append("")


def _ordered(pairs: Sequence[Pair], order: Sequence[str]) -> list[Pair]:
    """Known keys first, in their order; the others after them as they stood."""
    place = {key: number for number, key in enumerate(order)}
    return sorted(pairs, key=lambda pair: place.get(pair[0].value, len(place)))


def _after(text: str, comment: Comment, value: yaml.Node) -> bool:
    """Whether nothing of the value comes after the comment."""
    lines = text[comment.index : value.end_mark.index].split("\n")
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def _dash(text: str, item: yaml.Node) -> int:
    """The column of the dash of an item."""
    dash = text.rfind("-", 0, item.start_mark.index)
    return dash - text.rfind("\n", 0, dash) - 1


def _last(text: str, node: yaml.ScalarNode) -> int:
    """The number of the line after a block text."""
    end = node.end_mark
    return int(end.line if end.column == 0 or not text[: end.index].split("\n")[-1].strip() else end.line + 1)
