#!/usr/bin/env python3
"""Luwes and its peers on the same instances, the same threads and the same time, one after the other, in one run.

run.py [--time 60] [--threads 2] [--luwes PATH] [--folder ../shared/benchmarks] [--out out/bench] [INSTANCE …]

An instance is the name of a shift-scheduling file (`Instance5`) in FOLDER/nrp, of a week of office days and seats
(`HybridSeats2`) in FOLDER/hybrid-seats, or of a scenario of this repository (`bappenas-pilot`); `all` is every file and
the pilots. Writes table.md, table.csv, bench.html and runs.json into OUT.
See benches/README.md.
"""
import argparse
import dataclasses
import datetime
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import fetch
import nrp
import plot
import seats
import table
from record import Run

ROOT = fetch.ROOT
USUAL = ["Instance1", "Instance2", "Instance5", "Instance7", "bappenas-pilot"]
PILOTS = ["two-deputies", "bappenas-pilot", "bappenas-pilot-full"]
# Ending of an instance's file: what `luwes convert` calls it, and who scores its rosters.
FORMATS = {".txt": ("nrp", nrp), ".json": ("asocio", seats)}
GRACE = 60  # seconds beyond the time limit, for reading and writing; then the run is ended


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="*", default=USUAL)
    parser.add_argument("--time", type=float, default=60, help="seconds for each run")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--solvers", default="luwes,cpsat,highs")
    parser.add_argument("--luwes", type=Path, default=fetch.target() / "release/luwes")
    folder = os.environ.get("LUWES_BENCHMARKS", ROOT / "../shared/benchmarks")
    parser.add_argument("--folder", type=Path, default=folder, help="where the instances are; also LUWES_BENCHMARKS")
    parser.add_argument("--out", type=Path, default=ROOT / "out/bench")
    parser.add_argument("--no-fetch", action="store_true", help="do not install peers that are missing")
    return parser.parse_args()


def found(names, folder):
    """(name, path) of each instance that is there; says which are not."""
    files = {}
    for part, stem, name in (("nrp/Instance*.txt", "Instance", "Instance"),
                             ("hybrid-seats/instance*.json", "instance", "HybridSeats")):
        numbered = sorted((int(path.stem.removeprefix(stem)), path) for path in folder.glob(part))
        files |= {f"{name}{number}": path for number, path in numbered}
    files |= {path.stem: path for path in sorted((ROOT / "scenarios").glob("*.yaml"))}
    if "all" in names:
        names = [*(name for name, path in files.items() if path.suffix != ".yaml"), *PILOTS]
    for name in names:
        if name in files:
            yield name, files[name]
        else:
            print(f"{name}: no such instance here; set LUWES_BENCHMARKS to the folder that holds nrp/", flush=True)


def call(command, limit):
    """(exit code or None if it had to be ended, seconds, what it said)."""
    began = time.monotonic()
    try:
        done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None, time.monotonic() - began, "did not end in time"
    return done.returncode, time.monotonic() - began, done.stderr.strip() or done.stdout.strip()


class Case:
    """One instance, prepared once: a scenario for Luwes, an exported program for the peers."""

    def __init__(self, name, path, options):
        self.name, self.options, self.luwes = name, options, options.luwes
        self.work = options.out / "work" / name
        self.work.mkdir(parents=True, exist_ok=True)
        self.scenario, self.text = path, None
        if path.suffix in FORMATS:
            self.text, self.scenario = path, self.work / "scenario.yaml"
            self.must([self.luwes, "convert", "--from", FORMATS[path.suffix][0], path, "-o", self.scenario])
        self.program = self.work / "program.mps"
        self.must([self.luwes, "export", self.scenario, "--mps", "-o", self.program])

    def must(self, command):
        code, _, said = call(command, 600)
        if code != 0:
            sys.exit(f"{self.name}: {' '.join(map(str, command[1:3]))} failed:\n{said}")

    def by_luwes(self):
        run, out, limit = Run(self.name, "luwes"), self.work / "luwes", self.options.time
        command = [self.luwes, "solve", self.scenario, "--out", out, "--time-limit", f"{limit:g}s", "--gap", "0",
                   "--threads", self.options.threads, "--quiet"]
        result = out / "result.json"
        result.unlink(missing_ok=True)
        code, run.seconds, said = call(command, limit + GRACE)
        if not result.exists():
            run.status, run.note = "failed", f"exit code {code}: {said[:200]}"
            return run
        told = json.loads(result.read_text(encoding="utf-8"))
        run.status, run.cost, run.bound = told["status"], told["cost"], told["bound"]
        for event in told["trace"]:
            run.events += [(event["seconds"], what, event[what]) for what in ("cost", "bound") if what in event]
        last = max((event[0] for event in run.events), default=0.0)
        run.overhead = max(run.seconds - (last if run.status == "optimal" else limit), 0.0)
        self.judge(run, out / "roster.csv")
        return run

    def by_peer(self, solver, python):
        run, result, limit = Run(self.name, solver), self.work / f"{solver}.json", self.options.time
        model = self.text if solver == "cpsat" and self.text else self.program
        result.unlink(missing_ok=True)
        command = [python, "-B", fetch.HERE / "child.py", solver, model, limit, self.options.threads, result]
        code, run.seconds, said = call(command, limit + GRACE)
        if not result.exists():
            run.status, run.note = "failed", f"exit code {code}: {said[-200:]}"
            return run
        told = json.loads(result.read_text(encoding="utf-8"))
        run.status, run.cost, run.bound = told["status"], told["cost"], told["bound"]
        run.events = [tuple(event) for event in told["events"]]
        run.overhead = max(run.seconds - told["seconds"], 0.0)
        self.judge(run, result.with_suffix(".csv"))
        return run

    def judge(self, run, roster):
        """The roster's cost by somebody who did not make it."""
        if run.cost is None:
            return
        if self.text:
            scorer = FORMATS[self.text.suffix][1]
            run.scorer = f"peers/{scorer.__name__}.py"
            instance = scorer.read(self.text.read_text(encoding="utf-8"))
            run.scored, run.broken = scorer.score(instance, scorer.read_roster(instance, roster))
            return
        run.scorer = "luwes verify"
        done = subprocess.run([self.luwes, "verify", self.scenario, roster, "--json"], capture_output=True, text=True,
                              timeout=600, check=False)
        told = json.loads(done.stdout) if done.returncode in (0, 1) else {}
        run.scored = told.get("cost")
        if done.returncode != 0:
            run.broken = ["the roster breaks a must" if done.returncode == 1 else "the roster cannot be read"]


