// --cert and --key of the verbs that connect: what they show to a server that demands a certificate.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "transport/config.h"

namespace parley::cli {

struct OwnCertificate {
  std::string certificate, key;   // PEM files; both or none.

  transport::TlsIdentity identity() const;
};
void add_own_certificate(CLI::App& verb, OwnCertificate& own);

}   // namespace parley::cli
