"""`bot.py understand`: what sentences are about, a line each, as one JSON object a line."""

import argparse
import json
import sys

from commands.parts import FINE, Parts
from handlers.mind import open_mind
from messages.operator_words import words
from understanding.topics import Mind


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = words("understand")["ringkas"]


def run(_: argparse.Namespace, __: Parts) -> int:
    mind = open_mind()
    for line in sys.stdin:
        print(json.dumps(_topic(mind, line.rstrip("\n")), ensure_ascii=False), flush=True)
    return FINE


def _topic(mind: Mind, text: str) -> dict[str, object]:
    """The shape that scripts rely on; no topic when it is not clear."""
    found = mind.understand(text)
    return {
        "text": text,
        "topic": found.topic,
        "confidence": round(found.confidence, 3),
        "candidates": [guess.topic for guess in found.guesses],
    }
