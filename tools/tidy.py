#!/usr/bin/env python3
"""Checks the tree against the rules that CONTRIBUTING.md states and prints FILE:LINE: what is wrong.

Run without arguments it checks the files that git knows below the current tree; with a directory, that tree.
Exit codes: 0 clean, 1 something is wrong, 2 wrong usage. The rules are data at the top, and the link lists of the
CMake targets; they have no exceptions.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

LINES_MAX = 500            # of a file; a test file may have more
TEST_LINES_MAX = 800
FUNCTION_LINES_MAX = 70
PARAMETERS_MAX = 4
COLUMNS_MAX = 110

CODE = {".h", ".cpp"}
SCRIPTS = {".sh", ".py", ".cmake", ""}
BUILT = ("build", "reports/out/", ".git/")     # What git would leave out, where there is no git.

# Which folder may include which is said once, in the link list of its target (`parley_library` in its
# CMakeLists.txt): what it links, and what those link. The folders here are programs, which know everybody.
LIBRARY = re.compile(r"\bparley_library\(\s*(\w+)([^)]*)\)")
PROGRAMS = ("bench/", "cli/", "fuzz/", "tests/")

# Where time, chance, threads, files and sockets may not be looked at (the protocol has no I/O): these headers may
# be included there, no other, and what they let slip in is not called.
PURE = ("protocol/", "reference_server/core/", "simulator/")
PURE_HEADERS = set("""
    algorithm array bit charconv chrono compare concepts cstddef cstdint cstring deque exception functional
    initializer_list iterator limits map memory memory_resource optional regex set source_location span string string_view
    tuple utility variant vector
    boost/container/small_vector.hpp fmt/format.h fmt/ranges.h tl/expected.hpp expat.h pugixml.hpp
    """.split())
PURE_HEADERS_OF_ONE = {     # Each for the one file that needs it.
    "protocol/base/assert.cpp": {"cstdio", "cstdlib"},                  # Last words, and the end.
    "protocol/base/hash.cpp": {"openssl/crypto.h", "openssl/err.h", "openssl/evp.h"},
    "reference_server/core/pool_file.cpp": {"sstream", "toml++/toml.h"},    # Texts come and go as strings.
    "simulator/ladder/header_match.cpp": {"boost/regex.hpp"},
    "simulator/transcript.cpp": {"boost/json.hpp"},                         # A client's line comes as a string.
}
# The store and the archive block. What a pure folder may know of them: how they are asked, and the parts in memory.
BLOCKING = ("reference_server/storage/", "reference_server/compliance/")
PURE_HEADERS_OF_BLOCKING = {
    "reference_server/storage/store.h", "reference_server/storage/store_work.h",
    "reference_server/compliance/config.h", "reference_server/compliance/service.h",
    "reference_server/compliance/event_xml.h", "reference_server/compliance/archive_work.h",
    "reference_server/compliance/memory_adapter.h",
}
FORBIDDEN_IN_PURE = [
    (r"\b\w+_clock\b", "a clock: time is an argument"),
    (r"\brandom_device\b|\b(mt19937|minstd_rand|ranlux|knuth_b|default_random_engine)\w*|_distribution\b",
     "chance that no seed decides: use base/random.h"),
    (r"\bstd::(thread|jthread|this_thread|async|atomic|call_once|\w*mutex|\w*_lock|condition_variable)\b"
     r"|\bthread_local\b", "a thread: an endpoint is driven by one"),
    (r"\bstd::(cin|cout|cerr|clog|[io]?fstream)\b", "input or output: bytes are arguments and effects"),
    (r"\bunordered_(multi)?(map|set)\b", "an unordered container: its order is not the seed's"),
    (r"\b__(DATE|TIME|TIMESTAMP)__\b", "the time of the build"),
]
# Functions of the system and of C, however they are spelled; `x.time()` and `Thing::time()` are somebody else's.
SYSTEM_CALLS = re.compile(r"""(?<![\w.>])(?<!\w::)(?:std::|::)?(
    time|clock|clock_\w+|timespec_get|gettimeofday|(local|gm|mk)time(_r)?|strftime|u?sleep|nanosleep|
    s?rand(_r)?|srandom|[a-z]rand48|arc4random\w*|getrandom|getentropy|
    (fd|f|fre|p)open|tmpfile|v?f?printf|f?puts|fputc|putchar|fwrite|fread|perror|
    socket|socketpair|getaddrinfo|pthread_\w+|(secure_)?getenv|setenv|system|getpid
    )\s*\(""", re.VERBOSE)
GLOBAL_CALL = re.compile(r"(?<![\w>])::[a-z_]\w*\s*\(")

# Header of a library -> the folders (or files) that may include it.
LIBRARY_OWNERS = [
    (r"#include <(boost/asio|openssl)", ["transport/", "protocol/base/hash.cpp"]),
    (r"#include <sqlite3\.h>", ["reference_server/storage/", "reference_server/compliance/"]),
    (r"#include <spdlog", ["cli/"]),
    (r"#include <CLI/", ["cli/"]),
    (r"#include <toml\+\+", ["reference_server/core/pool_file.cpp"]),
]
# A header that includes one of these is private: only files of its own folder may include it.
PRIVATE_LIBRARIES = re.compile(r"#include <(expat\.h|libxml/|boost/json|sqlite3\.h|toml\+\+|pugixml)")

# Written so that this file does not trip over itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
FOREIGN_PATHS = re.compile("/wo" + "rk/|/fa" + r"rm/|\.\./sha" + "red|shared/refe" + "rence")


# What a comment or a document cites: a numbered section of these pages, or a decision by its number.
CITED_PAGES = ("xccos", "product", "real-client")
CITE = re.compile(r"\b(" + "|".join(CITED_PAGES) + r")\.md(?:\]\([^)]*\))?,? (\d+(?:\.\d+)*)")
DECISION = re.compile(r"\bdecision (\d{4})\b")
HEADING = re.compile(r"^#+ (\d+(?:\.\d+)*)\.? ")
LINK = re.compile(r"\]\(([^)#:\s]+)[^)]*\)")

# How the definition of a function begins, what ends its signature, and what is a value in spite of that.
DEFINITION = re.compile(r"( {0,2})(?!(?:namespace|class|struct|enum|union|extern|if|for|while|switch|do|else|return|case|"
                        r"using|typedef|static_assert|public|protected|private)\b)[A-Za-z_~\[]")
BODY = re.compile(r"\)[^;]*?\{")
INITIALISED = re.compile(r"[^(]* = ")


def parameters_of(signature):
    """How many parameters a definition takes. A callback of a C library takes what the library says, and a macro none."""
    text = re.sub(r"\boperator\s*(\(\)|[^\s\w(]+)", "operator", signature)
    if re.match(r"\s*[A-Z_]+\(|[^(]*\(void\* user\b", text):
        return 0
    depth, inside, count = 0, False, 0
    for at, letter in enumerate(text):
        if letter == "(" and depth == 0 and not inside:
            inside, count = True, 0 if text[at + 1:].startswith(")") else 1
        elif letter in "(<[{":
            depth += 1
        elif letter in ")>]}":
            if depth == 0:
                break
            depth -= 1
        elif letter == "," and inside and depth == 0:
            count += 1
    return count


class Tree:
    def __init__(self, root):
        self.root = root
        self.findings = []
        self.private_headers = set()
        self.includes = []         # (file, line, included path)
        self.cites = []            # (file, line, page, section); a decision has no section
        self.targets = {}          # folder -> the target that is made of it
        self.links = {}            # target -> the targets that it links

    def say(self, path, line, text):
        self.findings.append(f"{path}:{line}: {text}")

    def files(self):
        listed = subprocess.run(["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others",
                                 "--exclude-standard"], capture_output=True, check=False)
        if listed.returncode == 0 and listed.stdout:
            names = listed.stdout.decode().split("\0")
        else:
            names = [str(p.relative_to(self.root)) for p in self.root.rglob("*")]
            names = [n for n in names if not n.startswith(BUILT)]
        return sorted(n for n in names if n and (self.root / n).is_file())

    def check(self):
        names = self.files()
        self.read_link_lists([n for n in names if Path(n).name == "CMakeLists.txt"])
        for name in names:
            if "/testdata/" in name or name.startswith("fuzz/corpus/"):
                continue
            suffix = Path(name).suffix
            if suffix in CODE or (suffix in SCRIPTS and name != "LICENSE") or suffix in {".md", ".tsv", ".ladder"}:
                self.check_file(name, suffix)
        self.check_private_headers()
        self.check_documents(names)
        self.check_cites(names)
        self.check_presets(names)
        return self.findings

    def read_link_lists(self, names):
        for name in names:
            folder = Path(name).parent
            text = re.sub(r"#.*", "", (self.root / name).read_text(encoding="utf-8"))
            for target, arguments in LIBRARY.findall(text):
                words, into = {"FOLDERS": [], "LINKS": [], "PRIVATE": []}, []
                for word in arguments.split():
                    if word in words:
                        into = words[word]
                    else:
                        into.append(word)
                folders = words["FOLDERS"] or ["."]
                if any(f != folders[0] and not f.startswith(folders[0] + "/") for f in folders):
                    self.say(name, 1, f"{target} is made of several folders: one folder, or one piece with its own")
                self.targets.update({str(folder / f): target for f in folders})
                self.links[target] = words["LINKS"] + words["PRIVATE"]
        for target in self.links:
            if target in self.reach(target):
                self.say(names[0], 1, f"{target} links itself around a circle: an arrow never points up")

    def reach(self, target):
        """What a target links, and what those link."""
        reached, ahead = set(), list(self.links[target])
        while ahead:
            link = ahead.pop()
            if link not in reached:
                reached.add(link)
                ahead += self.links.get(link, [])
        return reached

    def check_file(self, name, suffix):
        try:
            text = (self.root / name).read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            return self.say(name, 1, f"not UTF-8: {error}")
        lines = text.split("\n")
        if text and not text.endswith("\n"):
            self.say(name, len(lines), "no line end at the end of the file")
        for number, line in enumerate(lines, 1):
            if line.rstrip() != line and suffix != ".md":
                self.say(name, number, "blanks at the end of the line")
            if UNFINISHED.search(line):
                self.say(name, number, "a marker of unfinished work: do it, or write an issue")
            if FOREIGN_PATHS.search(line):
                self.say(name, number, "a path that exists on no other machine")
            self.cites += [(name, number, page, section) for page, section in CITE.findall(line)]
            self.cites += [(name, number, decision, None) for decision in DECISION.findall(line)]
        if suffix in CODE:
            self.check_code(name, lines)

    def check_code(self, name, lines):
        is_test = name.endswith("_test.cpp") or Path(name).name.startswith("test_")
        if not re.fullmatch(r"[a-z0-9_/.]+", name):
            self.say(name, 1, "file names are snake_case")
        if len(lines) > (TEST_LINES_MAX if is_test else LINES_MAX):
            self.say(name, 1, f"{len(lines)} lines: this file wants to be two")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS_MAX:
                self.say(name, number, f"{len(line)} columns; {COLUMNS_MAX} is the limit")
            if "\t" in line:
                self.say(name, number, "a tab")
        if name.endswith(".h"):
            self.check_header(name, lines)
        self.check_functions(name, lines)
        self.check_includes(name, lines, is_test)
        self.check_purity(name, lines, is_test)

    def check_header(self, name, lines):
        if not lines[0].startswith("// "):
            self.say(name, 1, "a header begins with a sentence that says what it promises")
        if "#pragma once" not in lines:
            self.say(name, 1, "#pragma once is missing")
        if any(PRIVATE_LIBRARIES.search(line) for line in lines):
            self.private_headers.add(name)

    def check_functions(self, name, lines):
        """A function goes from a line that begins like a definition to the line that closes it at the same
        indentation. clang-format keeps this true; it may have wrapped the signature."""
        number = 0
        while number < len(lines):
            found = DEFINITION.match(lines[number])
            signature, opened = self.signature(lines, number, len(found.group(1))) if found else ("", number)
            if (count := parameters_of(signature)) > PARAMETERS_MAX:
                self.say(name, number + 1, f"{count} parameters; from {PARAMETERS_MAX + 1} on it is a struct")
            if signature.endswith("{"):
                end = next((n for n in range(opened + 1, len(lines)) if lines[n].startswith(found.group(1) + "}")), opened)
                if end - number > FUNCTION_LINES_MAX:
                    self.say(name, number + 1, f"a function of {end - number} lines; {FUNCTION_LINES_MAX} is the limit")
                opened = end
            number = opened + 1

    def signature(self, lines, number, indent):
        """What stands in front of a body, on one line, and the number of its last; nothing when this is no definition."""
        text = ""
        for last in range(number, len(lines)):
            line = re.sub(r'"(\\.|[^"\\])*"', '""', lines[last]).split("//")[0].rstrip()
            if last > number and not line.startswith(" " * (indent + 1)):
                break
            text += line
            if line.endswith(("{", "}", ";")):
                return (text, last) if BODY.search(text) and not INITIALISED.match(text) else ("", number)
        return "", number

    def check_includes(self, name, lines, is_test):
        target = self.targets.get(str(Path(name).parent))
        ruled = not is_test and not name.startswith(PROGRAMS)
        if ruled and target is None:
            return self.say(name, 1, "no parley_library is made of this folder, so no link list is its rule")
        allowed = self.reach(target) | {target} if ruled else set()
        for number, line in enumerate(lines, 1):
            for pattern, owners in LIBRARY_OWNERS:
                if re.search(pattern, line) and not name.startswith(tuple(owners)):
                    self.say(name, number, f"only {', '.join(owners)} may include this library")
            found = re.match(r'#include "([a-z0-9_]+/[a-z0-9_/.]+)"', line)
            if found:
                self.includes.append((name, number, found.group(1)))
            if found and ruled and self.targets.get(str(Path(found.group(1)).parent)) not in allowed:
                self.say(name, number, f"{target} does not link the folder of {found.group(1)}: "
                                       "an arrow never points up")

    def check_private_headers(self):
        for name, number, included in self.includes:
            if included in self.private_headers and Path(name).parent != Path(included).parent:
                self.say(name, number, f"{included} shows a library's types: only its own folder may include it")

    def check_purity(self, name, lines, is_test):
        if not name.startswith(PURE) or is_test:
            return
        headers = PURE_HEADERS | PURE_HEADERS_OF_ONE.get(name, set())
        for number, line in enumerate(lines, 1):
            included = re.match(r'\s*#\s*include\s*(?:<([^>]+)>|"([^"/]+)")', line)
            if included and (header := included.group(1) or included.group(2)) not in headers:
                self.say(name, number, f"{header} is not among the headers of a pure folder")
            ours = re.match(r'\s*#\s*include\s*"([^"]+)"', line)
            if ours and ours.group(1).startswith(BLOCKING) and ours.group(1) not in PURE_HEADERS_OF_BLOCKING:
                self.say(name, number, f"{ours.group(1)} blocks: a pure folder asks by effects")
            code = re.sub(r'"(\\.|[^"\\])*"', '""', line).split("//")[0]
            for pattern, why in FORBIDDEN_IN_PURE:
                if re.search(pattern, code):
                    self.say(name, number, why)
            if "cstdio" not in headers and (SYSTEM_CALLS.search(code) or GLOBAL_CALL.search(code)):
                self.say(name, number, "a call of the system: time, chance, bytes and settings are arguments")

    def check_presets(self, names):
        """What can be configured can be built and tested under the same name."""
        if "CMakePresets.json" not in names:
            return
        presets = json.loads((self.root / "CMakePresets.json").read_text(encoding="utf-8"))
        shown = {one["name"] for one in presets["configurePresets"] if not one.get("hidden")}
        for kind in ("buildPresets", "testPresets"):
            there = {one["name"] for one in presets.get(kind, [])}
            for preset in sorted(shown ^ there):
                self.say("CMakePresets.json", 1, f"the preset {preset} is not among both configurePresets and {kind}")

    def check_documents(self, names):
        """Every path that a document names in backquotes exists."""
        known = set(names)
        folders = {str(parent) for n in names for parent in Path(n).parents}
        for document in [n for n in names if n.endswith(".md") and "/testdata/" not in n]:
            for number, line in enumerate((self.root / document).read_text(encoding="utf-8").split("\n"), 1):
                for path in re.findall(r"`([a-z_.]+/[A-Za-z0-9_./-]*)`", line):
                    plain = path.rstrip("/")
                    if plain.startswith(("build", "reports/out", "./", "../")):
                        continue
                    beside = str(Path(document).parent / plain)
                    if not {plain, beside} & (known | folders):
                        self.say(document, number, f"names {path}, which does not exist")
                for target in LINK.findall(line):
                    if not (self.root / Path(document).parent / target).exists():
                        self.say(document, number, f"links to {target}, which does not exist")

    def check_cites(self, names):
        """Every section and every decision that somebody cites exists."""
        decisions = {Path(n).name[:4] for n in names if n.startswith("docs/decisions/")}
        sections = {page: self.sections_of(f"docs/{page}.md", names) for page in CITED_PAGES}
        for name, number, page, section in self.cites:
            if section is None and page not in decisions:
                self.say(name, number, f"cites decision {page}, which does not exist")
            if section is not None and section not in sections[page]:
                self.say(name, number, f"cites {page}.md {section}, which does not exist")

    def sections_of(self, document, names):
        if document not in names:
            return set()
        lines = (self.root / document).read_text(encoding="utf-8").split("\n")
        return {found.group(1) for found in map(HEADING.match, lines) if found}


def main(arguments):
    if len(arguments) > 1 or (arguments and arguments[0] in ("-h", "--help")):
        print(__doc__)
        return 0 if arguments[0] in ("-h", "--help") else 2
    root = Path(arguments[0] if arguments else ".").resolve()
    if not root.is_dir():
        print(f"tidy: {root} is no directory", file=sys.stderr)
        return 2
    findings = Tree(root).check()
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
