// Every choice that the reference server makes where the sources leave it open, with its default and where
// the default comes from. docs/settings.md lists the same names for operators.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/hash.h"
#include "protocol/base/time.h"

namespace parley::server {

// How the provisioning document and the presence categories reach a subscriber (real-client.md 3.3: all
// three work with a real client).
enum class Notification : std::uint8_t {
  piggyback,   // In the 200, when the subscriber supports it; else as it can.
  benotify,    // A BENOTIFY after the 200.
  notify,      // A NOTIFY after the 200.
};

// How the server knows whom it speaks with, on the connections of one listener.
enum class Authentication : std::uint8_t {
  none,          // It believes the From address.
  digest,        // Who answers a challenge with the password of the pool file is let in (RFC 3261, 22).
  certificate,   // Whom the peer's TLS certificate is about (LinkUp::certified), and nobody else.
};

struct Settings {
  std::string domain = "contoso.com";
  Authentication authentication = Authentication::none;   // Of listeners that have none of their own.
  std::vector<Authentication> listeners;                  // Their own, in the order of LinkUp::listener.
  Notification notification = Notification::piggyback;

  // Shapes that are only remembered are spoken (xccos.md 2.1, 2.5; decision 0003): the lists of
  // getassociations and getinv. Off towards foreign peers; the replies are then empty.
  bool wire_remembered = true;

  Duration registration_expires = std::chrono::seconds{7200};   // X. A real client wants 60 s or more.
  Duration session_expires = std::chrono::seconds{720};         // R-l (xccos.md, appendix A).

  std::uint32_t search_limit = 999;              // The value of a captured reply (xccos.md 3.7).
  std::uint32_t message_size_limit = 512;        // Bytes; likewise.
  std::uint32_t story_size_limit = 4096;         // Bytes; likewise.
  std::uint32_t post_size_limit = 64 * 1024;     // Bytes of text and rtf; X. Escaped still below 1 MiB.
  std::uint32_t history_default = 30;            // DefaultChatHistory (product.md 2.6).
  std::uint32_t history_max = 500;               // Its upper end; a larger `cnt` is clipped (X).
  std::uint32_t participant_update_limit = 75;   // product.md 2.5; back to normal below 80 % of it.

  // Overload (product.md 6.2: alarm at 50, error at 100 queued requests; the numbers there are Microsoft's,
  // using them as the admission limit is ours).
  std::uint32_t posts_in_flight_max = 100;
  Duration retry_after = std::chrono::seconds{2};   // X. Of a 503 by overload or a refused store.
  Duration retry_after_spread =
      std::chrono::seconds{0};   // X. Added at random, so that clients do not come back together.

  // Bounds against one peer that takes everything; all X.
  std::uint32_t connections_max = 20'000;   // product.md 2.6: users of one server.
  std::uint32_t sessions_max = 40'000;      // 1.5 endpoints each, and room for old dialogs.
  std::uint32_t sessions_per_connection_max = 8;
  std::uint32_t subscriptions_per_connection_max = 8;
  std::uint32_t rooms_per_batch_join_max = 1000;
  std::uint32_t store_requests_max = 40'000;   // One of every session; about 1 KiB each, and their content:
  std::uint32_t store_bytes_max = 64 * 1024 * 1024;   // Of posts, publications and preferences that wait.
  std::uint32_t wrong_credentials_per_connection_max = 5;

  // Digest. The algorithms that are offered, the one liked best first (RFC 8760, 2.3); MD5 is for clients
  // that know no other.
  std::vector<HashKind> digest_algorithms = {HashKind::sha256, HashKind::md5};
  // An answer with uri="(null)" is taken, which a real client gives and hashes (real-client.md 5). Off, as it
  // then says nothing about where the request goes.
  bool null_digest_uri = false;
  Duration nonce_lifetime = std::chrono::minutes{5};   // X. The answer to an older one is stale.
  // X. Requests that a client sends at once are each challenged; beyond this the oldest nonce gives way.
  std::uint32_t nonces_per_connection_max = 32;

  Authentication authentication_of(std::uint32_t listener) const {
    return listener < listeners.size() ? listeners[listener] : authentication;
  }
  // A connection on which nobody was let in for so long ends: who cannot prove who he is holds no place.
  Duration stranger_timeout = std::chrono::seconds{60};
  // Of unfinished messages on all connections together: 64 of the longest bodies. Beyond it, those with the
  // most of it lose their connections.
  std::uint32_t unfinished_bytes_max = 64 * 1024 * 1024;
};

}   // namespace parley::server
