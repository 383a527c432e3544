import argparse
from commands.parts import Parts
from messages.operator_words import words


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = ""


def run(args: argparse.Namespace, parts: Parts) -> int:
    return 0
