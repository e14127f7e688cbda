"""Which view each template of a page is shown: what a project's own template may ask for."""

from __future__ import annotations

from collections.abc import Mapping

from tpo_docs.pages.about import AboutView
from tpo_docs.pages.bundle import BundleView
from tpo_docs.pages.chain import ChainView
from tpo_docs.pages.changes import ChangesView, PartyView, VersionView
from tpo_docs.pages.coverage_page import CoverageView
from tpo_docs.pages.explorer import ExplorerView
from tpo_docs.pages.gaps import GapsView
from tpo_docs.pages.glossary import GlossaryView
from tpo_docs.pages.graph_explorer import GraphView
from tpo_docs.pages.home import HomeView
from tpo_docs.pages.item import ItemView
from tpo_docs.pages.matrix import MatrixView
from tpo_docs.pages.matrix_explorer import MatrixExplorerView
from tpo_docs.pages.orphans import OrphansView
from tpo_docs.pages.page_charts import ChartsView
from tpo_docs.pages.parties import PartiesView
from tpo_docs.pages.planning.sheet import SheetView
from tpo_docs.pages.questions import QuestionsView
from tpo_docs.pages.results_page import ResultsPage
from tpo_docs.pages.roles import RoleView
from tpo_docs.pages.rule_catalogue import RulesView, RuleView
from tpo_docs.pages.trace_index import TraceView
from tpo_docs.pages.trends import TrendsView
from tpo_docs.pages.type_index import ListView

VIEWS: Mapping[str, type] = {
    "pages/about.md.j2": AboutView,
    "pages/bundle.md.j2": BundleView,
    "pages/chain.md.j2": ChainView,
    "pages/changes.md.j2": ChangesView,
    "pages/changes_party.md.j2": PartyView,
    "pages/changes_version.md.j2": VersionView,
    "pages/charts.md.j2": ChartsView,
    "pages/coverage_page.md.j2": CoverageView,
    "pages/explorer.md.j2": ExplorerView,
    "pages/gaps.md.j2": GapsView,
    "pages/glossary.md.j2": GlossaryView,
    "pages/graph_explorer.md.j2": GraphView,
    "pages/home.md.j2": HomeView,
    "pages/item.md.j2": ItemView,
    "pages/matrix.md.j2": MatrixView,
    "pages/matrix_explorer.md.j2": MatrixExplorerView,
    "pages/orphans.md.j2": OrphansView,
    "pages/parties.md.j2": PartiesView,
    "pages/questions.md.j2": QuestionsView,
    "pages/results_page.md.j2": ResultsPage,
    "pages/role.md.j2": RoleView,
    "pages/rule.md.j2": RuleView,
    "pages/rule_catalogue.md.j2": RulesView,
    "pages/sheet.md.j2": SheetView,
    "pages/trace_index.md.j2": TraceView,
    "pages/trends.md.j2": TrendsView,
    "pages/type_index.md.j2": ListView,
}
"""By the template's name. A test lays all pages out and compares."""
