"""Many files into one archive: killable workers, nothing done twice, no failure lost."""
