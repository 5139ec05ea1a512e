#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes benchmarks.md and its charts from what compare.py has measured: report.py RESULTS.json FOLDER"""
import json
import math
import pathlib
import sys

import charts


def geometric_mean(values):
    return math.exp(sum(math.log(v) for v in values) / len(values))


def time_text(seconds):
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 and seconds < 1 else f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1e6:.3g} µs"


def bytes_text(n):
    return f"{n / 2**20:.1f} MiB" if n >= 2**20 else f"{n / 2**10:.1f} KiB"


def plural(n, word):
    return f"{n} {word}{'' if n == 1 else 's'}"


def table(head, rows):
    align = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, align, *rows]) + "\n"


class Report:
    def __init__(self, results, folder):
        self.where, self.rows = results["circumstances"], results["rows"]
        self.simd, self.compile = results["simd"], results["compile"]
        self.folder, self.threads = folder, results["circumstances"]["threads"]
        self.parts = []

    def of(self, kinds):
        """name -> threads -> programs, for workloads of these kinds."""
        found = {}
        for r in self.rows:
            if r["name"].split("/")[0] in kinds:
                found.setdefault(r["name"], {})[r["threads"]] = r["programs"]
        return found

    def ratio(self, programs, peer):
        return programs[peer]["seconds"] / programs["strata"]["seconds"] if peer in programs else None

    def chart(self, file, *arguments, **named):
        (self.folder / file).write_text(charts.bars(*arguments, **named))
        self.parts.append(f"![{arguments[0]}]({file})\n")

    def against(self, heading, kinds, peer, peer_name, file, words, mean=True):
        """A table, the mean and a chart of one comparison."""
        found = {n: t for n, t in self.of(kinds).items() if any(peer in p for p in t.values())}
        if not found:
            return
        head, rows = ["workload"], []
        for t in self.threads:
            head += [f"ours, {plural(t, 'thread')}", "GFLOP/s", "of the peak", peer_name, "ratio"]
        if len(self.threads) > 1:
            head.append(f"ours: {self.threads[-1]} threads to {self.threads[0]}")
        for name, by_threads in found.items():
            row = [f"`{name}`"]
            for t in self.threads:
                p = by_threads[t]
                s = p["strata"]
                row += [time_text(s["seconds"]), f"{s['gflops']:.1f}", f"{100 * s['of_peak']:.0f} %", time_text(p[peer]["seconds"]),
                        f"**{self.ratio(p, peer):.2f}**"]
            if len(self.threads) > 1:
                row.append(f"{by_threads[self.threads[0]]['strata']['seconds'] / by_threads[self.threads[-1]]['strata']['seconds']:.2f}")
            rows.append(row)
        self.parts += [f"## {heading}\n", words + "\n"]
        means = {t: [self.ratio(by[t], peer) for by in found.values()] for t in self.threads}
        if mean:
            self.parts.append(" ".join(f"With {plural(t, 'thread')}: geometric mean **{geometric_mean(m):.2f}**, least {min(m):.2f}." for t, m in means.items()) + "\n")
        self.chart(file, heading, f"{peer_name}'s time divided by ours; longer is better for us", [(n, [self.ratio(by[t], peer) for t in self.threads]) for n, by in found.items()],
                   [plural(t, "thread") for t in self.threads], lambda v: f"{v:.2f}", line=1, line_words="as fast")
        self.parts.append(table(head, rows))

    def opening(self):
        w = self.where
        versions = ", ".join(f"{k} {v}" for k, v in w["versions"].items())
        allocator = ", ".join(f"`{k}={v}`" for k, v in w["allocator"].items()) or "glibc's allocator as it comes"
        self.parts += ["# Benchmarks\n", "Written by `scripts/bench`, which runs our programs and the others in turn, in one run. A ratio is the other's time "
                       "divided by ours: above 1 we are faster. What is slower stands here like the rest.\n",
                       table(["", "this run"], [
                           ["processor", f"{w['processor']}; {plural(w['cores'], 'core')}, L2 {w['l2']}, L3 {w['l3']}"],
                           ["compiler", w["compiler"]], ["flags", f"`{w['flags']}`"], ["commit", w["commit"]],
                           ["others", versions], ["threads", " and ".join(map(str, w["threads"]))],
                           ["environment", f"`OMP_WAIT_POLICY` {w['wait_policy']}, `ATEN_CPU_CAPABILITY={w['capability']}`, {allocator}"],
                           ["measured", f"medians of {plural(w['rounds'], 'round')} in turn, {w['seconds']:g} s each after warming up"
                                        + (f"; only workloads with \"{w['filter']}\" in the name" if w["filter"] else "")],
                           ["load before", f"{w['load']:.2f}" + (" (other programs were running: take the numbers with care)" if w["load"] > 0.5 else "")]]),
                       "GFLOP/s count the multiply-adds of convolutions, dense and recurrent layers by their definition, two operations each; training counts "
                       "three times the forward pass less the gradient of the network's input. The peak is a loop of multiply-adds on registers, run "
                       "just before each measurement on as many threads. A share *of the peak* above 100 % is possible: 3 x 3 convolutions with stride 1 "
                       "are computed by Winograd's method, which needs up to four times fewer multiplications than the definition counts.\n",
                       "A training step is forward, loss, backward and update (momentum, or Adam where the name says so). Our rows copy the batch into the "
                       "workspace as part of the step.\n",
                       "The names of workloads: `train` is a training step, `infer` an answer of a network; `fwd` the forward pass of a layer, `fwdbwd` forward and backward; "
                       "`bN` a batch of N, `tL` sequences of L places. Of a layer, `C-K@H` is C channels to K filters with an output of H x H, "
                       "`conv3x3s1` a 3 x 3 convolution with stride 1, `C-K` without `@` C numbers to K, and `C@H` C channels of H x H. The networks:\n",
                       "- `mlp`: 784 numbers, dense layers of 256, 128 and 10, ReLU between them; 235,146 parameters\n"
                       "- `lenet`: images 1 x 28 x 28, 2 convolutions of 5 x 5, each with ReLU and max pooling, dense layers of 120, 84 and 10; 61,706 parameters\n"
                       "- `vgg`: images 3 x 32 x 32, 4 convolutions of 3 x 3 with 32, 32, 64 and 64 filters, max pooling after each two, dense layers of 512 and 10; "
                       "2,168,362 parameters\n"
                       "- `resnet20`: images 3 x 32 x 32, a convolution, 9 residual blocks of 2 convolutions with 16, 32 and 64 filters, batch normalization, "
                       "a dense layer of 10; 272,474 parameters\n"
                       "- `charlm`: 64 letters, each one of 65, an embedding of 64 numbers, 2 LSTMs of 256, a dense layer of 65 at each place; 874,881 parameters\n"]

    def dlib(self):
        found = [(r["threads"], r["programs"]) for r in self.rows if "dlib" in r["programs"]]
        if found:
            self.parts += ["## LeNet's training beside dlib\n", table(["threads", "ours", "dlib", "ratio"], [
                [str(t), time_text(p["strata"]["seconds"]), time_text(p["dlib"]["seconds"]), f"**{self.ratio(p, 'dlib'):.2f}**"] for t, p in found])]

    def fused(self):
        found = self.of(["fused"])
        if not found:
            return
        head = ["workload", "threads", "fused", "unfused", "ratio", "plan", "unfused", "moved", "unfused"]
        rows = [[f"`{n}`", str(t), time_text(s["seconds"]), time_text(s["unfused_seconds"]), f"**{s['unfused_seconds'] / s['seconds']:.2f}**",
                 bytes_text(s["plan_bytes"]), bytes_text(s["unfused_plan_bytes"]), bytes_text(s["moved_bytes"]), bytes_text(s["unfused_moved_bytes"])]
                for n, by in found.items() for t in self.threads for s in [by[t]["strata"]]]
        self.parts += ["## Fusion\n", "The same network as groups of layers and layer by layer, measured in turn. *Plan* is what the workspace takes; *moved* is what the "
                       "passes of one run read and write, each value and gradient once for each pass that uses it. A fused plan can be the larger one: a pass over several layers may "
                       "need scratch that the layers one by one do not, such as the gradient between them. `fused/loss` and `fused/update` are no networks: "
                       "they compare a loss and update rules with the same rule in separate passes over arrays; their *plan* is these arrays.\n", table(head, rows)]

    def updates(self):
        found = {n: by for n, by in self.of(["update"]).items() if "pytorch" in by[self.threads[0]]}
        copy = found.get("update/copy/4M")
        if not found:
            return
        head = ["workload", "threads", "ours", "GB/s", "of a copy", "PyTorch, foreach", "ratio"]
        rows = []
        for name, by in found.items():
            for t in self.threads:
                s = by[t]["strata"]
                bytes_a_second = s["moved_bytes"] / s["seconds"]
                of_copy = bytes_a_second / (copy[t]["strata"]["moved_bytes"] / copy[t]["strata"]["seconds"]) if copy else 0
                rows.append([f"`{name}`", str(t), time_text(s["seconds"]), f"{bytes_a_second / 1e9:.1f}", f"{100 * of_copy:.0f} %" if copy else "",
                             time_text(by[t]["pytorch"]["seconds"]), f"**{self.ratio(by[t], 'pytorch'):.2f}**"])
        self.parts += ["## Update rules beside PyTorch\n", "A step over 4 million parameters in one piece, PyTorch's rules with `foreach=True`. *GB/s* is what a step has to read and "
                       "write, the parameters, the gradient and the rule's arrays once each, in the time that it takes; *of a copy* compares it with `update/copy`, whose processor also reads the lines that it writes over: a rule can be above 100 %.\n", table(head, rows)]

    def memory(self):
        t = self.threads[0]
        rows = []
        for name, by in self.of(["train", "infer"]).items():
            p = by[t]
            s = p["strata"]
            other = [bytes_text(p[q]["resident_bytes"]) if q in p else "" for q in ("pytorch", "onnxruntime")]
            # a system that does not tell what is resident leaves nothing to compare
            measured = s.get("measured_bytes", 0)
            growth = [bytes_text(measured), f"{measured / s['computed_bytes']:.3f}"] if measured > 0 else ["", ""]
            rows.append([f"`{name}`", bytes_text(s["plan_bytes"]), bytes_text(s["computed_bytes"]), *growth, bytes_text(s["resident_bytes"]), *other])
        if rows:
            self.parts += ["## Memory\n", f"{plural(t, 'thread').capitalize()}. *Computed* is what the types say before anything runs: the plan, the parameters, their gradients, the arrays of the "
                           "update rule, the batch. *Measured* is how far the peak of resident memory rises while our program prepares and runs the workload. "
                           "That includes the code it touches, so small workloads measure more than computed. The last three are the most that was resident of whole programs; "
                           "Python, Node and their libraries are in the others' figures.\n",
                           table(["workload", "our plan", "computed", "measured", "measured / computed", "our program", "PyTorch", "onnxruntime"], rows)]

    def compilation(self):
        if not self.compile:
            return
        dlib = {c["name"].split("/")[1]: c for c in self.compile if c["name"].startswith("dlib/")}
        rows = []
        for c in self.compile:
            peer = dlib.get(c["name"].split("/")[1].removesuffix("_compiled")) if c["name"].startswith("strata/") else None
            rows.append([f"`{c['name']}`", f"{c['seconds']:.1f}", f"{c['bytes'] / 2**20:.0f} MiB"]
                        + ([f"**{c[of] / peer[of]:.2f}**" for of in ("seconds", "bytes")] if peer else ["", ""]))
        self.parts += ["## Compiling a training program\n", "The best of the rounds, one compiler at a time, the flags above. `bench/compile` has our programs, `bench/peers` dlib's, which "
                       "links the library that dlib is; *N layers* is a chain of equal convolutions with ReLU, written out. Programs called *compiled* include `strata/compiled.hpp`: "
                       "the passes that they run are in `compile_here`, which is compiled once for any number of programs and networks.\n",
                       table(["program", "seconds", "memory", "seconds / dlib's", "memory / dlib's"], rows)]
        self.chart("benchmarks-compile.svg", "Compiling a training program", "seconds; shorter is better", [(c["name"], [c["seconds"]]) for c in self.compile], ["seconds"], lambda v: f"{v:.1f} s")

    def instruction_sets(self):
        if not self.simd:
            return
        levels = list(dict.fromkeys(level for r in self.simd for level in r["programs"]))
        names = {"x86-64": "x86-64: SSE2", "x86-64-v3": "x86-64-v3: AVX2 and FMA", "x86-64-v4": "x86-64-v4: AVX-512"}
        rows = [[f"`{r['name']}`"] + [x for level in levels for p in [r["programs"][level]] for x in (f"{p['gflops']:.1f}", f"{100 * p['of_peak']:.0f} %")] for r in self.simd]
        peaks = ", ".join(f"{level} {max(r['programs'][level]['peak_gflops'] for r in self.simd):.0f}" for level in levels)
        self.parts += ["## The same kernels for each instruction set\n",
                       f"`strata_simd_LEVEL` is the same source built with `-march=LEVEL`, one thread: GFLOP/s, and the share of that instruction set's own peak ({peaks} GFLOP/s).\n"]
        self.chart("benchmarks-simd.svg", "The same kernels for each instruction set", "GFLOP/s, one thread; longer is better",
                   [(r["name"], [r["programs"][level]["gflops"] for level in levels]) for r in self.simd], [names[level] for level in levels], lambda v: f"{v:.0f}")
        self.parts.append(table(["workload"] + [h for level in levels for h in (level, "of its peak")], rows))

    def write(self):
        self.opening()
        self.against("Training beside PyTorch", ["train"], "pytorch", "PyTorch", "benchmarks-training.svg", "Full steps.")
        self.against("Inference beside onnxruntime", ["infer"], "onnxruntime", "onnxruntime", "benchmarks-inference.svg",
                     "onnxruntime is called through its Node package's native binding, with its output array given.")
        self.against("Inference beside PyTorch", ["infer"], "pytorch", "PyTorch", "benchmarks-inference-pytorch.svg", "Under `inference_mode`, called from Python.")
        self.against("Generation beside PyTorch", ["generate"], "pytorch", "PyTorch", "benchmarks-generation.svg",
                     "64 letters, each the likeliest after those before it: a `stream` beside a loop of PyTorch's under `inference_mode`, called from Python.")
        self.against("Single layers beside PyTorch", ["fwd", "fwdbwd"], "pytorch", "PyTorch", "benchmarks-layers.svg",
                     "`fwd` is the forward pass, `fwdbwd` forward and backward with the gradients of parameters and input.")
        self.against("Single layers beside onnxruntime", ["fwd"], "onnxruntime", "onnxruntime", "benchmarks-layers-onnxruntime.svg", "Forward passes.")
        self.dlib()
        self.fused()
        self.updates()
        self.memory()
        self.compilation()
        self.instruction_sets()
        (self.folder / "benchmarks.md").write_text("\n".join(self.parts))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: report.py RESULTS.json FOLDER")
    Report(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2])).write()
