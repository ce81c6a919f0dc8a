// Reads a pool file (TOML): users, passwords, pools, categories, rooms and roles. docs/pool-file.md is its
// reference, default_pool.toml its example.
#pragma once

#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "reference_server/core/directory.h"

namespace parley::server {

// `text` is the file's content; `domain` is used where the file names none. The error says line, column
// and what was expected. Limits: 16 MiB of text.
Result<Directory> read_pool_file(std::string_view text, std::string_view domain);

// The same pool as a report keeps it: each password "secret", no comments, and the domain in the file, which
// is `domain` where it named none. An error when it is no TOML.
Result<std::string> without_passwords(std::string_view text, std::string_view domain);

// What `parley serve` offers without --rooms: a dozen users with the password "secret" and rooms of every
// kind, for loopback only.
std::string_view default_pool_text();

}   // namespace parley::server
