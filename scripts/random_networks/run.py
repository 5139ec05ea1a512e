# SPDX-License-Identifier: MIT
"""A drawn network as something that computes, by PyTorch, and as something that is written, in C++."""
import math

import torch

from drawn import drawn

STREAMS = 8192  # that a network has of its own: those of its parameters first, then others
INPUT, HEADS, FIRST_PRODUCTS, SECOND_PRODUCTS = 1000, 2000, 3000, 4000
STEP = 0  # the number of the step that is taken


def philox(counter, key):
    """kernels/random.hpp: four 32-bit numbers for one counter under one key."""
    counter, key = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(b >> 32) ^ counter[1] ^ key[0], b & 0xFFFFFFFF, (a >> 32) ^ counter[3] ^ key[1], a & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def uniform(seed, stream, i):
    """Number i of the library's stream."""
    return philox([i // 4, 0, stream & 0xFFFFFFFF, stream >> 32], [seed, 0])[i % 4] / 2**32


class Run:
    """A network over its numbers: its parameters in the order in which its layers are computed."""

    def __init__(self, seed, learns, noise=0.0, noise_seed=0):
        self.seed, self.learns, self.noise = seed, learns, noise
        self.parameters, self.statistics, self.taps, self.shared = [], [], {}, {}
        self.values, self.entries, self.frozen, self.replayed = 0, 0, 0, None
        self.generator = torch.Generator().manual_seed(noise_seed)

    def numbers(self, stream, shape):
        return drawn(self.seed * STREAMS + stream, shape)

    def entry(self, make):
        """The next parameter or statistic, unless an earlier place of a shared part has it."""
        if self.replayed is not None and self.replayed[0] == "again":
            return self.replayed[1].pop(0)
        p = make(self.entries)
        self.entries += 1
        if self.replayed is not None:
            self.replayed[1].append(p)
        return p

    def parameter(self, *shape, scale=False):
        """He's deviation for matrices, about 3/4 for scales, about 0 for biases."""
        def make(stream):
            u = self.numbers(stream, shape)
            p = u * math.sqrt(6 / math.prod(shape[1:])) if len(shape) > 1 else 0.75 + 0.5 * u if scale else 0.25 * u
            p = self.rounded(p).requires_grad_(not self.frozen)
            if not self.frozen:
                self.parameters.append(p)
            return p
        return self.entry(make)

    def statistic(self, channels, variance):
        def make(stream):
            u = self.numbers(stream, (channels,))
            s = 0.75 + 0.5 * u if variance else 0.25 * u
            self.statistics.append(s)
            return s
        return self.entry(make)

    def noisy(self, y):
        return y * (1 + self.noise * torch.randn(y.shape, generator=self.generator))

    def rounded(self, y):
        """What less exact arithmetic could make of it."""
        return y if self.noise == 0 else self.noisy(y)

    def rounded_backward(self, x):
        """x itself, whose gradient is rounded."""
        if self.noise == 0 or not x.requires_grad:
            return x
        x = x.view_as(x)
        x.register_hook(self.noisy)
        return x

    def made(self, y, exact=False):
        """The value of a layer."""
        self.values += 1
        return y if exact else self.rounded(y)


class Part:
    """A part of a net: how it is written, the shape it makes, and what it computes."""

    def __init__(self, text, shape, compute, exact=False, form=False):
        self.text, self.shape, self.compute, self.exact, self.form = text, tuple(shape), compute, exact, form

    def __call__(self, run, x):
        if self.form:
            return self.compute(run, x)
        return run.made(self.compute(run, run.rounded_backward(x)), self.exact)


def joined(parts):
    """Parts one after the other, as one part without a word of its own."""
    def compute(run, x):
        for p in parts:
            x = p(run, x)
        return x
    return Part(", ".join(p.text for p in parts), parts[-1].shape, compute, form=True)


def chain(parts, shape):
    if not parts:
        return Part("chain<>", shape, lambda run, x: x, form=True)
    if len(parts) == 1:
        return parts[0]
    whole = joined(parts)
    return Part(f"chain<{whole.text}>", whole.shape, whole.compute, form=True)


def channel_axis(shape):
    return 2 if len(shape) == 2 else 1


def channels(shape):
    return shape[1] if len(shape) == 2 else shape[0]


def with_channels(shape, c):
    return (shape[0], c) if len(shape) == 2 else (c, *shape[1:])


def written(name, *arguments):
    """A layer with its sizes and options."""
    arguments = [str(a) for a in arguments if a is not None]
    return f"{name}<{', '.join(arguments)}>" if arguments else name
