"""The conversation as a pure function: state and event in, new state and replies out."""
