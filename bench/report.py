# SPDX-License-Identifier: Apache-2.0
"""What was measured, and the report of it."""

import collections
import copy
import os
import statistics
import subprocess
import time

Run = collections.namedtuple("Run", "wall cpu peak status")  # seconds, seconds, KiB

TOOLS = ("dmalint", "clang", "clang, PCH", "sparse", "Coccinelle")
ASKED = {"clang": 1 / 3, "Coccinelle": 1}  # at most so much of it


class Cost:
    """Of one tool on many files."""

    def __init__(self):
        self.cpu, self.peak, self.files, self.failed = 0.0, 0, 0, 0

    def add(self, run, files=1):
        self.cpu += run.cpu
        self.peak = max(self.peak, run.peak)
        self.files += files
        self.failed += run.status != 0

    @staticmethod
    def of(run, files):
        cost = Cost()
        cost.add(run._replace(status=0), files)
        return cost

    def a_file(self):
        """Seconds."""
        return self.cpu / self.files


class Result:
    def __init__(self, tree, seed, load):
        self.tree, self.seed, self.load = tree, seed, load
        self.began, self.date = time.monotonic(), time.strftime("%Y-%m-%d")
        self.state = "interrupted"
        self.cold, self.store_size, self.all_files = None, 0, 0
        self.again = {}  # (what, seconds asked for) -> runs
        self.costs = {}  # of others until now
        self.rows = []  # (number of files, costs by tool)

    def add(self, tool, run):
        self.costs.setdefault(tool, Cost()).add(run)

    def copy_costs(self):
        return copy.deepcopy(self.costs)


def first_line(*command):
    return (subprocess.run(command, capture_output=True, text=True).stdout.splitlines() or [""])[0].strip()


def machine(result):
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "an unknown processor")
    return f"{len(os.sched_getaffinity(0))} x {cpu}, load {result.load:.1f} before and {os.getloadavg()[0]:.1f} at the end"


def alone(result):
    yield "| what | wall, median (all) | asked | CPU, median | of cold |"
    yield "|---|---|---|---|---|"
    cold = result.cold
    yield f"| the whole tree, cold: {result.all_files} files | {cold.wall:.0f} s | {0.55 * cold.cpu:.0f} s (0.55 of its CPU) | {cold.cpu:.0f} s | |"
    for (name, asked), runs in result.again.items():
        walls = sorted(run.wall for run in runs)
        cpu = statistics.median(run.cpu for run in runs)
        yield (f"| {name} | {statistics.median(walls):.2f} s ({', '.join(f'{w:.2f}' for w in walls)}) | {asked:g} s | {cpu:.2f} s | "
               f"{100 * cpu / cold.cpu:.1f} % |")


def beside(rows):
    yield "| files | tool | on | CPU s | ms a file | dmalint is | asked | peak MiB | files that ended with an error |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for number, costs in rows:
        own = costs["dmalint"]
        for tool in (t for t in TOOLS if t in costs):
            cost = costs[tool]
            share = "" if tool == "dmalint" else f"{own.a_file() / cost.a_file():.2f} of it"
            asked = f"{ASKED[tool]:.2f}" if tool in ASKED else ""
            yield (f"| {number} | {tool} | {cost.files} | {cost.cpu:.1f} | {1000 * cost.a_file():.0f} | {share} | {asked} | "
                   f"{cost.peak / 1024:.0f} | {cost.failed or ''} |")


def answer(rows):
    """Of the largest size that all have had."""
    number, costs = [row for row in rows if len(row[1]) > 1][-1]
    own = costs["dmalint"].a_file()
    for tool, asked in ASKED.items():
        share = own / costs[tool].a_file()
        word = "is reached" if share <= asked else "is not reached"
        yield f"On {number} files dmalint spends {share:.2f} of what {tool} does; at most {asked:.2f} was asked for, which {word}."


def picture(rows, path):
    """Both axes logarithmic: a straight line is a cost that grows with the files."""
    tools = [t for t in TOOLS if any(t in costs for _, costs in rows)]
    data, plots = [], []
    for number, tool in enumerate(tools):
        lines = [f"{costs[tool].files} {costs[tool].cpu:.3f}" for _, costs in rows if tool in costs]
        data.append(f"$d{number} << EOD\n" + "\n".join(lines) + "\nEOD\n")
        plots.append(f'$d{number} with linespoints linewidth 2 pointtype {number + 5} title "{tool}"')
    script = ("".join(data) + 'set terminal svg size 720,450 font "sans-serif,12" background "white"\n'
              f"set output '{path}'\n"
              'set logscale xy\nset grid\nset key left top\nset xlabel "files"\nset ylabel "CPU seconds"\n'
              f"set xrange [{rows[0][0] / 1.3:.1f}:{rows[-1][0] * 1.3:.1f}]\n"
              f"set xtics ({', '.join(str(n) for n, _ in rows)})\n"
              f"plot {', '.join(plots)}\n")
    subprocess.run(["gnuplot"], input=script.encode(), check=True)


def text(result, options, name):
    out = ["# What a scan costs", "",
           f"Written by `bench/run`, which [bench/README.md](../bench/README.md) explains: {result.date}, {(time.monotonic() - result.began) / 60:.0f} "
           f"minutes. Tree: {result.tree}, folders drawn with seed {result.seed}. Machine: {machine(result)}.",
           f"{first_line(options.dmalint, 'version')}, {first_line('clang-19', '--version')}, sparse {first_line('sparse', '--version')}, "
           f"{first_line('spatch', '--version')}.", ""]
    if result.state != "whole":
        out += ["**Interrupted: what follows is what was measured until then.**", ""]
    if result.cold:
        out += ["## Alone", "", *alone(result), "", f"A peak of {result.cold.peak / 1024:.0f} MiB, the largest of its processes, and a store of "
                f"{result.store_size / 1e6:.1f} MB. Asked were 130 s of CPU for the cold scan, with fewer rules than there are.", ""]
    if result.rows:
        out += ["## Beside others", "", *([f"![CPU seconds against number of files]({name})", ""] if len(result.rows) > 1 else []),
                 *beside(result.rows), ""]
        if len(result.rows[0][1]) > 1:
            out += [*answer(result.rows), ""]
        out += ["CPU seconds, user and system, are of all processes. clang, sparse and Coccinelle are one process for each file; dmalint is one "
                "scan of all of them. The row of all files is the cold scan, precompiled headers included. Where a tool has no row, it would have taken "
                "too long. \"Ended with an error\": clang and sparse stop at a header that they do not find, which costs them less.", ""]
    return "\n".join(out)


def write(result, options):
    """After each step, so an interruption leaves what was measured."""
    name = os.path.splitext(os.path.basename(options.output))[0] + ".svg"
    folder = os.path.dirname(os.path.realpath(options.output))
    if len(result.rows) > 1:
        picture(result.rows, os.path.join(folder, name))
    with open(options.output + ".new", "w", encoding="utf-8") as out:
        out.write(text(result, options, name))
    os.replace(options.output + ".new", options.output)
