#!/usr/bin/env python3
"""Changes the production code of protocol/ in one small way at a time and runs the tests: each change must be caught.

A change turns a comparison or a constant, moves a limit or another number by one, joins a condition otherwise, or
takes a branch away. Which changes are made follows from --seed; each file gets one before any gets a second, and
what does not compile is no change. The tests of the file's own folder are asked first, then those of the folders of
protocol/ that use it; a change that all of them miss is a survivor. What nobody can notice stands with its reason
in tools/mutate_equivalent.tsv, is passed over, and the file gets its next change instead.

A change counts as caught when a test fails twice with it that passes without it under the same limits, before the
run and after it. Everything happens in a copy of the tree below build-mutate/, at -O0, and nothing else is touched.

Prints a line for each change and writes them to --out as a table. Exit codes: 0 each change was caught, 1 there are
survivors, 2 wrong usage or a row of the list fits nothing, 3 the unchanged tree fails or a verdict cannot be trusted.
"""

import argparse
import fcntl
import fnmatch
import hashlib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build-mutate"
COPY = PLACE / "tree"
BUILD = PLACE / "build"
EQUIVALENT = Path("tools/mutate_equivalent.tsv")
# By folder: the programs that must notice, the nearest first. Those without much to build come first.
TESTS = {
    "provisioning": ["provisioning_tests", "client_tests"],
    "presence": ["presence_tests", "client_tests"],
    "base": ["base_tests", "sip_tests", "xml_tests", "xccos_tests", "client_tests"],
    "xml": ["xml_tests", "xccos_tests", "provisioning_tests", "presence_tests", "client_tests"],
    "xccos": ["xccos_tests", "provisioning_tests", "presence_tests", "client_tests"],
    "sip": ["sip_tests", "client_tests"],
    "client": ["client_tests"],
}
SECONDS_MAX = 900                 # For one program that waits for ever. One that loops for ever ends sooner:
CPU_TIMES, CPU_SECONDS = 10, 20   # it may take so many times what it takes unchanged, and so much more.
MEMORY_MAX = 6 * 1024 ** 3        # Bytes, for the same reason.
# What is compiled once for all tests: half of the time to compile one is to read these.
HEADERS = """algorithm array chrono cstdint deque functional map memory optional set span string string_view utility
             variant vector fmt/format.h tl/expected.hpp gmock/gmock.h gtest/gtest.h rapidcheck.h rapidcheck/gtest.h"""

# What is no code becomes blanks, so that places stay; of the texts, only what begins a constant is changed.
TEXT = r'"(?:\\.|[^"\\\n])*"'
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|' + TEXT + r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'"
                      r"|^[ \t]*#(?:\\\n|[^\n])*|static_assert\([^;]*;|PARLEY_ASSERT\([^;]*;", re.S | re.M)
# Kind, what it is found by, what it becomes. Angle brackets of templates have no blank before them.
CHANGES = [
    ("comparison turned", re.compile(r"(?<= )(==|!=|<=|>=|<|>)(?= )"),
     {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}.get),
    ("comparison turned", re.compile(r"(?<=[ (])(!)(?=[\w(:*])"), lambda before: ""),
    ("limit moved by one", re.compile(r"(?<= )(<=|>=|<|>)(?= )"), {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}.get),
    ("condition joined otherwise", re.compile(r"(?<= )(&&|\|\|)(?= )"), {"&&": "||", "||": "&&"}.get),
    ("branch taken away", re.compile(r"\b(if) (?=\()"), lambda before: "if (false) if"),
    ("constant turned", re.compile(r"\b(true|false)\b"), {"true": "false", "false": "true"}.get),
    ("constant turned", re.compile(r'(?:\bk[A-Z]\w* = |\breturn |\{)"(\w)'), lambda before: "YX"[before != "X"]),
    ("number moved by one", re.compile(r"(?<![\w.'])((?!0\w)\d[\d']*)(?=[\s;:,)\]}]|(?:U?L?L|U|m?s)\b)"),
     lambda before: str(int(before.replace("'", "")) + 1)),
]
# In a header: what a member has until somebody sets it, and what makes a function abstract.
NOTHING_YET = re.compile(r"^(?!.*\bconstexpr\b).*(?: = |\w\{)0[;,}]$")


