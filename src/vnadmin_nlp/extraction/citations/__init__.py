"""Citations (viện dẫn): the documents that a text cites, and how."""
