"""Every word a person reads, and the order of questions."""