@dataclass(frozen=True)
class Change:
    """One replacement of `before` by `after` at an offset; `text` and `changed` are its line without and with it."""
    path: str
    at: int
    line: int
    kind: str
    before: str
    after: str
    text: str
    changed: str

    def key(self):
        return self.path, self.kind, self.text, self.changed

    def __str__(self):
        return f"{self.path}:{self.line}: {self.kind}: {self.text}  ->  {self.changed}"


def sources(root):
    """Files of protocol/ with production code in them; the headers last, since much is built again for each."""
    found = [path.relative_to(root).as_posix() for path in root.glob("protocol/*/*")
             if path.suffix in (".cpp", ".h") and not path.name.startswith("test_")
             and not path.name.endswith(("_test.cpp", "_bench.cpp"))]
    return sorted(found, key=lambda path: (path.endswith(".h"), list(TESTS).index(path.split("/")[1]), path))


def blanked(text, keep_texts):
    def blank(match):
        found = match.group()
        return found if keep_texts and found[0] == '"' else re.sub(r"[^\n]", " ", found)
    return NOT_CODE.sub(blank, text)


def changes_of(root, path):
    text = (root / path).read_text(encoding="utf-8")
    code, with_texts = blanked(text, False), blanked(text, True)
    found = []
    for kind, pattern, turn in CHANGES:
        for match in pattern.finditer(with_texts if '"' in pattern.pattern else code):
            at, before, after = match.start(1), match.group(1), turn(match.group(1))
            start = text.rfind("\n", 0, at) + 1
            line = text[start:].split("\n", 1)[0]
            if path.endswith(".h") and NOTHING_YET.match(line[:at - start + 2]):
                continue
            changed = line[:at - start] + after + line[at - start + len(before):]
            found.append(Change(path, at, text.count("\n", 0, at) + 1, kind, before, after, line.strip(), changed.strip()))
    return found


def mixed(root, seed, only="*"):
    """By file its changes, the first one last. They do not hang on what other files hold."""
    of_file = {}
    for path in sources(root):
        found = changes_of(root, path)
        random.Random(f"{seed} {path}").shuffle(found)
        if found and fnmatch.fnmatch(path, only):
            of_file[path] = found
    return of_file


def rows_of(path):
    """The cells of a table of ours: no header, and a line that begins with # is a comment."""
    if not path.exists():
        return []
    return [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]


def equivalent(root):
    """The keys that the list names, each with its reason. Raises ValueError for a row that does not fit the code."""
    there = Counter(change.key() for path in sources(root) for change in changes_of(root, path))
    named = {}
    for row in rows_of(root / EQUIVALENT):
        if len(row) != 5 or not row[4].strip():
            raise ValueError(f"{EQUIVALENT}: a row is path, kind, line, changed line, reason: {row}")
        if there[tuple(row[:4])] != 1:
            raise ValueError(f"{EQUIVALENT}: this row fits {there[tuple(row[:4])]} changes and must fit one: {row[:4]}")
        named[tuple(row[:4])] = row[4]
    return named


def survivors_of(root, table):
    """The survivors of a table of an earlier run, as they stand in the code now; what is gone is said."""
    for number, by, _, path, line, *key in rows_of(table):
        if by != "SURVIVOR":
            continue
        fits = [c for c in (changes_of(root, path) if (root / path).exists() else []) if list(c.key()[1:]) == key]
        if fits:
            yield min(fits, key=lambda change: abs(change.line - int(line)))
        else:
            print(f"{number:>4} {'no longer there':20} {path}:{line}: {key[0]}: {key[1]}", flush=True)


def stop(sentence):
    print(f"mutate.py: {sentence}", file=sys.stderr)
    sys.exit(3)


