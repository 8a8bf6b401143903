"""Which document a number, a date and a body mean: pure functions, without SQL."""
