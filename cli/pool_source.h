// The pool that a verb works with: a file of the user's, or the default one.
#pragma once

#include <string>

#include "protocol/base/result.h"
#include "reference_server/core/directory.h"

namespace parley::cli {

// The text of the pool file; of the default pool when the name is empty.
Result<std::string> pool_text(const std::string& rooms_file);
// The error names the file.
Result<server::Directory> load_directory(const std::string& rooms_file, const std::string& domain);

}   // namespace parley::cli
