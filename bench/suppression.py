#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Non-maximum suppression of 10,000 boxes beside torchvision's (Debian's python3-torchvision), in turns in one run.

    bench/suppression.py PROGRAM [--boxes 10000] [--runs 15] [--rounds 2]

PROGRAM is bench/suppression.cpp, compiled with -O3 -march=native. Boxes lie anywhere in a picture of 1,000 x 1,000 pixels, or
some dozens each around 200 things. Prints the fastest of the runs of both, and whether they keep the same boxes.
"""
import argparse
import subprocess
import tempfile
import time

import numpy
import torch
from torchvision.ops import nms


def drawn(count, things, draw):
    centres = draw.rand(count, 2) * 1000
    sides = 10 + draw.rand(count, 2) * 90
    if things:
        of = draw.randint(0, things, count)
        centres = centres[of] + draw.randn(count, 2) * 8
        sides = sides[of] * (0.8 + draw.rand(count, 2) * 0.4)
    boxes = numpy.concatenate([centres - sides / 2, centres + sides / 2], 1)
    return boxes.astype(numpy.float32), draw.rand(count).astype(numpy.float32)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("--boxes", type=int, default=10000)
    p.add_argument("--runs", type=int, default=15)
    p.add_argument("--rounds", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(1)
    for name, things in [("anywhere", 0), ("around 200 things", 200)]:
        boxes, scores = drawn(a.boxes, things, numpy.random.RandomState(1))
        for _ in range(a.rounds):
            with tempfile.NamedTemporaryFile() as given, tempfile.NamedTemporaryFile() as found:
                numpy.concatenate([boxes, scores[:, None]], 1).tofile(given.name)
                said = subprocess.run([a.program, given.name, "0.5", str(a.runs), found.name], check=True,
                                      capture_output=True, text=True).stdout
                ours = numpy.fromfile(found.name, numpy.int32)
            x, s, fastest = torch.from_numpy(boxes), torch.from_numpy(scores), 1e9
            for _ in range(a.runs):
                begin = time.perf_counter()
                theirs = nms(x, s, 0.5)
                fastest = min(fastest, time.perf_counter() - begin)
            same = "the same boxes" if numpy.array_equal(ours, theirs.numpy()) else "OTHER BOXES"
            print(f"{a.boxes} boxes {name}: {len(ours)} kept; strata {float(said) * 1e3:.2f} ms, torchvision {fastest * 1e3:.2f} ms, "
                  f"{fastest / float(said):.1f} times as long; {same}", flush=True)


if __name__ == "__main__":
    main()
