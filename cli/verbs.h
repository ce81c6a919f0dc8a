// The verbs of the program `parley`: each file registers one, and main runs the one that was asked for.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "reports/verdict.h"

namespace parley::cli {

// What a verb does once its options are read. Returns the exit code of the program.
using Action = std::function<reports::ExitCode()>;

// Adds the verb with its options to `app`; sets `action` when it is the one asked for.
void add_serve(CLI::App& app, Action& action);
void add_client(CLI::App& app, Action& action);
void add_conform(CLI::App& app, Action& action);
void add_simulate(CLI::App& app, Action& action);
void add_replay(CLI::App& app, Action& action);
void add_decode(CLI::App& app, Action& action);
void add_lint(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);

// Prints "parley: SENTENCE" on standard error and returns the code.
reports::ExitCode complain(reports::ExitCode code, std::string_view sentence);

}   // namespace parley::cli
