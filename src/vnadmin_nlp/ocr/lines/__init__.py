"""Lines of text on a page image, found by their ink."""
