"""The peers in a private environment under the target directory: nothing outside it is touched."""
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGE = {"cpsat": "ortools", "highs": "highspy"}


def target():
    path = Path(os.environ.get("CARGO_TARGET_DIR", "target"))
    return path if path.is_absolute() else ROOT / path


def prepare(fetch=True):
    """(Python of the environment, {peer: version}, {peer: why it is missing})."""
    folder = target() / "peers"
    python, mark = folder / "bin/python", folder / "requirements.txt"
    wanted = (HERE / "requirements.txt").read_text()
    if fetch and (not mark.exists() or mark.read_text() != wanted):
        print("peers: fetching them into the target directory (once)", flush=True)
        make(folder, python)
        if python.exists() and len(versions(python)) == len(PACKAGE):
            mark.write_text(wanted)
    found = versions(python) if python.exists() else {}
    why = "pip could not fetch it" if fetch else "not fetched (--no-fetch)"
    return python, found, {peer: why for peer in PACKAGE if peer not in found}


def make(folder, python):
    """Each package alone, so that one that is not to be had does not take the others with it."""
    log = folder.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1",
           "--timeout", "20", "--only-binary=:all:"]
    packages = (HERE / "requirements.txt").read_text().split()
    with open(log, "w", encoding="utf-8") as out:
        for command in [[sys.executable, "-m", "venv", folder], *([*pip, package] for package in packages)]:
            try:
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=600, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                print(error, file=out)


def versions(python):
    """Version of each peer that can be imported."""
    found = {}
    for peer, package in PACKAGE.items():
        code = f"import {package}, importlib.metadata as data; print(data.version('{package}'))"
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=120, check=False)
        if done.returncode == 0:
            found[peer] = done.stdout.strip()
    return found


def timefold():
    """Timefold's Python package has no model here; what would be needed is said."""
    try:
        java = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=30, check=False).returncode
    except (OSError, subprocess.TimeoutExpired):
        java = 1
    return "not run: no JDK" if java else "not run: there is no model of ours for it"
