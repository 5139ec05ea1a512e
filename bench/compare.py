#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs strata_bench and its peers in turn and writes what was measured as JSON. scripts/bench calls it.

For each workload and number of threads every program gets it ready; then they are asked for a measurement
one after the other, round after round, while the others sleep. Their medians are compared, so that what disturbs the
machine for a while disturbs all of them.
"""
import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import table

BENCH = pathlib.Path(__file__).resolve().parent
LEVELS = ["x86-64", "x86-64-v3", "x86-64-v4"]
PARTS = ["peers", "growth", "simd", "compile"]
# What keeps glibc from giving large arrays back to the system: the others take theirs again in each step.
KEPT_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "-1"}
# Rows whose memory is told: each has programs of its own.
OF_THEIR_OWN = ("train", "infer", "gradient_of_input", "generate")
# A program that has more resident than this after a row is left for a new one: with the setting above nothing is given back.
MOST_RESIDENT = 2**31


class Program:
    """A program that gets workloads ready and measures them when it is asked to."""

    def __init__(self, command, threads, keeps_memory=False):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_")}
        if threads > 1:  # else two of them may share a processor for as long as a measurement
            environment["OMP_PROC_BIND"] = "true"
        environment |= {"OMP_NUM_THREADS": str(threads), "ATEN_CPU_CAPABILITY": capability(), **(KEPT_MEMORY if keeps_memory else {})}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.columns, self.rows = ["workload", "seconds"], []

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it is over, and what it says is empty

    def ready(self, name):
        """Whether it is ready for a workload; a program for another processor never is."""
        self.rows = []
        self.ask(name)
        for line in self.process.stdout:
            if line.strip() == "ready":
                return True
            self.columns = line.rstrip("\n").split("\t")
        return False

    def measure(self):
        self.ask("measure")
        fields = self.process.stdout.readline().rstrip("\n").split("\t")
        if len(fields) < 2:
            sys.exit(f"{self.process.args[0]} stopped in the middle of a measurement")
        self.rows.append(dict(list(zip(self.columns, fields))[1:]))

    def resident(self):
        """The most memory that was resident, in bytes."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024

    def result(self):
        """Medians of all columns of numbers, but the best of what the machine allows; every round's seconds, and the most memory that was resident."""
        best = {"limit_seconds": min, "peak_gflops": max, "copy_gbs": max}
        result = {c: best.get(c, statistics.median)([float(r[c]) for r in self.rows]) for c, v in self.rows[0].items() if v and c != "way"}
        result["rounds"] = [float(r["seconds"]) for r in self.rows]
        result["way"] = self.rows[0].get("way", "")
        result["resident_bytes"] = self.resident()
        return result

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def processor():
    fields = dict(line.split(":", 1) for line in subprocess.run(["lscpu"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout.splitlines() if ":" in line)
    return {k.strip(): v.strip() for k, v in fields.items()}


def capability():
    flags = processor().get("Flags", "").split()
    return "avx512" if "avx512f" in flags else "avx2" if "avx2" in flags else "default"


def in_turn(programs, name, rounds):
    """Measures a workload by programs in turn; those that cannot run on this machine are left out."""
    running = {p: program for p, program in programs.items() if program.ready(name)}
    for _ in range(rounds):
        for program in running.values():
            program.measure()
    return {p: program.result() for p, program in running.items()}


def names_of(command, text):
    listed = subprocess.run([*command, "--list", "--filter", text], capture_output=True, text=True)
    return listed.stdout.split() if listed.returncode == 0 else []


def peers(options):
    """How each peer is called, and the workloads it has."""
    found = {"pytorch": ["/usr/bin/python3", str(BENCH / "peers" / "torch_bench.py")]}
    if options.modules:
        found["onnxruntime"] = ["node", str(BENCH / "peers" / "onnxruntime_bench.mjs"), "--modules", options.modules, "--models", options.models]
    known = {name: names_of(command, options.filter) for name, command in found.items()}
    if options.dlib:
        found["dlib"], known["dlib"] = [options.dlib], ["train/lenet/b64"]
    return found, known


class Together:
    """Our program and its peers: the same ones for many rows, or new ones for each."""

    def __init__(self, options):
        self.options, self.running = options, {}
        self.ours = [str(pathlib.Path(options.build) / "bench" / "strata_bench")]
        self.commands, self.known = peers(options)

    def program(self, who, threads):
        if (who, threads) not in self.running:
            command = [*self.ours, "--tsv"] if who == "strata" else self.commands[who]
            more = [] if who == "dlib" else ["--threads", str(threads)]
            self.running[who, threads] = Program([*command, *more, "--seconds", str(self.options.seconds), "--ask"], threads, who != "strata")
        return self.running[who, threads]

    def row(self, name, threads):
        alone = name.split("/")[0] in OF_THEIR_OWN
        if alone:
            self.stop()
        who = ["strata", *(p for p in self.commands if name in self.known[p])]
        measured = in_turn({p: self.program(p, threads) for p in who}, name, self.options.rounds)
        if alone:
            self.stop()
        if len(measured) < len(who):
            sys.exit(f"{name}: " + ", ".join(p for p in who if p not in measured) + " did not get ready")
        for p in who:
            if (p, threads) in self.running and self.running[p, threads].resident() > MOST_RESIDENT:
                self.running.pop((p, threads)).stop()
        seconds = {p: f"{1e3 * r['seconds']:.3f} ms" for p, r in measured.items()}
        print(f"{name}, {threads} thread{'s' if threads > 1 else ''}: " + ", ".join(f"{p} {t}" for p, t in seconds.items()), flush=True)
        return {"name": name, "threads": threads, "programs": measured}

    def stop(self):
        for program in self.running.values():
            program.stop()
        self.running = {}


def compare_all(options):
    """Workloads with every number of threads; at few channels and odd sizes with the first alone."""
    together = Together(options)
    names = [n for n in names_of(together.ours, options.filter) if not n.startswith("grow/")]
    rows = [together.row(n, t) for n in names for t in options.threads if t == options.threads[0] or table.is_usual(n)]
    together.stop()
    return rows


def compare_growth(options):
    """Each step along an axis with the first number of threads; the last steps with every number."""
    together = Together(options)
    rows = []
    for growth in table.GROWTH:
        for at in growth.sizes:
            name = f"grow/{growth.axis}/{growth.name}/{at}"
            if options.filter in name:
                threads = options.threads if at == list(growth.sizes)[-1] else options.threads[:1]
                rows += [together.row(name, t) for t in threads]
    together.stop()
    return rows


def compare_instruction_sets(options):
    folder = pathlib.Path(options.build) / "bench"
    commands = {level: folder / f"strata_simd_{level}" for level in LEVELS if (folder / f"strata_simd_{level}").exists()}
    if not commands:
        return []
    rows = []
    programs = {level: Program([str(p), "--seconds", str(options.seconds), "--tsv", "--ask"], 1) for level, p in commands.items()}
    for name in filter(table.is_usual, names_of([str(commands[LEVELS[0]])], options.filter)):
        rows.append({"name": name, "programs": in_turn(programs, name, options.rounds)})
        print(f"{name}: " + ", ".join(f"{p} {r['gflops']:.1f} GFLOP/s" for p, r in rows[-1]["programs"].items()), flush=True)
    for program in programs.values():
        program.stop()
    return rows


def compile_once(command):
    """Seconds, and the most memory that the compiler or what it started had."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit("does not compile: " + " ".join(command))
    return time.perf_counter() - began, usage.ru_maxrss * 1024


def deep_program(layers):
    """The source of a program that trains a network of so many layers, all of them written out."""
    pair = "strata::conv<8, 3, strata::same>, strata::relu, "
    return (f'#include "{BENCH}/compile/train.hpp"\n'
            f"struct deep : strata::net<strata::input<1, 28, 28>, {pair * ((layers - 2) // 2)}strata::flatten, strata::dense<10>> {{}};\n"
            "int main() { strata::bench::train_a_little<deep>(); }\n")


def compare_compilation(options):
    """Each program compiled in turn, the best of the rounds."""
    compiler = os.environ.get("CXX", "g++")
    flags = ["-O3", "-DNDEBUG", "-march=native", "-fopenmp", "-c"]
    sources = {f"strata/{p.stem}": p for p in sorted((BENCH / "compile").glob("*.cpp"))}
    if options.dlib:
        sources["dlib/lenet"] = BENCH / "peers" / "dlib_bench.cpp"
        sources["dlib/resnet20"] = BENCH / "peers" / "dlib_resnet20.cpp"
    with tempfile.TemporaryDirectory() as folder:
        for layers in (10, 20, 40, 80, 160):
            source = pathlib.Path(folder) / f"layers{layers}.cpp"
            source.write_text(deep_program(layers))
            sources[f"strata/{layers} layers"] = source
        rounds = {name: [] for name in sources}
        for _ in range(min(options.rounds, 3)):
            for name, source in sources.items():
                standard = "-std=c++17" if name.startswith("dlib") else "-std=c++20"
                rounds[name].append(compile_once([compiler, standard, *flags, "-w", f"-I{BENCH.parent / 'include'}", str(source), "-o", f"{folder}/x.o"]))
    result = [{"name": n, "seconds": min(s for s, _ in r), "bytes": min(b for _, b in r)} for n, r in rounds.items()]
    for r in result:
        print(f"compile {r['name']}: {r['seconds']:.1f} s, {r['bytes'] / 2**20:.0f} MiB", flush=True)
    return result


def output(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, cwd=BENCH).stdout.strip()
    except FileNotFoundError:
        return ""


def circumstances(options):
    cpu = processor()
    commands = json.loads((pathlib.Path(options.build) / "compile_commands.json").read_text())
    command = next(c["command"] for c in commands if c["file"].endswith("bench/strata_bench.cpp") and "strata_bench.dir" in c["command"])
    compiler = command.split()[0]
    changed = output(["git", "status", "--porcelain", "--untracked-files=no", "../include", "."])
    versions = {"PyTorch": output(["dpkg-query", "-W", "-f", "${Version}", "python3-torch"]),
                "onnxruntime-node": options.onnxruntime_version or "", "dlib": output(["dpkg-query", "-W", "-f", "${Version}", "libdlib-dev"]),
                "OpenBLAS": output(["dpkg-query", "-W", "-f", "${Version}", "libopenblas0-openmp"])}
    return {
        "processor": f"{cpu.get('Vendor ID', '')} {cpu.get('Model name', '')}, family {cpu.get('CPU family', '?')}, model {cpu.get('Model', '?')}",
        "cores": int(cpu.get("CPU(s)", "1")), "l2": cpu.get("L2 cache", "?"), "l3": cpu.get("L3 cache", "?"),
        "compiler": output([compiler, "--version"]).splitlines()[0],
        "flags": " ".join(f for f in command.split() if f.startswith(("-O", "-m", "-f", "-DNDEBUG", "-std"))),
        "commit": output(["git", "rev-parse", "--short=12", "HEAD"]) + (" and changes that are not committed" if changed else ""),
        "wait_policy": os.environ.get("OMP_WAIT_POLICY", "not set"), "capability": capability(),
        "allocator": KEPT_MEMORY, "parts": options.parts, "versions": {k: v for k, v in versions.items() if v},
        "seconds": options.seconds, "rounds": options.rounds, "threads": options.threads, "filter": options.filter,
        "load": options.load,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the folder that cmake built in")
    parser.add_argument("--modules", help="the folder that has node_modules/onnxruntime-node")
    parser.add_argument("--models", help="the folder of the ONNX models")
    parser.add_argument("--dlib", help="dlib's program")
    parser.add_argument("--onnxruntime-version")
    parser.add_argument("--filter", default="")
    parser.add_argument("--seconds", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    parser.add_argument("--load", type=float, default=os.getloadavg()[0], help="how many programs were running in the minute before")
    parser.add_argument("--out", required=True, help="the JSON file")
    options = parser.parse_args()
    results = {"circumstances": circumstances(options),
               "rows": compare_all(options) if "peers" in options.parts else [],
               "growth": compare_growth(options) if "growth" in options.parts else [],
               "simd": compare_instruction_sets(options) if "simd" in options.parts else [],
               "compile": compare_compilation(options) if "compile" in options.parts else []}
    pathlib.Path(options.out).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
