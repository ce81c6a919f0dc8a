#!/usr/bin/env python3
"""tidy finds what it says it finds: each test plants one mistake in a tree of its own."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402


class TidyTest(unittest.TestCase):
    def findings(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
            return tidy.Tree(Path(folder)).check()

    def assert_finds(self, part, name, text):
        findings = self.findings(name, text)
        self.assertTrue(any(part in f for f in findings), findings)

    def test_a_clean_file_has_no_findings(self):
        self.assertEqual(self.findings("protocol/base/a.h", "// What it is.\n#pragma once\n"), [])

    def test_finds_a_clock_in_a_pure_folder(self):
        self.assert_finds("clock", "protocol/base/a.cpp", "auto t = std::chrono::steady_clock::now();\n")

    def test_takes_a_clock_where_the_clocks_are(self):
        self.assertEqual(self.findings("transport/a.cpp", "auto t = std::chrono::steady_clock::now();\n"), [])

    def test_finds_an_unordered_container_in_a_pure_folder(self):
        self.assert_finds("unordered", "simulator/a.cpp", "std::unordered_map<int, int> m;\n")

    def test_finds_an_include_that_points_up(self):
        self.assert_finds("never points up", "protocol/sip/a.cpp", '#include "reference_server/core/server.h"\n')

    def test_finds_a_library_outside_its_folder(self):
        self.assert_finds("may include this library", "simulator/a.cpp", "#include <boost/asio/ip/tcp.hpp>\n")

    def test_finds_a_private_header_included_from_another_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"reports/j.h": "// J.\n#pragma once\n#include <boost/json.hpp>\n",
                               "cli/a.cpp": '#include "reports/j.h"\n'}.items():
                (Path(folder) / name).parent.mkdir(parents=True)
                (Path(folder) / name).write_text(text, encoding="utf-8")
            findings = tidy.Tree(Path(folder)).check()
        self.assertTrue(any("only its own folder" in f for f in findings), findings)

    def test_finds_a_cite_of_a_section_that_is_not_there(self):
        self.assert_finds("cites xccos.md 2.9", "cli/a.cpp", "// See xccos.md 2.9.\n")

    def test_takes_a_cite_of_a_section_that_is_there(self):
        self.assertEqual(self.findings("docs/xccos.md", "## 2. Commands\n### 2.9 State\nxccos.md 2 and xccos.md 2.9.\n"), [])

    def test_finds_a_decision_that_nobody_took(self):
        number = "00" + "42"
        self.assert_finds(f"decision {number}", "cli/a.cpp", f"// Why: decision {number}.\n")

    def test_finds_a_link_to_nowhere(self):
        self.assert_finds("links to gone.md", "docs/a.md", "[Gone](gone.md)\n")

    def test_finds_a_header_without_a_promise(self):
        self.assert_finds("begins with a sentence", "protocol/base/a.h", "#pragma once\n")

    def test_finds_a_long_function(self):
        body = "".join(f"  call({n});\n" for n in range(80))
        self.assert_finds("a function of", "cli/a.cpp", "void f(int x) {\n" + body + "}\n")

    def test_finds_a_long_file(self):
        self.assert_finds("wants to be two", "cli/a.cpp", "int x;\n" * 600)

    def test_finds_a_wide_line(self):
        self.assert_finds("columns", "cli/a.cpp", "// " + "x" * 120 + "\n")

    def test_finds_a_marker_of_unfinished_work(self):
        self.assert_finds("unfinished", "cli/a.cpp", "// TO" + "DO later\n")

    def test_finds_a_path_in_a_document_that_does_not_exist(self):
        self.assert_finds("does not exist", "docs/a.md", "Look at `protocol/nowhere.cpp`.\n")

    def test_finds_blanks_at_the_end_of_a_line(self):
        self.assert_finds("blanks", "cli/a.cpp", "int x; \n")


if __name__ == "__main__":
    unittest.main()
