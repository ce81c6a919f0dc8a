#!/usr/bin/env python3
"""mutate makes the changes it says, of code only, and believes no list that does not fit. Nothing is built."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))
import mutate  # noqa: E402


class Tree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def changed(self, line, name="protocol/sip/a.cpp"):
        """By kind, what becomes of the line."""
        self.write(name, line + "\n")
        found = {}
        for change in mutate.changes_of(self.root, name):
            found.setdefault(change.kind, []).append(change.changed)
        return found

    def row(self, *cells):
        self.write(str(mutate.EQUIVALENT), "\t".join(cells) + "\n")


class Changes(Tree):
    def test_of_each_kind_are_what_the_kind_says(self):
        for line, kind, *changed in (
                ("return a == b;", "comparison turned", "return a != b;"),
                ("return a < b;", "comparison turned", "return a >= b;"),
                ("return !done;", "comparison turned", "return done;"),
                ("return a <= b;", "limit moved by one", "return a < b;"),
                ("return a && b || c;", "condition joined otherwise", "return a || b || c;", "return a && b && c;"),
                ("if (a) b();", "branch taken away", "if (false) if (a) b();"),
                ("bool on = true;", "constant turned", "bool on = false;"),
                ('return "Call-ID";', "constant turned", 'return "Xall-ID";'),
                ("constexpr int kMost = 10'000;", "number moved by one", "constexpr int kMost = 10001;"),
                ("wait(32s, {1, 0});", "number moved by one", "wait(33s, {1, 0});", "wait(32s, {2, 0});",
                 "wait(32s, {1, 1});")):
            with self.subTest(line):
                self.assertEqual(self.changed(line).get(kind), changed)

    def test_are_none_of_a_comment_a_text_an_include_or_a_promise_of_our_own(self):
        for line in ("// a == b, true, 3;", "/* if (a)\n  b == 3; */", 'say("if (a == b) 3;");', "R\"(a == b)\"",
                     "#if (a == 3)", "#define A \\\n  (a == 3)", "x = '<';", "static_assert(a == 3);", "PARLEY_ASSERT(a == b,\n  true);"):
            with self.subTest(line):
                self.assertEqual(self.changed(line), {})

    def test_are_none_of_brackets_of_a_template_or_digits_of_a_word(self):
        self.assertEqual(self.changed("std::vector<int> a1(x2, 0x3f, 1.5);"), {})

    def test_are_none_of_what_a_member_has_before_anybody_sets_it(self):
        for line in ("int count_ = 0;", "Duration pause_{0};", "virtual void f() = 0;", "virtual int f() const = 0;"):
            self.assertEqual(self.changed(line, "protocol/sip/a.h"), {}, line)
        self.assertTrue(self.changed("static constexpr int kFirst = 0;", "protocol/sip/a.h"))

    def test_keep_their_place_behind_a_text_with_quotes(self):
        self.assertEqual(self.changed(r'say("\"//", a == b);'), {"comparison turned": [r'say("\"//", a != b);']})

    def test_are_of_production_code_only(self):
        for name in ("sip/a_test.cpp", "sip/test_a.h", "sip/test_a.cpp", "sip/a_bench.cpp", "sip/a.txt", "CMakeLists.txt"):
            self.write("protocol/" + name, "return a == b;\n")
        self.write("transport/a.cpp", "return a == b;\n")
        self.assertEqual(mutate.sources(self.root), [])


class Order(Tree):
    def setUp(self):
        super().setUp()
        self.write("protocol/sip/a.cpp", "if (a == b) return true;\n" * 9)
        self.write("protocol/base/b.h", "inline bool f() { return true; }\n")
        self.write("protocol/xml/c.cpp", "if (a && b) return 1;\n" * 9)

    def made(self, count, seed=1, noticed="test"):
        """The changes of a run in which every program says the same."""
        made = []

        def asked(_, program, change):
            made.append((program, change))
            return noticed
        with mock.patch.object(mutate.Programs, "asked", asked), contextlib.redirect_stdout(io.StringIO()):
            run = mutate.Run(io.StringIO(), mutate.equivalent(self.root))
            run.in_turn(mutate.mixed(self.root, seed), count)
            code = run.ends()
        return made, run, code

    def test_gives_each_file_one_change_before_any_gets_a_second(self):
        paths = [change.path for _, change in self.made(5)[0]]
        self.assertEqual(sorted(paths[:3]), ["protocol/base/b.h", "protocol/sip/a.cpp", "protocol/xml/c.cpp"])
        self.assertEqual(sorted(paths[3:]), ["protocol/sip/a.cpp", "protocol/xml/c.cpp"])

    def test_is_one_change_of_each_file_unless_a_count_is_given(self):
        self.assertEqual(len(self.made(0)[0]), 3)

    def test_of_a_part_of_the_files_is_the_same_as_of_all(self):
        self.assertEqual(mutate.mixed(self.root, 1, "protocol/sip/*.cpp"),
                         {"protocol/sip/a.cpp": mutate.mixed(self.root, 1)["protocol/sip/a.cpp"]})

    def test_of_a_seed_is_always_the_same_and_of_another_seed_another(self):
        self.assertEqual(self.made(6)[0], self.made(6)[0])
        self.assertNotEqual(self.made(6)[0], self.made(6, seed=2)[0])

    def test_of_a_file_does_not_hang_on_other_files(self):
        before = mutate.mixed(self.root, 1)["protocol/sip/a.cpp"]
        self.write("protocol/base/b.h", "inline bool f() { return 1 < 2; }\n")
        self.assertEqual(mutate.mixed(self.root, 1)["protocol/sip/a.cpp"], before)

    def test_counts_what_does_not_compile_for_nothing(self):
        made, run, _ = self.made(0, noticed="compiler")
        self.assertEqual(run.made(), 0)
        self.assertEqual(len(made), len(set(made)))
        self.assertEqual(len(made), sum(len(all) for all in mutate.mixed(self.root, 1).values()))

    def test_asks_the_farther_tests_when_the_nearer_ones_missed_everything(self):
        made, run, code = self.made(0, noticed="")
        self.assertEqual([program for program, _ in made[:3]], ["xml_tests", "sip_tests", "base_tests"])
        self.assertEqual([program for program, change in made if change.path.startswith("protocol/sip")],
                         mutate.TESTS["sip"])
        self.assertEqual((run.by["SURVIVOR"], code), (3, 1))


class Equivalent(Tree):
    KEY = ("protocol/sip/a.cpp", "comparison turned", "return a == b;", "return a != b;")

    def setUp(self):
        super().setUp()
        self.write("protocol/sip/a.cpp", "  return a == b;\n")

    def test_is_what_a_row_names_by_its_line(self):
        self.row(*self.KEY, "Nobody looks.")
        self.assertEqual(mutate.equivalent(self.root), {self.KEY: "Nobody looks."})
        self.write("protocol/sip/a.cpp", "// One line more.\n  return a == b;\n")
        self.assertEqual(list(mutate.equivalent(self.root)), [self.KEY])

    def test_is_passed_over_and_counted(self):
        self.row(*self.KEY, "Nobody looks.")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            run = mutate.Run(io.StringIO(), mutate.equivalent(self.root))
            run.in_turn(mutate.mixed(self.root, 1), 0)
            self.assertEqual(run.ends(), 0)
        self.assertIn("0 changes, 0 caught, 1 more cannot be noticed", said.getvalue())

    def test_row_that_fits_nothing_is_refused(self):
        self.row(*self.KEY[:3], "return a <= b;", "Nobody looks.")
        self.assertRaisesRegex(ValueError, "fits 0 changes", mutate.equivalent, self.root)

    def test_row_that_fits_two_places_is_refused(self):
        self.write("protocol/sip/a.cpp", "  return a == b;\n" * 2)
        self.row(*self.KEY, "Nobody looks.")
        self.assertRaisesRegex(ValueError, "fits 2 changes", mutate.equivalent, self.root)

    def test_row_without_a_reason_is_refused(self):
        for cells in (self.KEY, (*self.KEY, " ")):
            self.row(*cells)
            self.assertRaisesRegex(ValueError, "reason", mutate.equivalent, self.root)

    def test_rows_of_the_project_fit_its_code(self):
        mutate.equivalent(mutate.ROOT)


class Again(Tree):
    def test_are_the_survivors_where_they_stand_now(self):
        self.write("protocol/sip/a.cpp", "\n\n  return a == b;\n")
        self.write("table", "1\tSURVIVOR\t\tprotocol/sip/a.cpp\t1\tcomparison turned\treturn a == b;\treturn a != b;\n"
                            "2\tSURVIVOR\t\tprotocol/sip/a.cpp\t1\tcomparison turned\treturn gone;\treturn !gone;\n"
                            "3\tsip_tests\tA.b\tprotocol/sip/a.cpp\t3\tcomparison turned\treturn a == b;\treturn a != b;\n")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual([c.line for c in mutate.survivors_of(self.root, self.root / "table")], [3])
        self.assertIn("no longer there", said.getvalue())


if __name__ == "__main__":
    unittest.main()
