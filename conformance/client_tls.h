// What our clients are to a server over TLS.
#pragma once

#include "transport/config.h"

namespace parley::conformance {

struct ClientTls {
  transport::TlsTrust trust;   // Whom they believe.
  // What they all show when the server asks: it should be about everybody who plays. Empty: nothing.
  transport::TlsIdentity shown;
};

}   // namespace parley::conformance
