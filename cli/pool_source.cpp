#include "cli/pool_source.h"

#include <fmt/format.h>

#include <utility>

#include "cli/files.h"
#include "reference_server/core/pool_file.h"

namespace parley::cli {

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
  auto text = server::without_passwords(pool.text, pool.directory.domain);
  if (!text) return tl::unexpected(text.error());
  auto directory = server::read_pool_file(*text, pool.directory.domain);
  if (!directory) return tl::unexpected(directory.error());
  return Pool{std::move(*text), std::move(*directory)};
}

}   // namespace parley::cli
