"""Pictures for people who would rather look than read: finished strings in, PNG bytes out.

The only room that knows how to draw. Nothing here reads a clock, a database or a network, and
only paint.py imports Pillow, so that whoever draws nothing pays nothing for it.
"""
