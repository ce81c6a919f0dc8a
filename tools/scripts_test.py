#!/usr/bin/env python3
"""./run, ./test and tools/setup.sh do what their --help says. Nothing is installed and nothing of parley is built."""

import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SETUP_THAT_IS_DONE = """
say() { :; }
install_packages() { :; }
configure() { :; }
build() { :; }
"""
# Plays until Ctrl-C, writes what it has and says "incomplete"; a report is the names of its folders.
PARLEY = """#!/usr/bin/env python3
import pathlib, signal, sys
if sys.argv[1] == "report":
    sys.exit(not pathlib.Path("reports/out/report").write_text(" ".join(sys.argv[2:])))
folder = pathlib.Path(sys.argv[-1])
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
print("playing", folder, flush=True)
if folder.name != "virtual":
    sys.exit()
signal.sigwait([signal.SIGINT])
folder.mkdir(parents=True)
(folder / "run.json").touch()
sys.exit(3)
"""
PROJECT = """
cmake_minimum_required(VERSION 3.25)
project(one LANGUAGES CXX)
option(PARLEY_LONG "" OFF)
"""


class Scripts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def code_of(self, *command):
        return subprocess.run(command, capture_output=True, check=False).returncode

    def test_wrong_usage_is_2(self):
        for words in (["run", "--sed", "1"], ["run", "--seed"], ["run", "--seed", "abc"], ["run", "--seed", "-1"],
                      ["run", "--seed", "18446744073709551616"], ["test", "--ful"]):
            self.assertEqual(self.code_of(ROOT / words[0], *words[1:]), 2, words)

    def test_help_is_no_error(self):
        for script in ("run", "test"):
            self.assertEqual(self.code_of(ROOT / script, "--help"), 0, script)

    def test_ctrl_c_ends_the_run_with_a_report_of_what_was_judged(self):
        shutil.copy(ROOT / "run", self.root)
        self.write("tools/setup.sh", SETUP_THAT_IS_DONE)
        self.write("build/cli/parley", PARLEY)
        with subprocess.Popen([self.root / "run"], stdout=subprocess.PIPE, start_new_session=True, text=True) as run:
            self.assertEqual(run.stdout.readline(), "playing reports/out/virtual\n")
            os.killpg(run.pid, signal.SIGINT)   # As a terminal does: to everybody.
            self.assertEqual(run.stdout.read(), "")
        self.assertEqual(run.returncode, 3)
        report = (self.root / "reports/out/report").read_text(encoding="utf-8")
        self.assertTrue(report.startswith("reports/out/virtual --html "), report)

    def configure(self, compiler, *options):
        script = 'root=$1; source "$2/tools/setup.sh"; shift 2; configure "$root/build" "$@"'
        subprocess.run(["bash", "-c", script, "-", self.root, ROOT, compiler, *options], check=True, capture_output=True)
        cache = (self.root / "build/CMakeCache.txt").read_text(encoding="utf-8").split("\n")
        return {line.split(":")[0]: line.partition("=")[2] for line in cache if ":" in line}

    def test_a_folder_of_another_compiler_begins_anew_with_every_option(self):
        self.write("CMakeLists.txt", PROJECT)
        self.assertEqual(Path(self.configure("g++")["CMAKE_CXX_COMPILER"]).name, "g++")
        cache = self.configure("clang++-19", "-DPARLEY_LONG=ON")
        self.assertEqual(Path(cache["CMAKE_CXX_COMPILER"]).name, "clang++-19")
        self.assertEqual(cache["PARLEY_LONG"], "ON")

    def test_a_folder_of_the_same_compiler_takes_new_options_and_keeps_the_others(self):
        self.write("CMakeLists.txt", PROJECT)
        self.configure("g++", "-DMINE=1")
        cache = self.configure("g++", "-DPARLEY_LONG=ON")
        self.assertEqual((cache["MINE"], cache["PARLEY_LONG"]), ("1", "ON"))


if __name__ == "__main__":
    unittest.main()
