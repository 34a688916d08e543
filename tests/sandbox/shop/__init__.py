"""What the practice shop promises, held against recorded answers."""
