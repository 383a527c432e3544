"""What a sentence is about. Standard library, and one text library for near spellings."""
