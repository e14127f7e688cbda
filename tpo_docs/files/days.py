"""The day to judge by, and a day of the command line."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime

from tpo_docs.config import Configuration
from tpo_docs.files.place import ProjectError
from tpo_docs.model import as_date


def today_of(configuration: Configuration, today: date | None = None) -> date:
    """The day to judge by: the one asked for, that of the configuration, that of a reproducible build, or today."""
    if today is not None:
        return today
    if configuration.today is not None:
        return configuration.today
    epoch = _epoch()
    if re.fullmatch(r"\d{1,11}", epoch):
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def frozen_day(configuration: Configuration, today: date | None = None) -> date | None:
    """The day that was asked for, by an argument, the configuration or a reproducible build; None where today is today."""
    if today is not None or configuration.today is not None or re.fullmatch(r"\d{1,11}", _epoch()):
        return today_of(configuration, today)
    return None


def _epoch() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def parse_day(text: str) -> date:
    """A date of the command line."""
    found = as_date(text)
    if found is None or len(text) != 10:
        raise ProjectError(f"'{text}' is no date; write it as YYYY-MM-DD")
    return found
