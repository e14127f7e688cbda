"""The day to judge by."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tpo_docs import config, files


def test_the_day_is_asked_for_frozen_reproducible_or_today(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = config.read("today: 2027-03-01", "tpo-docs.yml")
    asked = date(2026, 1, 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert files.today_of(frozen, asked) == asked
    assert files.today_of(frozen) == date(2027, 3, 1)
    assert files.today_of(config.default()) == date(2026, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert abs((files.today_of(config.default()) - datetime.now(UTC).date()).days) <= 1
