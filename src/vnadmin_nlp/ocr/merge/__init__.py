"""Readings of one page by several engines, or several times, made one."""
