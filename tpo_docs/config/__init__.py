"""The configuration: the text of `tpo-docs.yml` in, options and what is wrong with it out."""

from tpo_docs.config.nouns import (
    PROPERTIES,
    RAMP,
    Block,
    CodeOptions,
    Configuration,
    Disclosure,
    FieldMap,
    HistoryOptions,
    LinkMap,
    Priority,
    ResultOptions,
    Role,
    RuleOptions,
    SiteOptions,
    SourceSpec,
    TypeMap,
    View,
)
from tpo_docs.config.reading import default, read
from tpo_docs.config.roles import read_block

__all__ = [
    "PROPERTIES",
    "RAMP",
    "Block",
    "CodeOptions",
    "Configuration",
    "Disclosure",
    "FieldMap",
    "HistoryOptions",
    "LinkMap",
    "Priority",
    "ResultOptions",
    "Role",
    "RuleOptions",
    "SiteOptions",
    "SourceSpec",
    "TypeMap",
    "View",
    "default",
    "read",
    "read_block",
]
