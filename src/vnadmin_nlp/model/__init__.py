"""What flows through the stages: pages of words, and the record of a document."""