class Programs:
    """The test programs of the copy. One is asked about a change only after it passed without one."""

    def __init__(self):
        self.unchanged = {}   # By name: the hash of what was built, and its seconds of CPU.

    def build(self, program):
        environment = {**os.environ, "CCACHE_DEPEND": "1", "CCACHE_SLOPPINESS": "pch_defines,time_macros"}
        return subprocess.run(["cmake", "--build", BUILD, "--target", program], env=environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def hash(self, program):
        return hashlib.sha256((BUILD / "protocol" / program).read_bytes()).hexdigest()

    def failing(self, program, only="*"):
        """The first test that fails, "" when there is none."""
        cpu = CPU_TIMES * self.unchanged.get(program, ("", 60))[1] + CPU_SECONDS

        def limited():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        environment = {"RC_PARAMS": "seed=20131018 max_success=200", "PATH": "/usr/bin:/bin"}
        command = [BUILD / "protocol" / program, "--gtest_fail_fast", f"--gtest_filter={only}"]
        with subprocess.Popen(command, env=environment, cwd=BUILD, preexec_fn=limited, start_new_session=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            try:
                said = process.communicate(timeout=SECONDS_MAX)[0].decode(errors="replace")
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                said = process.communicate()[0].decode(errors="replace")
        if process.returncode == 0:
            return ""
        # One that a signal ended says nothing of its end; it had begun its last test.
        named = re.findall(r"^\[  FAILED  \] ([\w./]+)", said, re.M) or re.findall(r"^\[ RUN      \] (\S+)", said, re.M)[-1:]
        return named[0] if named else "it did not begin"

    def trust(self, program):
        """Builds it unchanged and sees it pass."""
        if program in self.unchanged:
            return
        built = self.build(program)
        if built.returncode != 0:
            stop(f"the unchanged tree does not build:\n{built.stdout[-2000:]}")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        failed = self.failing(program)
        if failed:
            stop(f"{failed} of {program} fails on the unchanged tree")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.unchanged[program] = self.hash(program), int(after.ru_utime - before.ru_utime) + 1

    def are_still_trusted(self):
        """What was built at first is built again from the copy, and passes again."""
        for program, (first, _) in self.unchanged.items():
            if self.build(program).returncode != 0 or self.hash(program) != first:
                stop(f"{program} is not what it was before the run")
            failed = self.failing(program)
            if failed:
                stop(f"{failed} of {program} fails on the unchanged tree after the run, and passed before it")

    def asked(self, program, change):
        """The test that notices, "" when none does, "compiler" when it is no program any more."""
        self.trust(program)
        path = COPY / change.path
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole[:change.at] + change.after + whole[change.at + len(change.before):], encoding="utf-8")
        try:
            built = self.build(program)
            if built.returncode != 0:
                if "error:" not in built.stdout:
                    stop(f"the build failed, and not for {change}:\n{built.stdout[-2000:]}")
                return "compiler"
            if self.hash(program) == self.unchanged[program][0]:
                return ""
            failed = self.failing(program)
            if failed and self.failing(program, failed) == "":
                stop(f"{failed} of {program} fails and passes with {change}")
            return failed
        finally:
            path.write_text(whole, encoding="utf-8")


def set_up():
    """The copy, and where it is built. A file of the copy that differs is new to the build, whatever its age."""
    PLACE.mkdir(exist_ok=True)
    lock = open(PLACE / "lock", "w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("it runs already, and two would disturb each other")
    wanted = set()
    for folder, names, files in os.walk(ROOT):
        names[:] = [n for n in names if not n.startswith(("build", ".")) and Path(folder, n) != ROOT / "reports/out"]
        for source in (Path(folder, name) for name in files):
            target = COPY / source.relative_to(ROOT)
            wanted.add(target)
            if not target.exists() or target.read_bytes() != source.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
    for path in COPY.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    configure()
    return lock


def configure():
    BUILD.mkdir(exist_ok=True)
    header, compiled, launcher = PLACE / "common.h", PLACE / "common.pch", PLACE / "compile"
    flags = ["-std=c++20", "-O0", "-w"]
    if not compiled.exists():
        header.write_text("".join(f"#include <{name}>\n" for name in HEADERS.split()), encoding="utf-8")
        subprocess.run(["clang++-19", *flags, "-DFMT_SHARED", "-fpch-instantiate-templates", "-x", "c++-header",
                        header, "-o", compiled], check=True)
    # Tests only: what production code sees must not hang on what others include.
    launcher.write_text(f"#!/bin/sh\ncase \"$*\" in *_test.cpp) set -- \"$@\" -include-pch {compiled} ;; esac\n"
                        f"exec {shutil.which('ccache') or ''} \"$@\"\n", encoding="utf-8")
    launcher.chmod(0o755)
    linker = ["-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld"] if shutil.which("ld.lld") else []
    subprocess.run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++-19",
                    "-DCMAKE_BUILD_TYPE=Mutate", f"-DCMAKE_CXX_FLAGS_MUTATE={' '.join(flags[1:])}",
                    f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}", "-DPARLEY_WERROR=OFF", *linker],
                   check=True, stdout=subprocess.DEVNULL)


