#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes benchmarks.md and its charts from what compare.py has measured, and prints what is behind: report.py RESULTS.json FOLDER

Of the parts that were not measured (see scripts/bench) the sections that benchmarks.md has stay as they are.
"""
import json
import math
import pathlib
import re
import sys

import charts
import table as rows_of_table

# Behind: slower than the other, and less than this share of what the machine allows.
SHARE_OF_LIMIT = 0.8


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


def limit(ours):
    """The time of the limit, and the share of it that is reached."""
    return [time_text(ours["limit_seconds"]), f"{100 * ours['limit_seconds'] / ours['seconds']:.0f} %"]


class Report:
    def __init__(self, results, folder):
        self.where, self.rows = results["circumstances"], results["rows"]
        self.simd, self.compile, self.growth = results["simd"], results["compile"], results["growth"]
        self.folder, self.threads = folder, results["circumstances"]["threads"]
        self.parts = []
        page = folder / "benchmarks.md"
        self.before = page.read_text() if page.exists() else ""

    def earlier(self, heading, part):
        """The section that the page has of a part that was not measured now."""
        if part in self.where["parts"]:
            return
        found = re.search(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", self.before, flags=re.M | re.S)
        if not found:
            return
        section = found[0].rstrip("\n") + "\n"
        if "\nFrom an earlier run" not in section:
            of = dict(re.findall(r"^\| (\w+) \| (.*) \|$", self.before, flags=re.M))
            said = ", ".join(of[k] for k in ("processor", "compiler", "flags", "commit") if k in of)
            section = section.replace("\n\n", f"\n\nFrom an earlier run: {said}.\n\n", 1)
        self.parts.append(section)

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
        found = {n: t for n, t in self.of(kinds).items() if set(t) == set(self.threads) and any(peer in p for p in t.values())}
        if not found:
            return
        head, rows = ["workload"], []
        for t in self.threads:
            head += [f"ours, {plural(t, 'thread')}", "GFLOP/s", "limit", "of it", peer_name, *(["its way"] if peer == "pytorch" else []), "ratio"]
        if len(self.threads) > 1:
            head.append(f"ours: {self.threads[-1]} threads to {self.threads[0]}")
        for name, by_threads in found.items():
            row = [f"`{name}`"]
            for t in self.threads:
                p = by_threads[t]
                s = p["strata"]
                row += [time_text(s["seconds"]), f"{s['gflops']:.1f}", *limit(s), time_text(p[peer]["seconds"]),
                        *([p[peer]["way"]] if peer == "pytorch" else []), f"**{self.ratio(p, peer):.2f}**"]
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
        allocator = " ".join(f"{k}={v}" for k, v in w["allocator"].items())
        self.parts += ["# Benchmarks\n", "Written by `scripts/bench`, which runs our programs and the others in turn, in one run. A ratio is the other's time "
                       "divided by ours: above 1 we are faster. What is slower stands here like the rest.\n",
                       table(["", "this run"], [
                           ["processor", f"{w['processor']}; {plural(w['cores'], 'core')}, L2 {w['l2']}, L3 {w['l3']}"],
                           ["compiler", w["compiler"]], ["flags", f"`{w['flags']}`"], ["commit", w["commit"]],
                           ["others", versions], ["threads", " and ".join(map(str, w["threads"]))],
                           ["environment", f"`OMP_WAIT_POLICY` {w['wait_policy']}, `OMP_PROC_BIND=true` with several threads, `ATEN_CPU_CAPABILITY={w['capability']}`"],
                           ["measured", f"medians of {plural(w['rounds'], 'round')} in turn, {w['seconds']:g} s each after warming up"
                                        + (f"; only workloads with \"{w['filter']}\" in the name" if w["filter"] else "")],
                           ["load before", f"{w['load']:.2f}" + (" (other programs were running: take the numbers with care)" if w["load"] > 0.5 else "")]]),
                       "## How the others are set\n",
                       f"The others run with `{allocator}`, which keeps glibc's allocator from giving large arrays back to the system: without it "
                       "PyTorch takes its pages anew in each step, and is timed as it waits for the system. Ours runs with the allocator as it comes. "
                       "PyTorch's own kernels are those of the capability above, and its products are OpenBLAS's.\n",
                       "Each workload is tried in every way that PyTorch has for it, for a fifth of the time of a measurement, and the quickest is what "
                       "is measured: images channels first and channels last in memory; answers of layers and networks as they are called, frozen by "
                       "`torch.jit.freeze`, and frozen with `torch.jit.optimize_for_inference`. The column *its way* says which; where it is empty there is "
                       "one way, the plain call. Answers run under `inference_mode`, all of it called from Python. "
                       "Update rules are those with `foreach=True`.\n",
                       "## What the machine allows\n",
                       "Beside each row stands its *limit*: the time of its multiply-adds at the peak, or of a copy of the bytes that it has to move, "
                       "whichever is longer. Both are measured by our program in the same run, just before each measurement, on as many threads, and the best of the "
                       "rounds counts: the peak is a loop of multiply-adds on registers, the copy goes between two arrays that together are as large as what the row moves, so that they lie in "
                       "the same cache. What has to move are the values and gradients, each once for each pass that uses it, and the parameters. "
                       "*Of it* is the limit divided by our time.\n",
                       self.machine(),
                       "GFLOP/s count the multiply-adds of convolutions, dense and recurrent layers by their definition, two operations each; training counts "
                       "three times the forward pass less the gradient of the network's input. A share above 100 % is possible: 3 x 3 convolutions with stride 1 "
                       "are computed by Winograd's method, which needs up to four times fewer multiplications than the definition counts, and what a pass leaves "
                       "in a near cache the next one reads quicker than a copy.\n",
                       "A training step is forward, loss, backward and update (momentum; Adam where the name says so and of `charlm`, `pixelcnn`, `vae` and `dcgan`). Our rows copy the batch into the "
                       "workspace as part of the step.\n",
                       "The names of workloads: `train` is a training step, `infer` an answer of a network; `fwd` the forward pass of a layer, `fwdbwd` forward and backward; "
                       "`loss` a loss and its gradient, `update` a step of a rule, `stage` what happens to gradients before it; "
                       "`bN` a batch of N, `tL` sequences of L places. Of a layer, `C-K@H` is C channels to K filters with an output of H x H, "
                       "`conv3x3s1` a 3 x 3 convolution with stride 1, `C-K` without `@` C numbers to K, and `C@H` C channels of H x H. The networks:\n",
                       "- `mlp`: 784 numbers, dense layers of 256, 128 and 10, ReLU between them; 235,146 parameters\n"
                       "- `lenet`: images 1 x 28 x 28, 2 convolutions of 5 x 5, each with ReLU and max pooling, dense layers of 120, 84 and 10; 61,706 parameters\n"
                       "- `vgg`: images 3 x 32 x 32, 4 convolutions of 3 x 3 with 32, 32, 64 and 64 filters, max pooling after each two, dense layers of 512 and 10; "
                       "2,168,362 parameters\n"
                       "- `resnet20`: images 3 x 32 x 32, a convolution, 9 residual blocks of 2 convolutions with 16, 32 and 64 filters, batch normalization, "
                       "a dense layer of 10; 272,474 parameters\n"
                       "- `charlm`: 64 letters, each one of 65, an embedding of 64 numbers, 2 LSTMs of 256, a dense layer of 65 at each place; 874,881 parameters\n"
                       "- `pixelcnn`: images 1 x 28 x 28 of two shades, a masked convolution of 7 x 7 with 32 filters, 7 residual blocks with one of 3 x 3 between two of 1 x 1, "
                       "2 more of 1 x 1\n"
                       "- `vae`: 784 numbers, dense layers of 400 and 40, a normal draw of 20 numbers, dense layers of 400 and 784\n"
                       "- `dcgan`: images 1 x 28 x 28; a step is a turn of the discriminator, of 2 convolutions with 64 and 128 filters and one number, and one of the generator, "
                       "of 3 transposed convolutions\n"]

    def machine(self):
        """Peaks and copies of this run, by threads."""
        rows = []
        for t in self.threads:
            ours = [r["programs"]["strata"] for r in self.rows + self.growth if r["threads"] == t]
            row = [plural(t, "thread"), f"{max((s['peak_gflops'] for s in ours), default=0):.0f}"]
            for least, most in ((0, 2**18), (2**18, 2**23), (2**23, 2**26), (2**26, math.inf)):
                copies = sorted(s["copy_gbs"] for s in ours if least < s["least_bytes"] <= most)
                row.append(f"{copies[len(copies) // 2]:.0f}" if copies else "")
            rows.append(row)
        return table(["", "peak, GFLOP/s", "copy to 256 KiB, GB/s", "to 8 MiB", "to 64 MiB", "more"], rows)

    def table_of(self, names, t):
        """Rows of the table: ours, PyTorch's, the limit."""
        by_name = {r["name"]: r["programs"] for r in self.rows if r["threads"] == t}
        rows = []
        for name in names:
            p = by_name.get(name)
            if p is None:
                continue
            s, peer = p["strata"], p.get("pytorch")
            theirs = [time_text(peer["seconds"]), peer["way"], f"**{self.ratio(p, 'pytorch'):.2f}**"] if peer else ["none", "", ""]
            rows.append([f"`{name}`", time_text(s["seconds"]), *limit(s), *theirs])
        return rows

    def of_the_table(self, heading, words, names, file=None):
        """A table for each number of threads, the ratios' means, and a chart of them with one thread."""
        names = list(names)
        measured = {t: self.table_of(names, t) for t in self.threads}
        if not any(measured.values()):
            return
        self.parts += [f"## {heading}\n", words + "\n"]
        by = {t: [self.ratio(r["programs"], "pytorch") for r in self.rows if r["threads"] == t and r["name"] in names and "pytorch" in r["programs"]]
              for t in self.threads}
        self.parts.append(" ".join(f"With {plural(t, 'thread')}: geometric mean **{geometric_mean(m):.2f}**, least {min(m):.2f}." for t, m in by.items() if m) + "\n")
        if file:
            shown = {}
            for r in self.rows:
                if r["threads"] == self.threads[0] and r["name"] in names and "pytorch" in r["programs"]:
                    way, what = r["name"].split("/", 1)
                    shown.setdefault(what, {})[way] = self.ratio(r["programs"], "pytorch")
            self.chart(file, heading, f"PyTorch's time divided by ours, {plural(self.threads[0], 'thread')}; longer is better for us",
                       [(what, [by.get("fwd"), by.get("fwdbwd")]) for what, by in shown.items()], ["forward", "forward and backward"],
                       lambda v: f"{v:.2f}", line=1, line_words="as fast")
        for t, rows in measured.items():
            if rows:
                if sum(map(bool, measured.values())) > 1:
                    self.parts.append(f"{plural(t, 'thread').capitalize()}:\n")
                self.parts.append(table(["workload", "ours", "limit", "of it", "PyTorch", "its way", "ratio"], rows))

    def single_layers(self):
        of = [(n, s.kind) for n, _, s, _ in rows_of_table.layer_rows()]
        why = {}
        for layer in rows_of_table.LAYERS:
            if layer.no_peer:
                why.setdefault(layer.no_peer, []).append(f"`{layer.name}`")
        none = " ".join(f"{', '.join(names)}: {reason}." for reason, names in why.items())
        words = ("`fwd` is the forward pass, `fwdbwd` forward and backward with the gradients of parameters and input. Where our pass writes over what it was "
                 "given, which it does in a network too, the input is put there again outside of the time that counts. " + none
                 + " Views (`flatten`, `reshape`, `pixels_to_places`, `places_to_pixels`) do nothing and have no row.")
        self.of_the_table("Single layers beside PyTorch", words, (n for n, kind in of if kind == "usual"), "benchmarks-layers.svg")
        self.of_the_table("Single layers at few channels", "The same layers, one thread.", (n for n, kind in of if kind == "few"))
        self.of_the_table("Single layers at odd sizes", "Extents and channels that no vector divides, one thread.", (n for n, kind in of if kind == "odd"))

    def losses(self):
        self.of_the_table("Losses beside PyTorch", "The loss of a batch and its gradient with respect to the scores.", (n for n, _, _ in rows_of_table.loss_rows()))

    def behind(self):
        """(name, threads, ratio, share) of what is slower than PyTorch and far from the limit."""
        found = []
        for r in self.rows + self.growth:
            s = r["programs"]["strata"]
            share = s["limit_seconds"] / s["seconds"]
            for peer in ("pytorch", "onnxruntime", "dlib"):
                ratio = self.ratio(r["programs"], peer)
                if ratio is not None and ratio < 1 and share < SHARE_OF_LIMIT:
                    found.append((r["name"], r["threads"], peer, ratio, share))
        return sorted(found, key=lambda f: f[3])

    def what_is_behind(self):
        compared = sum(len(r["programs"]) > 1 for r in self.rows + self.growth)
        found = self.behind()
        if not compared:
            return
        self.parts += ["## What is behind\n", f"{len(found)} of {compared} comparisons: the ratio is below 1, and less than {100 * SHARE_OF_LIMIT:.0f} % of the limit is reached.\n"]
        if found:
            self.parts.append(table(["workload", "threads", "beside", "ratio", "of the limit"],
                                    [[f"`{n}`", str(t), peer, f"**{ratio:.2f}**", f"{100 * share:.0f} %"] for n, t, peer, ratio, share in found]))

    def growths(self):
        by_name = {(r["name"], r["threads"]): r["programs"] for r in self.growth}
        if not by_name:
            return
        self.parts += ["## Growth\n", "Forward and backward of a layer, the time of a multiply-add in picoseconds as one extent grows and all else stays, one thread "
                       "where nothing else is said. A flat line is a layer whose time is its arithmetic; what falls is what each call costs.\n"]
        words = {"batch": "samples", "image": "height and width", "width": "channels or features", "depth": "number of layers", "length": "places"}
        curves_of = {}
        for growth in rows_of_table.GROWTH:
            for who, said in (("strata", "ours"), ("pytorch", "PyTorch")):
                points = [(at, self.picoseconds(p[who]["seconds"], p["strata"])) for at in growth.sizes
                          for p in [by_name.get((f"grow/{growth.axis}/{growth.name}/{at}", self.threads[0]))] if p and who in p]
                if points:
                    curves_of.setdefault(growth.axis, []).append((f"{growth.name}, {said}", points, who != "strata"))
        threads = []
        for growth in rows_of_table.GROWTH if len(self.threads) > 1 else []:
            name = f"grow/{growth.axis}/{growth.name}/{list(growth.sizes)[-1]}"
            if growth.axis not in ("batch", "length"):
                continue
            for who, said in (("strata", "ours"), ("pytorch", "PyTorch")):
                points = [(t, self.picoseconds(p[who]["seconds"], p["strata"])) for t in self.threads for p in [by_name.get((name, t))] if p and who in p]
                if points:
                    threads.append((f"{growth.name}, {said}", points, who != "strata"))
        if threads:
            curves_of["threads"] = threads
        for axis, curves in curves_of.items():
            file, title = f"benchmarks-growth-{axis}.svg", f"Time of a multiply-add against {axis if axis in ('batch', 'threads') else words[axis]}"
            (self.folder / file).write_text(charts.lines(title, "forward and backward; lower is better", words.get(axis, axis), "picoseconds", curves))
            self.parts.append(f"![{title}]({file})\n")
            xs = sorted({x for _, points, _ in curves for x, _ in points})
            self.parts.append(table([axis, *(f"{x:g}" for x in xs)], [[n, *(f"{dict(points)[x]:.3g}" if x in dict(points) else "" for x in xs)] for n, points, _ in curves]))

    @staticmethod
    def picoseconds(seconds, ours):
        multiply_adds = ours["gflops"] * 1e9 * ours["seconds"] / 2
        return 1e12 * seconds / multiply_adds

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
        why = {}
        for rule in rows_of_table.RULES:
            if rule.no_peer:
                why.setdefault(rule.no_peer, []).append(f"`{rule.name}`")
        none = " ".join(f"{', '.join(names)}: {reason}." for reason, names in why.items())
        self.of_the_table("Update rules beside PyTorch", "A step over one matrix of parameters, of 4 million, 1 thousand and 100,091. What has to move are the parameters, the "
                          "gradient and the rule's arrays, read once and written once. `stage` is what happens to the gradients before the step. " + none,
                          (n for n, _, _ in rows_of_table.rule_rows()))

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
        self.earlier("Compiling a training program", "compile")
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
        self.earlier("The same kernels for each instruction set", "simd")
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
        self.what_is_behind()
        self.against("Training beside PyTorch", ["train"], "pytorch", "PyTorch", "benchmarks-training.svg", "Full steps.")
        self.against("Inference beside onnxruntime", ["infer"], "onnxruntime", "onnxruntime", "benchmarks-inference.svg",
                     "onnxruntime is called through its Node package's native binding, with its output array given.")
        self.against("Inference beside PyTorch", ["infer"], "pytorch", "PyTorch", "benchmarks-inference-pytorch.svg", "Answers of whole networks.")
        self.against("The gradient of an image beside PyTorch", ["gradient_of_input"], "pytorch", "PyTorch", "benchmarks-gradient.svg",
                     "Forward and backward of a network that behaves as it answers: the gradient of its input alone.")
        self.against("Generation beside PyTorch", ["generate"], "pytorch", "PyTorch", "benchmarks-generation.svg",
                     "64 letters, each the likeliest after those before it: a `stream` beside a loop of PyTorch's under `inference_mode`, called from Python.")
        self.single_layers()
        self.against("Single layers beside onnxruntime", ["fwd"], "onnxruntime", "onnxruntime", "benchmarks-layers-onnxruntime.svg", "Forward passes.")
        self.losses()
        self.updates()
        self.growths()
        self.earlier("Growth", "growth")
        self.dlib()
        self.fused()
        self.memory()
        self.compilation()
        self.instruction_sets()
        (self.folder / "benchmarks.md").write_text("\n".join(self.parts))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: report.py RESULTS.json FOLDER")
    report = Report(json.loads(pathlib.Path(sys.argv[1]).read_text()), pathlib.Path(sys.argv[2]))
    report.write()
    for behind in report.behind():
        print("behind: {}, threads {}, beside {}: ratio {:.2f}, {:.0%} of the limit".format(*behind))
