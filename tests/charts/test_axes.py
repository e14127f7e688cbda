"""Words of an axis find room beside each other."""

from __future__ import annotations

from tpo_docs.charts import Axis, axes


def test_words_of_an_axis_that_would_run_into_each_other_on_a_phone_can_be_left_out() -> None:
    """Ten letters take 60 pixels of 350, and the first word begins at the edge: from it on every second one has room."""
    far = tuple((float(number), "2026-01-01") for number in range(11))
    drawn = list(axes.marks(Axis("Day", 0.0, 10.0, far), 100))
    assert [" tpo-chart__aside" in text for text in drawn] == [False, True, *[True, False] * 4, True]
    near = tuple((float(number), "1") for number in range(11))
    assert not any("aside" in text for text in axes.marks(Axis("Day", 0.0, 10.0, near), 100))
