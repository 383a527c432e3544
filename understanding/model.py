"""A linear model over features: learned from examples in seconds, asked in microseconds.

Multinomial logistic regression on tf-idf, by stochastic gradient descent with a falling step.
Why this and not another: docs/decisions/0011-understanding-by-examples.md.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from understanding.features import SIZE, features

Numbers = NDArray[np.float32]
EPOCHS, STEP, BIAS_STEP = 5, 8.0, 0.01
STEP_ON = 4.0
"""Smaller when learning on: what is known already should stay."""
KEPT = 40
"""Examples of each topic that a model remembers word for word, to repeat them while it learns
on: who only hears the new forgets the old."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and the topic it is about."""

    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned. `rarity` weighs a feature, `weights` say for which topics it speaks,
    `kept` are some of the examples."""

    topics: tuple[str, ...]
    rarity: NDArray[np.float16]
    weights: NDArray[np.float16]
    bias: Numbers
    kept: tuple[Example, ...] = ()

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
            kept=np.array([(one.text, one.topic) for one in self.kept]),
        )
        half.replace(path)


def load(path: Path) -> Model:
    """Raises OSError, KeyError or ValueError for a file that is none of ours."""
    with np.load(path, allow_pickle=False) as held:
        topics = tuple(str(topic) for topic in held["topics"])
        kept = tuple(Example(str(text), str(topic)) for text, topic in held["kept"])
        return Model(topics, held["rarity"], held["weights"], held["bias"], kept)


def learn(examples: Sequence[Example], seed: int = 0) -> Model:
    """The same examples always teach the same."""
    present = [features(example.text) for example in examples]
    rarity = _rarity(present)
    sentences = [_weighed(one, rarity) for one in present]
    topics = tuple(sorted({example.topic for example in examples}))
    place = {topic: at for at, topic in enumerate(topics)}
    wanted = [place[example.topic] for example in examples]
    weights, bias = np.zeros((SIZE, len(topics)), np.float32), np.zeros(len(topics), np.float32)
    _descend(weights, bias, list(zip(sentences, wanted, strict=True)), STEP, seed)
    return Model(topics, rarity, weights.astype(np.float16), bias, _kept(examples))


def learn_on(model: Model, lessons: Sequence[Example], seed: int = 0) -> Model:
    """The model with lessons added, in a fraction of the time that learning everything takes.
    A lesson may bring a topic of its own. The same model and lessons always teach the same."""
    if not lessons:
        return model
    new = sorted({one.topic for one in lessons} - set(model.topics))
    topics = (*model.topics, *new)
    place = {topic: at for at, topic in enumerate(topics)}
    repeated = [*lessons, *model.kept]
    heard = [(_weighed(features(one.text), model.rarity), place[one.topic]) for one in repeated]
    weights = np.zeros((SIZE, len(topics)), np.float32)
    weights[:, : len(model.topics)] = model.weights
    shy = np.full(len(new), model.bias.min(), np.float32)
    bias = np.concatenate([model.bias, shy])
    _descend(weights, bias, heard, STEP_ON, seed)
    return Model(topics, model.rarity, weights.astype(np.float16), bias, model.kept)


def _kept(examples: Sequence[Example]) -> tuple[Example, ...]:
    """As many of each topic, from all of its list."""
    listed: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        listed[one.topic].append(one)
    spread = (some[:: max(1, len(some) // KEPT)][:KEPT] for some in listed.values())
    return tuple(chain.from_iterable(spread))


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
    weights: Numbers,
    bias: Numbers,
    heard: Sequence[tuple[tuple[NDArray[np.int64], Numbers], int]],
    first_step: float,
    seed: int,
) -> None:
    """Corrects weights and bias in place by sentences and their topics, a little less each time."""
    chance = np.random.default_rng(seed)
    count = EPOCHS * len(heard)
    steps = np.linspace(first_step, 0, count, endpoint=False, dtype=np.float32)
    order = np.concatenate([chance.permutation(len(heard)) for _ in range(EPOCHS)])
    for step, at in zip(steps, order, strict=True):
        (where, much), wanted = heard[at]
        wrong = _shares(much @ weights[where] + bias)
        wrong[wanted] -= 1
        weights[where] -= np.outer(much, step * wrong)
        bias -= BIAS_STEP * step * wrong


def _shares(scores: Any) -> Numbers:
    """Scores as probabilities."""
    raised = np.exp(scores - scores.max())
    shares: Numbers = raised / raised.sum()
    return shares
