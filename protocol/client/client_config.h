// What a chat client is told before it starts. Numbers without a source are this project's choice (grade X):
// the back-off of the Microsoft client is unknown (xccos.md 4.6).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/deviations.h"
#include "protocol/base/time.h"

namespace parley::client {

// lync2013: INVITE to the pool URI of the provisioning document (xccos.md 5.1).
// lookup: INVITE to the provisioned URI or sip:ocschat@domain, requri, BYE, INVITE to the URI that came
// back: the way of 2007 R2, 2010 and pidgin-sipe (xccos.md 5.2).
enum class Profile : std::uint8_t { lync2013, lookup };

struct RetryPolicy {
  std::uint32_t attempts_max = 8;                   // The first attempt counts.
  Duration base = std::chrono::milliseconds{500};   // Doubled for each further attempt, up to the cap.
  Duration cap = std::chrono::seconds{30};
  // The longest Retry-After that is waited for, as long as `wait` waits: a server that asks for more is as
  // good as gone for who stands in a queue behind this request, so it fails at once.
  Duration retry_after_max = std::chrono::minutes{10};
};

struct ClientConfig {
  std::string user = "alice";
  std::string domain = "contoso.com";
  std::string target = "tcp://127.0.0.1:5060";   // As OpenLink.target.
  std::string password;                          // Empty: a challenge cannot be answered.
  Profile profile = Profile::lync2013;
  std::uint32_t history_count = 30;           // FLOW-SIGNIN-6: the default of the documents.
  std::vector<std::string> rooms_left_open;   // URIs, joined one by one (FLOW-SIGNIN-5b).
  bool wire_remembered = true;                // Whether forms of grade R are spoken (decision 0003).
  RetryPolicy retry;
  bool reconnect = true;                                     // After a lost link.
  Duration transaction_timeout = std::chrono::seconds{32};   // Timer F (RFC 3261, 17.1.2.2).
  Duration reply_timeout = std::chrono::seconds{32};   // For the reply INFO or a NOTIFY, from the 200 on.
  Duration wait_timeout =
      std::chrono::minutes{10};             // Of the instruction `wait`, so that a queue never hangs.
  std::string sent_by = "client.invalid";   // HOST or HOST:PORT as our Via shows it.
  // Where the lines told come from: errors name it with the line, "SCRIPT:LINE". The first line told has the
  // number 0, since it is the sign-in before the script. Empty: errors name no line.
  std::string script;
  Deviations deviations;
};

}   // namespace parley::client
