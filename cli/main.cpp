// The program `parley`. Nothing but the choice of a verb; what a verb does is in the file of its name.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>

#include "cli/verbs.h"
#include "conformance/build.h"

namespace {

using parley::reports::ExitCode;

constexpr const char* kExitCodes =
    "exit codes: 0 conforms or done, 1 nonconformance, 2 usage or nothing selected, 3 incomplete,\n"
    "4 unreachable, 5 harness error, 9 determinism broken, 130 ended by a second Ctrl-C";

bool knows(CLI::App& app, const std::string& verb) {
  return !app.get_subcommands([&](CLI::App* one) { return one->check_name(verb); }).empty();
}

// An option without a value is most often a variable of a shell that was never set: `--data ''` must not mean
// what no --data means. Null when there is none.
const CLI::Option* option_without_value(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& value : option->results())
      if (value.empty()) return option;
  return nullptr;
}

// Results that did not get where they were to go are no results: a full disk must not look like a green run.
ExitCode with_output_written(ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return parley::cli::complain(std::max(code, ExitCode::harness_error),
                               "what was told on standard output could not be written: is the disk full?");
}

// A password that a blank or a misspelt option has brought among the words that nobody takes is not repeated:
// of a verb that takes one only the names of options are.
std::string sentence_of(const CLI::ParseError& wrong, const CLI::App& verb) {
  if (wrong.get_exit_code() != static_cast<int>(CLI::ExitCodes::ExtrasError) ||
      verb.get_option_no_throw("--password") == nullptr)
    return wrong.what();
  std::string names;
  for (const std::string& word : verb.remaining())
    if (word.starts_with("--")) names += (names.empty() ? "" : ", ") + word.substr(0, word.find('='));
  return names.empty() ? "there is a word to which no option belongs; a value with blanks needs quotes"
                       : "there is no option " + names;
}

int run(int argc, char** argv) {
  CLI::App app{"Protocol simulator, conformance harness and reference server for Persistent Chat", "parley"};
  app.set_version_flag("--version", fmt::format("parley {} ({})", parley::conformance::version(),
                                                parley::conformance::build()));
  app.require_subcommand(1);
  app.footer(kExitCodes);
  app.failure_message(CLI::FailureMessage::help);
  parley::cli::Action action;
  parley::cli::add_serve(app, action);
  parley::cli::add_client(app, action);
  parley::cli::add_conform(app, action);
  parley::cli::add_simulate(app, action);
  parley::cli::add_replay(app, action);
  parley::cli::add_decode(app, action);
  parley::cli::add_lint(app, action);
  parley::cli::add_list(app, action);
  parley::cli::add_report(app, action);
  if (argc > 1 && argv[1][0] != '-' && !knows(app, argv[1])) {
    std::fprintf(stderr, "parley: there is no verb '%s'; see parley --help\n", argv[1]);
    return static_cast<int>(ExitCode::usage);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);   // --help, --version.
  } catch (const CLI::ParseError& wrong) {
    const auto chosen = app.get_subcommands();
    const std::string verb = chosen.empty() ? "" : " " + chosen.front()->get_name();
    const std::string what = chosen.empty() ? wrong.what() : sentence_of(wrong, *chosen.front());
    std::fprintf(stderr, "parley: %s; see parley%s --help\n", what.c_str(), verb.c_str());
    return static_cast<int>(ExitCode::usage);
  }
  const CLI::App& verb = *app.get_subcommands().front();
  if (const CLI::Option* option = option_without_value(verb)) {
    std::fprintf(stderr, "parley: %s: its value is empty%s; see parley %s --help\n",
                 option->get_name().c_str(), option->get_required() ? "" : ", and the option may be left out",
                 verb.get_name().c_str());
    return static_cast<int>(ExitCode::usage);
  }
  return static_cast<int>(with_output_written(action()));
}

}   // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& broken) {   // Out of memory, or a promise of ours broken by a library.
    std::fprintf(stderr, "parley: harness error: %s\n", broken.what());
    return static_cast<int>(ExitCode::harness_error);
  }
}
