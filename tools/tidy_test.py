#!/usr/bin/env python3
"""tidy finds what it says it finds: each test plants one mistake in a tree of its own."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import tidy  # noqa: E402


# The link lists of a small house; what a comment says is no list.
LINK_LISTS = {
    "protocol/CMakeLists.txt": """
        parley_library(base FOLDERS base LINKS fmt::fmt)
        parley_library(sip FOLDERS sip LINKS base PRIVATE pugixml::pugixml)   # sip <- xccos (not true)
        parley_library(xccos FOLDERS xccos
                       LINKS base)
        parley_library(presence FOLDERS presence LINKS xccos)
        parley_library(client FOLDERS client LINKS sip presence)
""",
    "transport/CMakeLists.txt": "parley_library(transport LINKS base)\n",
    "reference_server/CMakeLists.txt": "parley_library(server FOLDERS core core/requests LINKS sip xccos)\n",
    "reports/CMakeLists.txt": "parley_library(reports LINKS xccos)\n",
    "simulator/CMakeLists.txt": "parley_library(simulator LINKS sip reports)\n",
}


class TidyTest(unittest.TestCase):
    def findings(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            for path, content in {**LINK_LISTS, name: text}.items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_text(content, encoding="utf-8")
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

    def test_finds_a_store_that_blocks_in_a_pure_folder(self):
        self.assert_finds("blocks", "reference_server/core/a.cpp", '#include "reference_server/storage/sqlite.h"\n')
        asked = '#include "reference_server/storage/store_work.h"\n'
        self.assertNotIn("blocks", " ".join(self.findings("reference_server/core/a.cpp", asked)))

    def test_finds_what_a_pure_folder_may_not_call_or_name(self):
        for code in ("std::fopen(name, mode)", "fopen(name, mode)", "std::time(nullptr)", "time(nullptr)",
                     "clock_gettime(CLOCK_REALTIME, &now)", "gettimeofday(&now, nullptr)", "std::localtime(&t)",
                     "std::clock()", "::socket(AF_INET, SOCK_STREAM, 0)", "::open(name, 0)", "::write(1, p, n)",
                     "arc4random()", "arc4random_uniform(6)", "std::rand()", "rand()", "getrandom(p, n, 0)",
                     "std::random_device seed", "std::mt19937_64 chance(1)", "std::default_random_engine chance",
                     "std::uniform_int_distribution<int> dice", "std::getenv(name)", "std::printf(text)",
                     "std::cerr << text", "std::ifstream file(name)", "usleep(5)", "std::this_thread::yield()",
                     "std::condition_variable wake", "std::shared_mutex lock", "std::atomic<int> count",
                     "thread_local int count", "std::chrono::system_clock::now()", "std::chrono::utc_clock::now()",
                     "std::unordered_multimap<int, int> m", "std::string built = __DATE__"):
            with self.subTest(code):
                self.assertEqual(len(self.findings("protocol/base/a.cpp", f"auto x = {code};\n")), 1)
                self.assertEqual(self.findings("transport/a.cpp", f"auto x = {code};\n"), [])

    def test_finds_a_header_that_is_none_of_a_pure_folder(self):
        for header in ("<cstdio>", "<cstdlib>", "<ctime>", "<fcntl.h>", "<unistd.h>", "<time.h>", "<sys/socket.h>",
                       "<sys/random.h>", "<condition_variable>", "<atomic>", "<iostream>", "<sstream>", "<random>",
                       "<fstream>", '"unistd.h"', "<spawn.h>", "<locale>"):
            for spelled in (f"#include {header}\n", f" #  include  {header}\n"):
                with self.subTest(spelled):
                    self.assertEqual(len(self.findings("simulator/a.cpp", spelled)), 1)
                    self.assertEqual(self.findings("transport/a.cpp", spelled), [])

    def test_takes_in_a_pure_folder_what_only_looks_like_a_call_of_the_system(self):
        for code in ("message.time()", "record->time()", "Story::time()", "runtime(3)", "std::chrono::seconds(3)",
                     'say("the time (UTC)")', "file.open(), file.write(bytes)", "int clocks = 3", "std::find(a, b, c)"):
            with self.subTest(code):
                self.assertEqual(self.findings("protocol/base/a.cpp", f"{code};   // No time() here.\n"), [])

    def test_takes_the_headers_that_one_file_needs_in_that_file_only(self):
        text = "#include <cstdio>\n"
        self.assertEqual(self.findings("protocol/base/assert.cpp", text), [])
        self.assert_finds("cstdio", "protocol/base/hash.cpp", text)

    def test_finds_an_include_that_the_link_list_does_not_allow(self):
        for name, header in {"protocol/sip/a.cpp": "reference_server/core/server.h",
                             "protocol/xccos/a.h": "protocol/presence/categories.h",
                             "protocol/xccos/b.h": "protocol/sip/uri.h",
                             "reference_server/core/a.cpp": "protocol/client/chat_client.h",
                             "reference_server/core/requests/a.cpp": "protocol/client/chat_client.h",
                             "simulator/a.cpp": "reference_server/core/server.h",
                             "transport/a.cpp": "protocol/sip/uri.h"}.items():
            with self.subTest(name):
                self.assert_finds("never points up", name, f'// A.\n#pragma once\n#include "{header}"\n')

    def test_takes_an_include_that_the_link_list_allows(self):
        for name, header in {"protocol/sip/a.cpp": "protocol/sip/uri.h",
                             "protocol/client/a.cpp": "protocol/xccos/codec.h",
                             "reference_server/core/a.cpp": "reference_server/core/requests/info.h",
                             "reference_server/core/requests/a.cpp": "protocol/base/time.h",
                             "simulator/a.cpp": "protocol/xccos/codec.h",
                             "simulator/a_test.cpp": "reference_server/core/server.h",
                             "cli/a.cpp": "reference_server/core/server.h"}.items():
            with self.subTest(name):
                self.assertEqual(self.findings(name, f'#include "{header}"\n'), [])

    def test_finds_a_folder_that_no_link_list_rules(self):
        self.assert_finds("no parley_library", "protocol/media/a.cpp", "int x;\n")

    def test_finds_a_target_of_several_folders(self):
        self.assert_finds("several folders", "conformance/CMakeLists.txt", "parley_library(all FOLDERS a b LINKS sip)\n")

    def test_finds_targets_that_link_each_other(self):
        self.assert_finds("circle", "conformance/CMakeLists.txt",
                          "parley_library(one FOLDERS a LINKS two)\nparley_library(two FOLDERS b LINKS one)\n")

    def test_finds_a_library_outside_its_folder(self):
        self.assert_finds("may include this library", "simulator/a.cpp", "#include <boost/asio/ip/tcp.hpp>\n")

    def test_finds_a_private_header_included_from_another_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"reports/CMakeLists.txt": "parley_library(reports)\n",
                               "reports/j.h": "// J.\n#pragma once\n#include <boost/json.hpp>\n",
                               "cli/a.cpp": '#include "reports/j.h"\n'}.items():
                (Path(folder) / name).parent.mkdir(exist_ok=True)
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
        self.assert_finds("a function of", "cli/a.cpp", "void f(int x,\n       int y) {\n" + body + "}\n")
        self.assert_finds("a function of", "cli/a_test.cpp", "TEST(A, is_long) {\n" + body + "}\n")

    def test_finds_a_fifth_parameter(self):
        for five in ("void f(int a, int b,\n       int c, int d,\n       int e) {", "A::A(int a, int b, int c, int d, int e) : a_(a) {}",
                     "std::function<void(int)> A::operator()(const std::map<int, int>& a, B b, C c, D d, E e) const {"):
            self.assert_finds("5 parameters", "cli/a.cpp", five + "\n  return;\n}\n")

    def test_takes_four_parameters_a_call_a_value_and_the_callback_of_a_library(self):
        for right in ("void f(std::map<int, std::pair<int, int>> a, int b, int c,\n       std::function<void(int, int)> d) {",
                      "void on(void* user, int, int, int, int) {", "void f() {\n  g(1, 2, 3, 4, 5);",
                      "const std::vector<int> kAll = make(1, 2, 3, 4, 5, {", "TEST_P(A, b, c, d, e) {"):
            self.assertEqual(self.findings("cli/a.cpp", right + "\n}\n"), [])

    def test_finds_a_long_file(self):
        self.assert_finds("wants to be two", "cli/a.cpp", "int x;\n" * 600)

    def test_finds_a_wide_line(self):
        self.assert_finds("columns", "cli/a.cpp", "// " + "x" * 120 + "\n")

    def test_finds_a_marker_of_unfinished_work(self):
        self.assert_finds("unfinished", "cli/a.cpp", "// TO" + "DO later\n")

    def test_finds_a_path_in_a_document_that_does_not_exist(self):
        self.assert_finds("does not exist", "docs/a.md", "Look at `protocol/nowhere.cpp`.\n")

    def test_finds_a_preset_that_cannot_be_tested(self):
        self.assert_finds("the preset release", "CMakePresets.json", """
            { "configurePresets": [{ "name": "base", "hidden": true }, { "name": "release" }],
              "buildPresets": [{ "name": "release" }], "testPresets": [] }""")

    def test_leaves_out_what_was_built_where_there_is_no_git(self):
        self.assertEqual(self.findings("build-full/gcc/a.cpp", "int x; \n"), [])

    def test_finds_blanks_at_the_end_of_a_line(self):
        self.assert_finds("blanks", "cli/a.cpp", "int x; \n")


if __name__ == "__main__":
    unittest.main()
