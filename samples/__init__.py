"""Dispatches of our own writing, and the tool that prints and scans them."""
