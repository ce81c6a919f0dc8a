// The pool that a verb works with: a file of the user's, or the default one.
#pragma once

#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "reference_server/core/directory.h"

namespace parley::cli {

struct PoolOption {
  std::string_view name;     // "--rooms" or "--users".
  const std::string& file;   // Empty: the default pool.
  const std::string& domain;
};
struct Pool {
  std::string text;
  server::Directory directory;
};
// The error names the file, and the option with which another one is given.
Result<Pool> load_pool(const PoolOption& option);

// The pool as a report keeps it: each password "secret", no comments, and the domain in the file. When all
// actors are ours none of it matters, and a replay of what the report keeps is the same to the byte.
Result<Pool> without_passwords(const Pool& pool);

}   // namespace parley::cli
