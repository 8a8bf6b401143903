"""How things are written: parsing and printing, pure functions over text."""
