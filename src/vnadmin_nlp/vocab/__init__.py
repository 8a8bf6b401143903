"""The tables of the field, and small look-ups over them."""
