// What an operator may set about sockets: the TLS identity, whom to trust, and the limits, each with its
// reason.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "protocol/base/time.h"

namespace parley::transport {

// The certificate chain and private key that this program shows, in PEM form: from files, or from memory
// when no file is named. All empty: no tls:// listener can be opened.
struct TlsIdentity {
  std::string certificate_file;
  std::string key_file;
  std::string certificate_pem;
  std::string key_pem;
};

// Whose certificate must be good when we connect. A loopback peer is the same machine and usually shows
// a self-signed certificate, so it is let through unless authorities are named: who names them means them.
enum class TlsVerify { except_loopback, never };

struct TlsTrust {
  TlsVerify verify = TlsVerify::except_loopback;
  std::string authorities_file;   // PEM.
  std::string authorities_pem;    // PEM, in memory. Both empty: the authorities that the system trusts.
};

// Authorities by whose certificates clients prove who they are. Both empty: no listener can demand one. The
// system's own do not count here: they vouch for servers of the whole world.
struct ClientAuthorities {
  std::string file;   // PEM.
  std::string pem;    // PEM, in memory.
};

struct DriverConfig {
  TlsIdentity identity;
  TlsTrust trust;
  ClientAuthorities client_authorities;
  // What our own connections show to a server that asks for a certificate. All empty: nothing.
  TlsIdentity client_identity;
  // Also speak TLS 1.0 and 1.1 (RFC 8996 forbids them), which clients of 2013 may have nothing above.
  bool old_tls_versions = false;
  // What the wall clock of this driver shows when it is made: for stories, whose records must not hold the
  // time of day. Empty: the system's clock.
  std::optional<WallTime> wall_start;

  // Accepted connections at one time, those still shaking hands included. Each costs a descriptor and,
  // with TLS, about 80 kB; further ones are reset at once, so that a flood cannot starve the others.
  std::size_t connections_max = 20'000;
  // Bytes that may wait for one peer. It must hold the largest burst of one turn (a long chat history is
  // about 1 MB) and bounds what a peer that does not read can cost; reaching it closes that connection.
  std::size_t output_bytes_max = std::size_t{8} << 20;
  // Looking up the name and connecting; a SYN is repeated after 1, 3 and 7 s.
  Duration connect_timeout = std::chrono::seconds{10};
  // From the first byte to the end of the TLS handshake, so that a silent peer cannot hold a slot.
  Duration handshake_timeout = std::chrono::seconds{10};
  // From LinkUp to the first whole message of an accepted peer, so that one that only connects cannot hold a
  // slot. A client says its first word at once.
  Duration first_message_timeout = std::chrono::seconds{30};
  // From the first byte of a later message to its last, for the same reason: 1 MiB at 17 kB/s.
  Duration message_timeout = std::chrono::seconds{60};
  // A peer from which nothing came for so long is asked by the system whether it is still there (RFC 9293,
  // 3.8.4), and gone when it does not answer for another minute: a laptop that sleeps says no good-bye.
  Duration keepalive_after = std::chrono::seconds{60};
  // After CloseLink: for what still waits to be sent, and for the peer's own close.
  Duration close_timeout = std::chrono::seconds{5};
};

}   // namespace parley::transport
