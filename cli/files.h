// Files for the verbs: the core gets texts, the verbs read and write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::cli {

// The whole file; "-" is standard input. At most `bytes_max`. The error names the file and the reason.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max = 64 * 1024 * 1024);
// Written to a name of its own beside it and renamed, so that no reader sees half of it; folders that are
// missing above it are made. A link is followed, and what is no file (a device, a pipe) is written into. "-"
// is standard output.
Result<void> write_file(const std::string& path, std::string_view text);
Result<void> make_directory(const std::string& path);

// Every file below the given files and folders that ends in `suffix`, sorted, each with the path to show.
// An error when a path does not exist or nothing is found.
Result<std::vector<std::string>> find_files(const std::vector<std::string>& paths, std::string_view suffix);

}   // namespace parley::cli
