"""Page images made upright, straight and clean."""
