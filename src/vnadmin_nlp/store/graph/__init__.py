"""All SQL that writes the citation graph."""
