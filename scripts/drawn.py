# SPDX-License-Identifier: MIT
"""Numbers that need not be stored: tests/architectures/drawn.hpp has the same formula."""
import math

import numpy
import torch


def drawn(stream, shape):
    """Numbers in [-1, 1), each from its index alone."""
    mask = numpy.uint64(0xFFFFFFFF)
    h = (numpy.arange(math.prod(shape), dtype=numpy.uint64) * numpy.uint64(0x9E3779B9)
         + numpy.uint64(stream * 0x85EBCA6B & 0xFFFFFFFF)) & mask
    h ^= h >> numpy.uint64(16)
    h = h * numpy.uint64(0x7FEB352D) & mask
    h ^= h >> numpy.uint64(15)
    h = h * numpy.uint64(0x846CA68B) & mask
    h ^= h >> numpy.uint64(16)
    return torch.from_numpy((h >> numpy.uint64(8)).astype(numpy.float64) / 2**23 - 1).reshape(shape)
