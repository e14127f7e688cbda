"""What `tpo-docs.yml` may hold, as data: the check of a configuration, its JSON Schema and its reference page all read this."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """One key of the configuration."""

    name: str
    value: str
    """`text`, `date`, `number`, `integer`, `boolean`, `choice`, `list`, `map`, `group` or `any`."""
    doc: str
    default: str = ""
    choices: tuple[str, ...] = ()
    children: tuple[Option, ...] = ()
    """Of a group: its keys. Of a list or a map: one option, what each entry is."""
    short: str = ""
    """For a group that may also be written as a plain value (`text`, `list` or `boolean`): which one."""

    @property
    def entry(self) -> Option:
        """What each entry of a list or map is."""
        return self.children[0] if self.children else TEXT


TEXT = Option("", "text", "")
_ANY = Option("", "any", "")
_CATEGORY = Option("", "choice", "", choices=("draft", "review", "agreed", "doing", "done", "dead"))
_SEVERITY = Option("", "choice", "", choices=("error", "warning", "info", "off"))
_FAMILIES = Option("", "any", "")


def _texts(name: str, doc: str, default: str = "") -> Option:
    return Option(name, "list", doc, default, children=(TEXT,))


_VALUE_MAP = Option("values", "map", "Foreign value → ours.", children=(TEXT,))

_MAPPING = Option(
    "map",
    "group",
    "How another project's front matter becomes items. The files stay untouched.",
    children=(
        Option(
            "id",
            "group",
            "Where the id comes from.",
            short="text",
            children=(
                Option("field", "text", "The field that holds it."),
                Option(
                    "format",
                    "text",
                    "How to write it; `{}` is the field's value, so `EIP-{}` makes EIP-1559 of 1559. Link targets are written the same way.",
                ),
                Option("from", "choice", "Take it from the file's name instead.", choices=("filename",)),
                Option(
                    "pattern",
                    "text",
                    "With `from: filename`: a regular expression; its first group (or the whole match) is the id.",
                ),
            ),
        ),
        Option(
            "type",
            "group",
            "Which item type a file is.",
            short="text",
            children=(
                Option("default", "text", "The type where nothing else decides."),
                Option("field", "text", "The field that decides."),
                _VALUE_MAP,
                Option("folders", "map", "Folder name → type.", children=(TEXT,)),
            ),
        ),
        Option(
            "kind",
            "group",
            "Which kind.",
            short="text",
            children=(
                Option("default", "text", "The kind where nothing else decides."),
                Option("field", "text", "The field that decides."),
                _VALUE_MAP,
            ),
        ),
        Option(
            "title",
            "group",
            "Where the title comes from.",
            short="text",
            children=(
                Option("field", "text", "The field that holds it."),
                Option("default", "text", "Where it is missing; `{id}` is the item's id."),
            ),
        ),
        Option(
            "status",
            "group",
            "Where the status comes from.",
            children=(
                Option("field", "text", "The field that holds it.", "status"),
                Option("values", "map", "Value → status category.", children=(_CATEGORY,)),
                Option("default", "choice", "The category of a value not listed.", "draft", choices=_CATEGORY.choices),
            ),
        ),
        Option(
            "links",
            "map",
            "Field → which link it holds.",
            children=(
                Option(
                    "",
                    "group",
                    "",
                    short="text",
                    children=(
                        Option("role", "text", "The link role (or its inverse keyword)."),
                        Option("split", "text", "What separates several targets in one text.", ","),
                    ),
                ),
            ),
        ),
        Option("fields", "map", "Foreign field → ours.", children=(TEXT,)),
        _texts("ignore", "Fields that are nobody's business: no TPO103 for them."),
    ),
)

_SOURCE = Option(
    "",
    "group",
    "",
    short="text",
    children=(
        Option("path", "text", "The folder, relative to the project root; it may lie outside of it."),
        Option(
            "to",
            "text",
            "Where its pages go on the site.",
            "the site's root for the first source, its folder's name for the others",
        ),
        _texts("include", "File name patterns to read.", "all Markdown files, collections and attachments"),
        _texts("exclude", "File name or path patterns to leave out."),
        Option("audience", "text", "For whom its items and pages are that do not say so.", "everybody"),
        _MAPPING,
    ),
)

_FIELD = Option(
    "",
    "any",
    "",
)

_TYPE = Option(
    "",
    "group",
    "",
    children=(
        Option("enabled", "boolean", "`false` takes the type out of the profile.", "true"),
        Option("prefix", "text", "What its ids start with."),
        Option("id", "text", "The pattern of its ids: `REQ-{n:03}` or `REL-{slug}`."),
        _texts("folders", "Folders whose files are of this type where nothing else says so."),
        _texts("kinds", "The kinds within the type."),
        Option("default_kind", "text", "The kind of an item that names none."),
        Option(
            "workflow",
            "map",
            "Status → category, in the order of the work; replaces the profile's.",
            children=(_CATEGORY,),
        ),
        Option(
            "fields",
            "map",
            "Field → what it may hold: `text`, `date`, `number`, `integer`, `boolean`, `party`, `file`, `[text]` for a list, or a mapping with `value`, `many`, `choices`, `min`, `max`, `required`, `fields`. `off` takes a field away.",
            children=(_FIELD,),
        ),
        Option(
            "needs",
            "map",
            'Kind (or `"*"`) → what covers it: `story`, `spec/rollout`, `test?` (advice), `metric`, `approval`, `code`, `{criteria: test}`.',
            children=(Option("", "list", "", children=(_ANY,)),),
        ),
        _texts("significant", "Fields whose change makes an approval stale."),
        Option("collection", "text", "File stem of the YAML collection that holds its rows."),
        Option(
            "approvals",
            "map",
            "Status → who must have approved, there and in every later status: a list of `{role: client}`, the kind of a party or its id; with `independent: true` neither owner nor author may.",
            children=(Option("", "list", "", children=(_ANY,)),),
        ),
    ),
)

_LINK = Option(
    "",
    "group",
    "",
    children=(
        Option("enabled", "boolean", "`false` takes the link away.", "true"),
        Option("inverse", "text", "The keyword for the other direction."),
        Option("from", "any", "Type or list of types that may carry it."),
        Option("to", "any", "Type or list of types it may point at; `*` any, `=` the same type."),
        Option("pairs", "list", "Allowed [from, to] pairs.", children=(Option("", "list", "", children=(TEXT,)),)),
        Option("max", "integer", "At most so many from one item."),
        Option("min", "any", "At least so many, by kind of the item that carries it."),
        Option("symmetric", "boolean", "Both ends say the same.", "false"),
        Option("acyclic", "boolean", "Loops are findings.", "false"),
        Option("traced", "boolean", "Counts for coverage.", "false"),
        _texts("says", "How a page says it, in both directions."),
    ),
)

_RULES = Option(
    "rules",
    "group",
    "Which rules judge, and how strictly.",
    children=(
        _texts("select", "Codes or beginnings of codes to run.", "TPO"),
        _texts("ignore", "Codes or beginnings of codes to leave out."),
        Option("severity", "map", "Code → `error`, `warning`, `info` or `off`.", children=(_SEVERITY,)),
        Option(
            "ramp",
            "map",
            "Status category → rule families that judge it (first digit of the code), or `all`.",
            "draft: [1, 2]; review: [1, 2, 6, 7]; agreed, doing, done: all; dead: [1, 2]",
            children=(_FAMILIES,),
        ),
        _texts("warn_as_error_for_release", "Codes that are errors in the scope of an active release."),
        Option("known", "text", "File of known findings, so that only new ones count."),
        Option("feedback_days", "integer", "TPO311: days until unlinked feedback is a finding.", "30"),
        Option("risk_threshold", "integer", "TPO309: probability × impact from which a risk needs a mitigation.", "12"),
        Option("scope_drift", "integer", "TPO805: percent by which the scope of a release may change.", "20"),
        Option("observation_days", "integer", "TPO308: days until a metric's last observation is too old.", "100"),
    ),
)

_VIEW = Option(
    "",
    "group",
    "",
    children=(
        Option("name", "text", "What the view is called."),
        Option("query", "text", "Which items, in the query language."),
        _texts("columns", "Which columns.", "id, title, status, owner"),
        Option("sort", "text", "Column to sort by; `-` before it for descending."),
    ),
)

_QUERY = Option("query", "text", "Which items, in the query language.")
_SORT = Option("sort", "text", "Column to sort by; `-` before it for descending.", "type and id")
_TITLE = Option("title", "text", "What stands above it.")
_EMPTY = Option(
    "empty", "text", "What it says while there is nothing to show: best what to write next.", "that nothing matches"
)


def _limit(number: int) -> Option:
    return Option("limit", "integer", "The most that are shown; how many there are is said below.", str(number))


def _block(name: str, doc: str, *options: Option, short: str = "text") -> Option:
    return Option(name, "group", doc, children=options, short=short)


BLOCKS: tuple[Option, ...] = (
    _block(
        "table",
        "Items as a table.",
        _QUERY,
        _texts("columns", "Which columns.", "id, title, status, owner"),
        _SORT,
        _limit(20),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "list",
        "Items as a list, each with a sentence about it if asked.",
        _QUERY,
        Option("text", "choice", "The sentence below each.", "none", choices=("none", "plain", "statement")),
        _SORT,
        _limit(20),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "count",
        "How many items there are, as a number to see from afar.",
        _QUERY,
        Option("of", "text", "A second query for the whole: then it says `3 of 12`, with a bar."),
        Option("label", "text", "What is counted.", "the query"),
        Option(
            "tone",
            "choice",
            "How it looks while there are any.",
            "plain",
            choices=("plain", "good", "warning", "error"),
        ),
    ),
    _block(
        "matrix",
        "What is linked to what, as on the pages of the matrices.",
        Option("rows", "text", "A type, or `type/kind`."),
        Option("columns", "text", "A type, `type/kind` or a link, such as `mitigated_by`."),
        Option("query", "text", "Only these rows."),
        Option("only", "choice", "`gaps` leaves out rows that lack nothing.", "all", choices=("all", "gaps")),
        _limit(50),
        _TITLE,
        _EMPTY,
        short="",
    ),
    _block(
        "chain",
        "What serves an item, and what serves that, as a tree with its gaps.",
        Option("query", "text", "Where the trees start.", "all goals"),
        Option("direction", "choice", "Towards the tests, or towards the goals.", "down", choices=("down", "up")),
        Option("depth", "integer", "How many steps.", "3"),
        _limit(10),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "gaps",
        "What is missing or wrong.",
        Option("query", "text", "Only findings about these items."),
        _texts("rules", "Codes or beginnings of codes.", "all"),
        Option("severity", "choice", "This severity and graver ones.", "info", choices=("error", "warning", "info")),
        Option("by", "choice", "How they are grouped.", "none", choices=("none", "owner", "rule", "release")),
        _limit(20),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "chart",
        "A picture of numbers, with its numbers as a table behind it.",
        Option(
            "of",
            "choice",
            "What is shown: how much is covered, what was found, which statuses there are, or how many items.",
            choices=("coverage", "findings", "status", "items"),
        ),
        Option(
            "by",
            "text",
            "What stands side by side. Of `coverage` and `status`: `type`, `kind`, `release`, `owner` or `goal`; of `findings` also `severity`, `age` and `rule`; of `items` any column.",
            "`type`; of `findings`: `severity`",
        ),
        Option("query", "text", "Only these items."),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "progress",
        "How far goals, releases or epics are, a bar for each.",
        _QUERY,
        _SORT,
        _limit(12),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "changes",
        "What changed lately, by commit.",
        Option("query", "text", "Only changes of these items."),
        _limit(8),
        _TITLE,
        _EMPTY,
    ),
    _block(
        "questions",
        "Open questions, the most urgent first.",
        Option("query", "text", "Only questions on these items."),
        _texts("to", "Only questions to these parties, or to parties of these kinds.", "all"),
        _limit(10),
        _TITLE,
        _EMPTY,
    ),
    _block("exemptions", "Findings that an item allows, with reason and end.", _limit(50), _TITLE, _EMPTY, short=""),
    _block(
        "edition",
        "Which state of the sources this is, the versions published, and the rules that judged it.",
        _TITLE,
        short="",
    ),
)
"""The blocks that a page may hold, by kind: what each may say."""

_ROLE = Option(
    "",
    "group",
    "",
    short="text",
    children=(
        Option(
            "name", "text", "What its page is called: `roles/NAME.html`. The name of a shipped role changes that role."
        ),
        Option("title", "text", "The title of its page."),
        Option("text", "text", "What the page is for, in a sentence or two."),
        Option("enabled", "boolean", "`false` takes the role away.", "true"),
        Option(
            "blocks",
            "list",
            "What its page shows, in this order: entries of one key each, `heading`, `text` or a block.",
            "those of the shipped role",
            children=(
                Option(
                    "",
                    "group",
                    "",
                    children=(
                        Option(
                            "heading",
                            "text",
                            "A heading; it is left out with all below it where nothing fits the project.",
                        ),
                        Option("text", "text", "A paragraph; `[[ID]]`, emphasis, code and links count."),
                        *BLOCKS,
                    ),
                ),
            ),
        ),
    ),
)

_SITE = Option(
    "site",
    "group",
    "The generated site.",
    children=(
        Option("items_in_navigation", "integer", "Up to how many items the navigation lists them all.", "300"),
        Option(
            "edit_url",
            "text",
            "Link to a file's source; `{path}`, `{line}` and `{ref}` are put in.",
            "from `repo_url` and `edit_uri` of mkdocs.yml",
        ),
        Option(
            "suggest_url",
            "text",
            "Link for suggesting a change: a prefilled issue, a mail or a web editor. `{id}`, `{title}`, `{path}` (the file) and `{url}` (the page, from the site's root) are put in.",
        ),
        Option(
            "search",
            "choice",
            "The search of words: the theme's own, Pagefind (extra `search`), or `auto`: Pagefind above 3,000 items where it is installed.",
            "auto",
            choices=("auto", "theme", "pagefind"),
        ),
        _texts("matrices", "Pairs of types shown as matrices, `requirement×test`.", "every useful pair that has items"),
        _texts("chain", "The types of the chain view.", "goal, requirement, story, spec, test"),
        Option("words", "map", "Words of the interface, over those of the theme's language.", children=(TEXT,)),
    ),
)

OPTIONS = Option(
    "tpo-docs.yml",
    "group",
    "The configuration of a project. Everything may be left out.",
    children=(
        Option("profile", "choice", "The set of item types to start from.", "tpo", choices=("tpo", "starter")),
        Option("version", "text", "What `build` publishes the site as; `--version` wins.", "dev"),
        Option("today", "date", "Freezes the date, for examples and tests.", "the day it is"),
        Option("sources", "list", "Folders with items.", "specs", children=(_SOURCE,)),
        Option("types", "map", "Item types: changes to the profile's, and your own.", children=(_TYPE,)),
        Option("links", "map", "Link roles: changes to the profile's, and your own.", children=(_LINK,)),
        _texts("require", "Types whose rules judge even before the first item exists."),
        _RULES,
        Option("views", "list", "Saved views of the item table.", children=(_VIEW,)),
        Option(
            "roles",
            "list",
            "Pages for those who read the site. The shipped roles are `product-owner`, `sponsor`, `developer`, `tester`, `client` and `auditor`. A mapping adds a role or changes one; plain names pick shipped roles, so that only what is listed is shown; `none` shows no such page.",
            "the shipped roles whose items exist",
            children=(_ROLE,),
        ),
        _SITE,
        Option(
            "disclosure",
            "group",
            "What `build --audience` keeps back.",
            children=(
                _texts(
                    "audiences",
                    "What `audience` may say, from everybody to those who see all; each sees what those before it see.",
                    "public, internal",
                ),
                _texts(
                    "allow",
                    "E-mail addresses, telephone numbers and the like that may be published; `@example.org` allows all addresses there.",
                ),
                _texts(
                    "files",
                    "Attachments that cannot be looked into (PDF, Office) and may be published: patterns of paths.",
                ),
            ),
        ),
        Option(
            "code",
            "group",
            "Where to look for markers in source code: `tpo: implements SPEC-021`, and tags of OpenFastTrace, `[impl->dsn~name~1]`. Without it nobody looks. What Git ignores, and the sources themselves, are left out.",
            short="text",
            children=(
                _texts("paths", "Folders and files, relative to the project root.", "."),
                _texts("exclude", "Folders, files and patterns to leave out."),
                _texts(
                    "markers",
                    "The words before the ids; the last one is what the code claims.",
                    "tpo: implements, tpo: verifies",
                ),
            ),
        ),
        Option(
            "results",
            "group",
            "Test results.",
            children=(
                Option(
                    "max_age", "integer", "After how many days a result is stale, even if nothing changed.", "never"
                ),
                _texts(
                    "properties",
                    "Properties of test cases that hold ids of what they prove.",
                    "tpo, requirement, requirements, verifies, test_id, test_key",
                ),
            ),
        ),
        Option(
            "priority",
            "group",
            "How priorities are computed.",
            children=(
                Option(
                    "framework",
                    "choice",
                    "The score.",
                    "wsjf",
                    choices=(
                        "moscow",
                        "wsjf",
                        "rice",
                        "ice",
                        "cd3",
                        "value-effort",
                        "scorecard",
                        "kano",
                        "importance",
                        "formula",
                    ),
                ),
                Option("formula", "text", "With `framework: formula`: arithmetic over named inputs."),
                _texts("inputs", "Inputs a planned item must have.", "those of the framework"),
                Option("weights", "map", "Weights of a scorecard.", children=(Option("", "number", ""),)),
                Option(
                    "ice",
                    "choice",
                    "Whether ICE multiplies its three inputs or takes their mean.",
                    "product",
                    choices=("product", "mean"),
                ),
            ),
        ),
        Option(
            "history",
            "group",
            "Where it is known from what was finished when: forecasts and delivery metrics rest on it.",
            children=(
                Option(
                    "source",
                    "choice",
                    "`tracker` is the export named below, `snapshots` the recorded days of `records/snapshots.jsonl`, `git` the statuses in past commits; `auto` takes the first of these three that there is.",
                    "auto",
                    choices=("auto", "tracker", "snapshots", "git"),
                ),
                Option(
                    "export",
                    "text",
                    "A tracker's export, relative to the project root: a CSV file with the columns `id`, `status` and `date`, or a JSON list of objects with these keys.",
                ),
                Option(
                    "statuses", "map", "Status of the tracker → category, over the usual names.", children=(_CATEGORY,)
                ),
            ),
        ),
    ),
)
