"""How many examples of a property are tried where each takes seconds: the number is the test's, all else is the same."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

WHOLE_PROJECTS = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example takes seconds, and shrinking tries hundreds
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""For properties whose examples are projects that are edited and built."""
