"""Rules and outcomes in three languages, and what they bear on."""

from __future__ import annotations

import pytest
from kbctl.engine.tables.mining.bearing import FORMS, KEYS, LOOKUPS, UNITS, bearing_of
from kbctl.engine.tables.mining.language import language_of, words_by_language
from kbctl.engine.tables.mining.outcomes import outcome_of
from kbctl.engine.tables.mining.resolve import Resolver
from kbctl.engine.tables.mining.roles import role_of
from kbctl.engine.tables.mining.rules import forms_of
from kbctl.engine.tables.mining.words import forms

RULES = {
    "trim, upper": ["trim", "upper case"],
    "Trim; then pad to 8 with zeros": ["trim", "pad width 8"],
    "mayúsculas y quitar espacios": ["upper case", "trim"],
    "大写；去空格": ["upper case", "trim"],
    "DD/MM/YYYY -> YYYY-MM-DD": ["date format DD/MM/YYYY → YYYY-MM-DD"],
    "fecha DD/MM/AAAA a ISO": ["date format DD/MM/YYYY → YYYY-MM-DD"],
    "日期 YYYYMMDD 转 YYYY-MM-DD": ["date format YYYYMMDD → YYYY-MM-DD"],
    "coma decimal a punto": ["decimal sign"],
    "convert lb to kg (x 0.4536)": ["unit conversion lb → kg ×0.4536"],
    "libras a kilos por 0,4536": ["unit conversion lb → kg ×0.4536"],
    "磅转公斤 乘以0.4536": ["unit conversion lb → kg ×0.4536"],
    "divide by 12": ["unit conversion ÷12"],
    "Ne to tex": ["yarn count conversion Ne → tex"],
    "crosswalk of colours": ["lookup"],
    "tabla de equivalencias": ["lookup"],
    "对照表": ["lookup"],
    "Concatenate LINE1 and LINE2": ["concatenation"],
    "拆分为宽度和长度": ["split"],
    "default EA if blank": ["default value"],
    "valor fijo MX": ["constant"],
    "quitar prefijo HT-": ["strip prefix"],
    "remove hyphens": ["remove characters"],
    "flip sign": ["sign"],
    "first 30 characters": ["truncate width 30"],
    "1:1": ["copy"],
    "直接复制": ["copy"],
    "UPPER(TRIM(X))": ["trim", "upper case"],
    '=IF(A2="ACME",1,0)': ["other =IF(A2='…',1,0)"],
    "ask the planner": ["other ask the planner"],
    "": [],
}
OUTCOMES = {
    "OK": "ok", "no errors": "ok", "✓": "ok", "已完成": "ok", "sin errores": "ok", "si": "ok",
    "ok, corrected later": "corrected", "corregido después": "corrected", "后修正": "corrected",
    "not ok": "failed", "未通过": "failed", "fallido": "failed", "x": "failed",
    "loaded with errors": "partly", "部分成功": "partly", "parcial": "partly",
    "rejected by finance": "rejected", "驳回": "rejected", "rechazado": "rejected",
    "no migrar": "left out", "不迁移": "left out", "": "unknown", "-": "unknown", "未完成": "unknown",
    "OK / failed": None, "whatever": None,
}  # fmt: skip
HEADERS = {
    "Source column": "source", "Legacy field": "source", "Campo origen": "source", "源字段": "source",
    "Target field": "target", "Maps to": "target", "Destino": "target", "目标字段": "target",
    "Transformation": "rule", "Rule": "rule", "Conversion": "rule", "Transformación": "rule",
    "转换规则": "rule",
    "Status": "outcome", "Outcome": "outcome", "Result": "outcome", "Estado": "outcome", "结果": "outcome",
    "Source table": "source table", "Tabla origen": "source table", "源表": "source table",
    "Source system": "source system", "Target table": "target table",
    "Comment": "", "Sample value": "", "Target description": "", "Source data type": "", "示例": "",
}  # fmt: skip


@pytest.mark.parametrize("text", RULES)
def test_a_rule_is_read_as_steps(text: str) -> None:
    assert [f"{step.form} {step.how}".strip() for step in forms_of(text)] == RULES[text]


@pytest.mark.parametrize("text", OUTCOMES)
def test_an_outcome_is_read(text: str) -> None:
    assert outcome_of(text) == OUTCOMES[text]


@pytest.mark.parametrize("text", HEADERS)
def test_a_header_is_read(text: str) -> None:
    assert role_of(text) == HEADERS[text]


def test_every_bearing_is_one_that_the_ontology_has(resolver: Resolver) -> None:
    """A remedy resolves the challenge, by the ontology; an activity is one; a form is one of forms.txt."""
    vocabulary = resolver.vocabulary
    for bearing in (*FORMS.values(), *LOOKUPS.values(), UNITS, KEYS):
        if bearing.remedy:
            assert vocabulary.applicable(bearing.remedy, bearing.challenge), bearing
        else:
            assert vocabulary.terms[bearing.activity].kind == "activity"
    assert set(FORMS) <= {form.name for form in forms()}
    assert set(LOOKUPS) <= set(resolver.known.fields)


def test_a_lookup_is_what_the_field_makes_it() -> None:
    assert bearing_of("lookup", "item_code").remedy == "KeyCrossReference"
    assert bearing_of("lookup", "base_uom").remedy == "UnitCodeHarmonisation"
    assert bearing_of("lookup", "ledger_account").remedy == "AccountMappingTable"
    assert bearing_of("lookup", "color").remedy == "ControlledVocabularyMapping"
    assert not bearing_of("copy", "color").remedy


def test_the_language_of_a_name(resolver: Resolver) -> None:
    words = words_by_language(resolver.known.variations)
    expected = {
        "ART_NO": "tech", "custNo": "tech", "ARTNUM": "tech", "Item number": "en", "Fecha de entrega": "es",
        "Razón social": "es", "缸号": "zh", "Stückgröße": "tech",
    }  # fmt: skip
    assert {name: language_of(name, words) for name in expected} == expected
