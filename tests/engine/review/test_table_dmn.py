"""Decision tables of DMN models: read, checked and run."""

from __future__ import annotations

import pytest
from kbctl.engine.review.tables.dmn import Decision, read_model
from kbctl.engine.review.tables.grid import look
from kbctl.ontology.source import InputProblems


def model(
    rows: list[tuple[str, ...]], policy: str = 'hitPolicy="UNIQUE"', kinds: str = "number,string"
) -> str:
    first, second = kinds.split(",")
    columns = (
        f'<input label="Order value"><inputExpression typeRef="{first}"><text>Order value</text>'
        "</inputExpression></input>"
        f'<input><inputExpression typeRef="feel:{second}"><text>Region</text></inputExpression>'
        '<inputValues><text>"EU","US","CN"</text></inputValues></input>'
        '<output name="Approval" typeRef="string"/><output name="Days" typeRef="number">'
        "<defaultOutputEntry><text>9</text></defaultOutputEntry></output>"
    )
    body = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in row[:2])
        + "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in row[2:])
        + "</rule>"
        for row in rows
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision name="Who approves">'
        f"<decisionTable {policy}>{columns}{body}</decisionTable></decision></definitions>"
    )


ROWS = [
    ("< 1000", "-", '"clerk"', "1"),
    ("[1000..5000)", '"EU","US"', '"manager"', "2"),
    (">=5000", 'not("CN")', '"board"', "3"),
]


def only(text: str) -> Decision:
    (decision,) = read_model(text, "model.dmn")
    return decision


def test_rows_speak_for_their_inputs() -> None:
    decision = only(model(ROWS))
    assert decision.run({"Order value": 999, "Region": "CN"}) == {"Approval": "clerk", "Days": 1}
    assert decision.run({"Order value": 1000, "Region": "US"}) == {"Approval": "manager", "Days": 2}
    assert decision.run({"Order value": 5000, "Region": "EU"}) == {"Approval": "board", "Days": 3}
    # where no row speaks, only columns with a default have a value
    assert decision.run({"Order value": 5000, "Region": "CN"}) == {"Days": 9}
    assert decision.run({"Region": "EU"}) == {"Days": 9}


def test_overlaps_and_gaps_are_found() -> None:
    # given one gap, and rows that overlap at 1,000 in the EU
    sound = only(model(ROWS))
    wrong = only(model([("<= 1000", "-", '"clerk"', "1"), *ROWS[1:]]))
    # then
    looked = look(sound.table, sound.vocabulary)
    assert looked.overlaps == ()
    assert {dict(gap)["in2"] for gap in looked.gaps} == {"CN"}
    ((one,),) = (look(wrong.table, wrong.vocabulary).overlaps,)
    values = {"Order value": dict(one.values)["in1"], "Region": dict(one.values)["in2"]}
    assert (one.first, one.second) == ("r1", "r2")
    assert values["Order value"] == 1000
    # and a unique table says nothing where two rows speak
    assert wrong.run(values) is None


def test_hit_policies() -> None:
    rows = [("< 5000", "-", '"clerk"', "1"), ("< 1000", "-", '"robot"', "1"), ("< 100", "-", '"robot"', "1")]
    given = {"Order value": 10, "Region": "EU"}
    assert only(model(rows, 'hitPolicy="FIRST"')).run(given) == {"Approval": "clerk", "Days": 1}
    collected = only(model(rows, 'hitPolicy="COLLECT"')).run(given)
    assert [one["Approval"] for one in collected] == ["clerk", "robot", "robot"]  # type: ignore[index,union-attr]
    assert only(model(rows, 'hitPolicy="ANY"')).run(given) is None
    assert only(model(rows[1:], 'hitPolicy="ANY"')).run(given) == {"Approval": "robot", "Days": 1}
    assert only(model(rows, "")).policy == "UNIQUE"


def test_a_cell_of_several_comparisons_is_either_of_them() -> None:
    decision = only(model([("< 10, > 100", "-", '"odd"', "1")]))
    said = [decision.run({"Order value": value, "Region": "EU"}) for value in (5, 50, 500)]
    assert said == [{"Approval": "odd", "Days": 1}, {"Days": 9}, {"Approval": "odd", "Days": 1}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (model(ROWS, 'hitPolicy="PRIORITY"'), "has the hit policy PRIORITY"),
        (model(ROWS, 'hitPolicy="COLLECT" aggregation="SUM"'), "COLLECT with SUM"),
        (
            model([("< limit", "-", '"x"', "1")]),
            "row 1 of 'Who approves': the cell '< limit' is an expression",
        ),
        (model([("-", "-", "today()", "1")]), "the output 'Approval' is the expression 'today()'"),
        (model([("-", "-", '"x"')]), "has 2 and 1 cells for 2 and 2 columns"),
        (model(ROWS, kinds="date,string"), "is of type 'date'"),
        ("<definitions/>", "this is no DMN model"),
        ("<a>", "not XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "declares entities"),
        (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
            "no decision that is a table",
        ),
    ],
)
def test_what_cannot_be_run_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputProblems) as caught:
        read_model(text, "model.dmn")
    assert message in str(caught.value)
    assert str(caught.value).startswith("model.dmn")
