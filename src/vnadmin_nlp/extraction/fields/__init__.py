"""The fields of a record: one module for each group."""
