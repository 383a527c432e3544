"""What a sentence is about. Standard library only."""
