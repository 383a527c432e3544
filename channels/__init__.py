"""One chat network a file: parse in, send out, name the outcome."""
