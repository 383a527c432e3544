"""A linear model over features: learned from examples in seconds, asked in microseconds.

Multinomial logistic regression on tf-idf, by stochastic gradient descent with a falling step.
Why this and not another: docs/decisions/0011-understanding-by-examples.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.features import SIZE, features

Numbers = NDArray[np.float32]
EPOCHS, STEP, BIAS_STEP = 5, 8.0, 0.01


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the topic it is about."""

    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned. `rarity` weighs a feature, `weights` say for which topics it speaks."""

    topics: tuple[str, ...]
    rarity: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: Numbers

    def likelihoods(self, text: str) -> list[tuple[str, float]]:
        """Every topic with its probability, the likeliest first."""
        where, much = _weighed(features(text), self.rarity)
        scores = much @ self.weights[where].astype(np.float32) + self.bias
        chances = _shares(scores)
        order = np.argsort(-chances)
        return [(self.topics[at], float(chances[at])) for at in order]

    def save(self, path: Path) -> None:
        """Whole or not at all: a reader never finds half a file."""
        half = path.with_suffix(".part.npz")
        np.savez_compressed(
            half,
            topics=np.array(self.topics),
            rarity=self.rarity,
            weights=self.weights,
            bias=self.bias,
        )
        half.replace(path)


def load(path: Path) -> Model:
    """Raises OSError, KeyError or ValueError for a file that is none of ours."""
    with np.load(path, allow_pickle=False) as held:
        topics = tuple(str(topic) for topic in held["topics"])
        return Model(topics, held["rarity"], held["weights"], held["bias"])


def learn(examples: Sequence[Example], seed: int = 0) -> Model:
    """The same examples always teach the same."""
    present = [features(example.text) for example in examples]
    rarity = _rarity(present)
    sentences = [_weighed(one, rarity) for one in present]
    topics = tuple(sorted({example.topic for example in examples}))
    place = {topic: at for at, topic in enumerate(topics)}
    wanted = [place[example.topic] for example in examples]
    weights, bias = _descend(sentences, wanted, len(topics), seed)
    return Model(topics, rarity, weights.astype(np.float16), bias)


def _rarity(present: Sequence[Mapping[int, float]]) -> NDArray[np.float16]:
    """What occurs everywhere tells little."""
    seen = np.zeros(SIZE, np.float32)
    for one in present:
        seen[list(one)] += 1
    return (np.log((1 + len(present)) / (1 + seen)) + 1).astype(np.float16)


def _weighed(
    present: Mapping[int, float], rarity: NDArray[np.float16]
) -> tuple[NDArray[np.int64], Numbers]:
    """The features that occur and how much each counts; all sentences weigh the same."""
    where = np.fromiter(present, np.int64, len(present))
    much = np.fromiter(present.values(), np.float32, len(present)) * rarity[where]
    return where, (much / (np.linalg.norm(much) + 1e-9)).astype(np.float32)


def _descend(
    sentences: Sequence[tuple[NDArray[np.int64], Numbers]],
    wanted: Sequence[int],
    topics: int,
    seed: int,
) -> tuple[Numbers, Numbers]:
    weights = np.zeros((SIZE, topics), np.float32)
    bias = np.zeros(topics, np.float32)
    chance = np.random.default_rng(seed)
    steps = np.linspace(STEP, 0, EPOCHS * len(sentences), endpoint=False, dtype=np.float32)
    order = np.concatenate([chance.permutation(len(sentences)) for _ in range(EPOCHS)])
    for step, at in zip(steps, order, strict=True):
        where, much = sentences[at]
        wrong = _shares(much @ weights[where] + bias)
        wrong[wanted[at]] -= 1
        weights[where] -= np.outer(much, step * wrong)
        bias -= BIAS_STEP * step * wrong
    return weights, bias


def _shares(scores: Any) -> Numbers:
    """Scores as probabilities."""
    raised = np.exp(scores - scores.max())
    shares: Numbers = raised / raised.sum()
    return shares
