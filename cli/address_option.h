// --target and --listen: an address is written as everybody else compares it before anybody sees it.
#pragma once

#include <CLI/CLI.hpp>

namespace parley::cli {

// For transform(): takes what transport::parse_url() takes, and makes "tls://HOST:PORT" of "TLS://HOST:PORT".
CLI::Validator address();

}   // namespace parley::cli
