// The program `parley`. Nothing but the choice of a verb; what a verb does is in the file of its name.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "cli/verbs.h"
#include "conformance/build.h"

namespace {

constexpr const char* kExitCodes =
    "exit codes: 0 conforms or done, 1 nonconformance, 2 usage or nothing selected, 3 incomplete,\n"
    "4 unreachable, 5 harness error, 6 service level breached, 7 load run invalid, 8 baseline stale,\n"
    "9 determinism broken, 130 ended by a second Ctrl-C";

bool knows(CLI::App& app, const std::string& verb) {
  return !app.get_subcommands([&](CLI::App* one) { return one->check_name(verb); }).empty();
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
    return static_cast<int>(parley::reports::ExitCode::usage);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);   // --help, --version.
  } catch (const CLI::ParseError& wrong) {
    const auto chosen = app.get_subcommands();
    const std::string verb = chosen.empty() ? "" : " " + chosen.front()->get_name();
    std::fprintf(stderr, "parley: %s; see parley%s --help\n", wrong.what(), verb.c_str());
    return static_cast<int>(parley::reports::ExitCode::usage);
  }
  return static_cast<int>(action());
}

}   // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& broken) {   // Out of memory, or a promise of ours broken by a library.
    std::fprintf(stderr, "parley: harness error: %s\n", broken.what());
    return static_cast<int>(parley::reports::ExitCode::harness_error);
  }
}