def machine(options, versions):
    """What the numbers depend on."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), cpu)
    _, _, commit = call(["git", "-C", ROOT, "describe", "--always", "--dirty"], 20)
    version = subprocess.run([options.luwes, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    facts = {
        "date": datetime.date.today().isoformat(),
        "processor": f"{cpu}, {os.cpu_count()} cores",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "each run": f"{options.time:g} s, {options.threads} threads, one after the other",
        "Luwes": f"{version.removeprefix('luwes ')} ({commit})",
    }
    for peer, name in (("cpsat", "CP-SAT"), ("highs", "HiGHS")):
        facts[name] = versions.get(peer, "not run: it is missing")
    facts["Timefold"] = fetch.timefold()
    facts["luwes check, 1,000 people"] = check_time(options.luwes)
    facts["targets not measured here"] = "repair after absences, rollout study, growth, the page"
    return facts


def check_time(luwes):
    """Best of five whole processes against the target of 50 ms."""
    command = [luwes, "check", ROOT / "scenarios/bappenas-pilot.yaml", "--quiet"]
    calls = [call(command, 60) for _ in range(5)]
    if any(code != 0 for code, _, _ in calls):
        return "failed"
    best = 1000 * min(seconds for _, seconds, _ in calls)
    return f"{best:.0f} ms, best of 5 (target 50 ms: {'met' if best <= 50 else 'missed'})"


def write(options, runs, facts):
    """After every run, so that nothing is lost when somebody stops it."""
    table.write_csv(options.out / "table.csv", runs)
    (options.out / "table.md").write_text(table.text(runs, facts, options.time), encoding="utf-8")
    (options.out / "bench.html").write_text(plot.page(runs, facts, options.time), encoding="utf-8")
    everything = {"facts": facts, "limit": options.time, "runs": [dataclasses.asdict(run) for run in runs]}
    (options.out / "runs.json").write_text(json.dumps(everything, indent=1), encoding="utf-8")


def main():
    options = arguments()
    if not options.luwes.is_file():
        sys.exit("there is no luwes program; run `cargo build --release` or give --luwes PATH")
    options.luwes, options.out = options.luwes.resolve(), options.out.resolve()
    options.out.mkdir(parents=True, exist_ok=True)
    solvers = [solver for solver in ("luwes", "cpsat", "highs") if solver in options.solvers.split(",")]
    python, versions, missing = fetch.prepare(not options.no_fetch) if solvers != ["luwes"] else (None, {}, {})
    facts, runs = machine(options, versions), []
    cases = list(found(options.instances, options.folder))
    print(f"{len(cases)} instances, at most {len(cases) * len(solvers) * options.time / 60:.0f} minutes", flush=True)
    for name, path in cases:
        case = Case(name, path, options)
        for solver in solvers:
            if solver in missing:
                runs.append(Run(name, solver, note=missing[solver]))
            else:
                runs.append(case.by_luwes() if solver == "luwes" else case.by_peer(solver, python))
            print("  ".join(f"{cell:<10}" for cell in table.line(runs[-1])[:10]), runs[-1].note, flush=True)
            write(options, runs, facts)
    if runs:
        print(f"{options.out / 'table.md'}\n{options.out / 'bench.html'}")
    refused = [run for run in runs if run.solver == "luwes" and (run.status == "failed" or run.broken)]
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
