// Where `parley serve` listens, and how each listener knows whom it speaks with: "tcp://127.0.0.1:5060" or
// "tls://0.0.0.0:5061,auth=certificate".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "reference_server/core/directory.h"
#include "reference_server/core/settings.h"

namespace parley::cli {

struct Listening {
  std::string url;   // As everybody else compares it.
  server::Authentication authentication = server::Authentication::none;
};

// "none", "digest" or "certificate".
std::optional<server::Authentication> parse_authentication(std::string_view word);
// What --listen takes; `otherwise` is the authentication of who names none.
Result<Listening> parse_listening(std::string_view text, server::Authentication otherwise);

// What decides who may come in, beside the listeners themselves.
struct Doors {
  const std::vector<Listening>& listeners;
  const std::string& client_authorities;   // --client-ca; empty: none.
  const std::string& pool_file;            // --rooms; empty: the default pool.
  std::string_view digest_option{};        // One that is about digest, as "--null-digest-uri"; empty: none.
};
// The passwords of the default pool are known to everybody, without authentication every name is believed,
// and a user without a password is one whom the operator forgot: none of them may be offered to other
// machines by accident. And a listener demands certificates exactly where there are authorities to judge them
// by, and what is said of digest is said of some listener.
Result<void> check_doors(const Doors& doors, const server::Directory& directory);

}   // namespace parley::cli
