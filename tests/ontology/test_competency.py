from __future__ import annotations

from dataclasses import replace

import pytest
from kbctl.ontology.competency import Question, answers, read_questions, shortcomings, with_closure
from kbctl.ontology.load import read_ontology
from kbctl.ontology.vocab import Vocabulary
from rdflib import Graph

QUESTIONS = read_questions()


@pytest.fixture(scope="session")
def graph(sources: dict[str, str], shipped: Vocabulary) -> Graph:
    return with_closure(read_ontology(sources).graph, shipped)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_the_ontology_answers(question: Question, graph: Graph) -> None:
    assert shortcomings(question, graph) == {}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_is_a_question_with_known_answers(question: Question, shipped: Vocabulary) -> None:
    assert question.text.endswith("?")
    assert question.expects
    assert question.never
    assert question.expects | question.never <= set(shipped.terms)


def test_a_missing_and_a_wrong_answer_are_noticed(graph: Graph) -> None:
    question = next(q for q in QUESTIONS if q.id == "industries-of-textile-kind")
    wrong = replace(question, expects=frozenset({"furniture", "knitwear"}), never=frozenset({"textile"}))

    assert answers(question, graph) == ("knitwear", "textile")
    assert shortcomings(wrong, graph) == {"missing": ("furniture",), "wrong": ("textile",)}


def test_some_answers_need_the_closure(sources: dict[str, str]) -> None:
    told = read_ontology(sources).graph
    unanswered = [question.id for question in QUESTIONS if shortcomings(question, told)]

    assert "customer-data-issues" in unanswered
    assert "work-of-data-migration" not in unanswered
