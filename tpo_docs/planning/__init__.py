"""Planning as pure functions of a project: priorities, order, schedule and forecast. Nothing here reads or shows."""
