"""The words of the pages of planning in German: each text of a page has one."""

from __future__ import annotations

import re
from pathlib import Path

from tpo_docs.languages.de import TRANSLATIONS
from tpo_docs.pages import planning
from tpo_docs.pages.planning import compliance, design, goals, inception, priorities, releases, teams
from tpo_docs.planning import priorities as scoring
from tpo_docs.planning.contracts import ContractState
from tpo_docs.planning.feedback import Fate
from tpo_docs.planning.goals import Verdict
from tpo_docs.planning.rollout import DUTIES
from tpo_docs.planning.stakeholders import Wait

_SAY = re.compile(r'(?:\bsay|sheet\.words)\(\s*(?:f?"((?:[^"\\]|\\.)*)")')


def _texts() -> set[str]:
    folder = Path(planning.__file__).parent
    found = {text for file in folder.glob("*.py") for text in _SAY.findall(file.read_text(encoding="utf-8"))}
    found |= {*priorities.NAMES.values(), *priorities.KINDS.values(), *teams.REASONS.values(), *releases.LACKS.values()}
    found |= {pitfall for _, pitfall in scoring.FRAMEWORKS.values()}
    found |= {one.value for some in (Verdict, Fate, Wait, ContractState) for one in some}
    found |= {
        *goals.KINDS.values(),
        *design.TITLES.values(),
        *inception.NAMES.values(),
        *(words for _, words in compliance.NAMES.values()),
        *(duty.capitalize() for duty in DUTIES),
        "stale approval",
        "behind or missed",
    }
    return found


def test_every_text_of_a_page_of_planning_has_its_german() -> None:
    assert sorted(_texts() - TRANSLATIONS.keys()) == []


def test_the_german_fills_in_what_the_english_does() -> None:
    wrong = [
        text for text in _texts() if set(re.findall(r"{\w+}", text)) != set(re.findall(r"{\w+}", TRANSLATIONS[text]))
    ]
    assert wrong == []
