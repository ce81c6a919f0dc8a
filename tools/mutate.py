#!/usr/bin/env python3
"""Changes the production code of protocol/ in one small way at a time and runs the tests: each change must be caught.

A change turns a comparison, moves a limit or another number by one, takes a branch away, or turns a constant. Which
changes are made follows from --seed; each file gets one before any gets a second. The tests of the file's own folder
run first, then those of the folders that use it; a change that all of them miss is a survivor. Everything happens
in a copy of the tree below build-mutate/, and nothing else is touched.

Prints a line for each change and writes them to --out as a table. Exit codes: 0 each change was caught, 1 there are
survivors, 2 wrong usage, 3 the unchanged tree does not build or does not pass.
"""

import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "build-mutate" / "tree"
BUILD = ROOT / "build-mutate" / "build"
# By folder: the programs that must notice, the nearest first.
EVERYBODY = ["client_tests", "server_tests", "ladder_tests", "scenario_tests"]
TESTS = {
    "base": ["base_tests", "sip_tests", "xml_tests", "xccos_tests"] + EVERYBODY,
    "sip": ["sip_tests"] + EVERYBODY,
    "xml": ["xml_tests", "xccos_tests", "provisioning_tests", "presence_tests"] + EVERYBODY,
    "xccos": ["xccos_tests", "provisioning_tests"] + EVERYBODY,
    "provisioning": ["provisioning_tests"] + EVERYBODY,
    "presence": ["presence_tests"] + EVERYBODY,
    "client": EVERYBODY,
}
SECONDS_MAX = 300                 # For one program: a change can make a loop endless.
MEMORY_MAX = 6 * 1024 ** 3        # Bytes, for the same reason.

# What is not code: its characters become blanks, so that places stay.
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
                      r"|^[ \t]*#[^\n]*|static_assert\([^;]*;|PARLEY_ASSERT\([^;]*;", re.S | re.M)
# Kind, what it is found by, what it becomes. Angle brackets of templates have no blank before them.
CHANGES = [
    ("comparison turned", re.compile(r"(?<= )(==|!=|<=|>=|<|>)(?= )"),
     {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}),
    ("limit moved by one", re.compile(r"(?<= )(<=|>=|<|>)(?= )"), {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}),
    ("condition joined otherwise", re.compile(r"(?<= )(&&|\|\|)(?= )"), {"&&": "||", "||": "&&"}),
    ("branch taken away", re.compile(r"\b(if) (?=\()"), {"if": "if (false) if"}),
    ("constant turned", re.compile(r"\b(true|false)\b"), {"true": "false", "false": "true"}),
    ("number moved by one", re.compile(r"(?<![\w.'])(\d+)(?=[\s;,)\]}])"), None),
]


@dataclass(frozen=True)
class Change:
    path: str
    at: int
    line: int
    kind: str
    before: str
    after: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.kind}: {self.before} -> {self.after}"


def sources():
    """Files of protocol/ with production code in them."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "protocol"], check=True, capture_output=True, text=True)
    return [path for path in listed.stdout.split()
            if path.endswith((".cpp", ".h")) and "/test_" not in path and not path.endswith("_test.cpp")]


def changes_of(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    code = NOT_CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    found = []
    for kind, pattern, table in CHANGES:
        for match in pattern.finditer(code):
            before = match.group(1)
            after = table[before] if table else str(int(before) + 1)
            if kind == "number moved by one" and path.endswith(".h") and code[:match.start()].endswith("= "):
                continue      # What a member begins with: most are set before anybody looks.
            found.append(Change(path, match.start(1), code.count("\n", 0, match.start()) + 1, kind, before, after))
    return found


def in_turn(seed):
    """Every change there is: files take turns, kinds are mixed."""
    chance = random.Random(seed)
    of_file = {}
    for path in sources():
        found = changes_of(path)
        chance.shuffle(found)
        if found:
            of_file[path] = found
    while of_file:
        for path in chance.sample(sorted(of_file), len(of_file)):
            yield of_file[path].pop()
            if not of_file[path]:
                del of_file[path]


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))


def build(targets):
    return subprocess.run(["cmake", "--build", BUILD, "--target", *targets], capture_output=True, text=True)


def passes(program):
    """Whether every test of the program passes. None: it ran too long, which is noticed, too."""
    found = next(path for path in BUILD.rglob(program) if path.is_file())
    environment = {"RC_PARAMS": "seed=20131018 max_success=200", "PATH": "/usr/bin:/bin"}
    command = [found, "--gtest_brief=1", "--gtest_fail_fast"]
    try:
        return subprocess.run(command, env=environment, cwd=BUILD, preexec_fn=limited, capture_output=True,
                              timeout=SECONDS_MAX).returncode == 0
    except subprocess.TimeoutExpired:
        return None


def caught_by(change):
    """The program that noticed; "compiler" when it is no program any more; empty for a survivor."""
    programs = TESTS[change.path.split("/")[1]]
    for program in programs:
        built = build([program])
        if built.returncode != 0:
            return "compiler"
        if not passes(program):
            return program
    return ""


def with_change(change):
    path = COPY / change.path
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole[:change.at] + change.after + whole[change.at + len(change.before):], encoding="utf-8")
    try:
        return caught_by(change)
    finally:
        path.write_text(whole, encoding="utf-8")


def set_up():
    """The copy, built; the tests must pass on it before a change can mean anything."""
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(["git", "-C", ROOT, "ls-files"], check=True, capture_output=True, text=True)
    for name in listed.stdout.split("\n"):
        if name:
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++-19",
                    "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1"], check=True, capture_output=True)
    programs = list(dict.fromkeys(sum(TESTS.values(), [])))
    built = build(programs)
    if built.returncode != 0:
        sys.exit(f"mutate.py: the unchanged tree does not build:\n{built.stdout[-2000:]}")
    for program in programs:
        if not passes(program):
            print(f"mutate.py: {program} fails on the unchanged tree", file=sys.stderr)
            sys.exit(3)


def run(count, seed, out):
    set_up()
    survivors = made = 0
    with open(out, "w", encoding="utf-8") as table:
        for change in in_turn(seed):
            caught = with_change(change)
            if caught == "compiler":      # No change of a program, so it counts for nothing.
                continue
            made += 1
            survivors += not caught
            print(f"{made:4} {caught or 'SURVIVOR':20} {change}", flush=True)
            print(made, caught or "SURVIVOR", change.path, change.line, change.kind, change.before, change.after,
                  sep="\t", file=table, flush=True)
            if made == count:
                break
    print(f"{made} changes, {made - survivors} caught, {survivors} survived")
    return 1 if survivors else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="which changes (default 1)")
    parser.add_argument("--count", type=int, default=150, help="how many that compile (default 150)")
    parser.add_argument("--out", default="build-mutate/changes.tsv", help="the table (default build-mutate/changes.tsv)")
    arguments = parser.parse_args()
    (ROOT / "build-mutate").mkdir(exist_ok=True)
    sys.exit(run(arguments.count, arguments.seed, arguments.out))


if __name__ == "__main__":
    main()
