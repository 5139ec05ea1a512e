#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Nearest neighbours of Fashion-MNIST beside scikit-learn's brute force (Debian's python3-sklearn), in turns in one run.

    bench/neighbours.py PROGRAM [--measure l2] [--queries 10000] [--neighbours 5] [--rounds 2]

PROGRAM is bench/neighbours.cpp, compiled with -O3 -march=native -fopenmp. Prints the seconds of both and those of the processor,
where other programs share it, the memory that the search takes beside the data, and for how many queries both found the same neighbours.
"""
import argparse
import gzip
import os
import pathlib
import subprocess
import tempfile
import time

import numpy
from sklearn.neighbors import NearestNeighbors

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
NAMES = {"l1": "manhattan", "l2": "euclidean", "cosine": "cosine"}


def images(name):
    with gzip.open(FOLDER / f"{name}-images-idx3-ubyte.gz") as file:
        raw = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return raw.reshape(-1, 784).astype(numpy.float32) / numpy.float32(255)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("--measure", choices=NAMES, default="l2")
    p.add_argument("--queries", type=int, default=10000)
    p.add_argument("--neighbours", type=int, default=5)
    p.add_argument("--rounds", type=int, default=2)
    a = p.parse_args()
    train, test = images("train"), images("t10k")[:a.queries]
    for _ in range(a.rounds):
        with tempfile.NamedTemporaryFile() as file:
            said = subprocess.run([a.program, a.measure, str(a.queries), str(a.neighbours), file.name], check=True,
                                  capture_output=True, text=True).stdout
            ours = numpy.fromfile(file.name, numpy.int32).reshape(len(test), -1)
        figures = dict(line.split() for line in said.splitlines())
        begin, before = time.perf_counter(), os.times()
        theirs = NearestNeighbors(n_neighbors=a.neighbours, algorithm="brute", metric=NAMES[a.measure], n_jobs=-1)
        theirs = theirs.fit(train).kneighbors(test, return_distance=False)
        took, after = time.perf_counter() - begin, os.times()
        theirs_cpu = after.user + after.system - before.user - before.system
        same = (ours == theirs).all(axis=1).sum()
        print(f"{a.measure}: strata {float(figures['seconds']):.2f} s ({float(figures['processor']):.1f} s of the processor), {float(figures['megabytes']):.1f} MB beside the data, "
              f"accuracy {float(figures['accuracy']):.4f}; scikit-learn {took:.2f} s ({theirs_cpu:.1f}), {took / float(figures['seconds']):.2f} "
              f"times as long; the same neighbours for {same} of {len(test)}", flush=True)


if __name__ == "__main__":
    main()
