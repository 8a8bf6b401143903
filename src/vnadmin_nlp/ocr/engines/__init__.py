"""The recognisers, a module each."""
