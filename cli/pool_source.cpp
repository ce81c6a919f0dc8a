#include "cli/pool_source.h"

#include "cli/files.h"
#include "reference_server/core/pool_file.h"

namespace parley::cli {

Result<std::string> pool_text(const std::string& rooms_file) {
  if (rooms_file.empty()) return std::string(server::default_pool_text());
  return read_file(rooms_file);
}

Result<server::Directory> load_directory(const std::string& rooms_file, const std::string& domain) {
  const auto text = pool_text(rooms_file);
  if (!text) return tl::unexpected(text.error());
  auto directory = server::read_pool_file(*text, domain);
  const std::string name = rooms_file.empty() ? "the default pool" : rooms_file;
  if (!directory) return fail(directory.error().code, name + ": " + directory.error().detail);
  return directory;
}

}   // namespace parley::cli
