"""Misread words of values, mended where one known reading is left."""