class Run:
    """Makes changes, keeps the table and counts. The nearest tests are asked about every change first: the farther
    ones take long to build, and only for the changes that the nearer ones missed."""

    def __init__(self, table, named):
        self.table, self.named, self.programs = table, named, Programs()
        self.by, self.kinds, self.passed_over, self.missed = Counter(), Counter(), 0, []

    def made(self):
        return sum(self.by.values()) + len(self.missed)

    def tries(self, change):
        """Whether it was a change: it compiles, and somebody could notice."""
        if change.key() in self.named:
            self.passed_over += 1
            return False
        nearest = TESTS[change.path.split("/")[1]][0]
        test = self.programs.asked(nearest, change)
        if test == "compiler":
            return False
        if test:
            self.tells(nearest, test, change)
        else:
            self.missed.append(change)
            print(f"     not {nearest:16} {change}", flush=True)
        return True

    def tells(self, by, test, change):
        self.by[by] += 1
        self.kinds[change.kind] += 1
        number = sum(self.by.values())
        print(f"{number:4} {by:20} {change}" + (f"  [{test}]" if test else ""), flush=True)
        print(number, by, test, change.path, change.line, *change.key()[1:], sep="\t", file=self.table, flush=True)

    def in_turn(self, of_file, count):
        """One of each file, then a second of each, until there are `count`; 0 is one of each file."""
        once = not count
        while of_file:
            for path in list(of_file):
                while of_file[path] and not self.tries(of_file[path].pop()):
                    pass
                if not of_file[path]:
                    del of_file[path]
                if count and self.made() == count:
                    return
            if once:
                return

    def ask_the_others(self):
        missed, self.missed = self.missed, []
        for change in missed:
            others = TESTS[change.path.split("/")[1]][1:]
            tests = ((program, self.programs.asked(program, change)) for program in others)
            self.tells(*next(((program, test) for program, test in tests if test), ("SURVIVOR", "")), change)

    def ends(self):
        self.ask_the_others()
        self.programs.are_still_trusted()
        for counted in (self.kinds, self.by):
            print(", ".join(f"{number} {name}" for name, number in counted.most_common()))
        survived = self.by["SURVIVOR"]
        print(f"{self.made()} changes, {self.made() - survived} caught, {self.passed_over} more cannot be noticed "
              f"(reasons in {EQUIVALENT}), {survived} survived")
        return 1 if survived else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="which changes (default 1)")
    parser.add_argument("--count", type=int, default=0, help="how many (default: one of each file)")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="only these files, as in 'protocol/xml/*.cpp'")
    parser.add_argument("--again", type=Path, metavar="TABLE", help="only the survivors of this earlier --out")
    parser.add_argument("--out", type=Path, default=PLACE / "changes.tsv", help="the table (build-mutate/changes.tsv)")
    arguments = parser.parse_args()
    try:
        named = equivalent(ROOT)
    except ValueError as wrong:
        print(f"mutate.py: {wrong}", file=sys.stderr)
        sys.exit(2)
    lock = set_up()
    again = list(survivors_of(COPY, arguments.again)) if arguments.again else []
    with lock, open(arguments.out, "w", encoding="utf-8") as table:
        run = Run(table, named)
        if arguments.again:
            for change in again:
                run.tries(change)
        else:
            run.in_turn(mixed(COPY, arguments.seed, arguments.only), arguments.count)
        sys.exit(run.ends())


if __name__ == "__main__":
    main()
