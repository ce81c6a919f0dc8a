#include "cli/pool_source.h"

#include <fmt/format.h>

// Errors are values here, as in the reader of pool files.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <sstream>

#include "cli/files.h"
#include "protocol/base/assert.h"
#include "reference_server/core/pool_file.h"

namespace parley::cli {
namespace {

constexpr const char* kHead =
    "# The pool of a run, as parley read it. Passwords do not belong into reports: each is \"secret\" here.\n"
    "# To judge a server that knows better ones, put them in, or name your own file with --users.\n\n";

}   // namespace

Result<Pool> load_pool(const PoolOption& option) {
  auto text = option.file.empty() ? Result<std::string>(server::default_pool_text()) : read_file(option.file);
  if (!text) return fail(text.error().code, fmt::format("{} {}", option.name, text.error().detail));
  auto directory = server::read_pool_file(*text, option.domain);
  if (directory) return Pool{std::move(*text), std::move(*directory)};
  return fail(directory.error().code,
              fmt::format("{}: {}; correct {} FILE", option.file.empty() ? "the default pool" : option.file,
                          directory.error().detail, option.name));
}

Result<Pool> without_passwords(const Pool& pool) {
  toml::parse_result parsed = toml::parse(pool.text);
  PARLEY_ASSERT(parsed);   // It was read before.
  toml::table table = std::move(parsed).table();
  table.insert("domain", pool.directory.domain);   // Unless it has one.
  if (toml::array* users = table["users"].as_array())
    users->for_each([](toml::table& user) {
      if (!user["password"].value_or(std::string()).empty()) user.insert_or_assign("password", "secret");
    });
  std::ostringstream text;
  text << kHead << table << "\n";
  auto directory = server::read_pool_file(text.str(), pool.directory.domain);
  if (!directory) return tl::unexpected(directory.error());
  return Pool{text.str(), std::move(*directory)};
}

}   // namespace parley::cli
