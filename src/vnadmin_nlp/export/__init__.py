"""The archive for other systems: records for search engines."""
