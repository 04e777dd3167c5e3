"""`kbctl rules schema`: the rule language as a JSON Schema, for editors."""

from __future__ import annotations

import click
from kbctl.commands.rules.sources import vocabulary
from kbctl.commands.terminal import NamedPath, print_json_text, say, write_file


@click.command("schema", short_help="The rule language as a JSON Schema, for completion in editors.")
@click.option("--out", type=NamedPath(), metavar="FILE", help="Write it to this file; without it, print it.")
def schema_rules(out: str | None) -> None:
    """The rule language as a JSON Schema (draft 7), with the frames, slots and terms of the ontology.

    An editor with yaml-language-server completes and explains a rule file whose first line is
    `# yaml-language-server: $schema=PATH`.
    """
    import json

    from kbctl.rules.schema.document import rule_schema

    text = json.dumps(rule_schema(vocabulary()), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        print_json_text(text)
    else:
        write_file(out, text)
        say(f"written: {out}")
