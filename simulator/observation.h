// One thing that was seen between two actors of a story: what ladders, checkers and records work on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.h"
#include "protocol/sip/message.h"
#include "protocol/xccos/message.h"

namespace parley::sim {

// Messages are seen at the client's end of a link only: when the client's bytes leave it and when the
// server's bytes reach it. So a transcript has one order, and it is the same over real sockets and in
// virtual time.
struct Observation {
  enum class Kind : std::uint8_t {
    request,
    response,
    internal,   // A step inside an actor (Observed); `from` and `to` are its own names, such as "queue".
    link_up,    // A client's connection; `from` is the client, `to` the server.
    link_down,
    garbage,   // Bytes that are no SIP message; `text` holds them.
    // What happened to an actor and crosses no wire: an instruction, a fault, an error that its user was
    // told. `from` and `to` are the actor, `what` a label, `text` the whole. No requirement is judged by it;
    // it tells why somebody may have been silent (simulator/play/trouble.h).
    note,
  };

  std::uint32_t number = 0;   // From 1, in order.
  Instant at;                 // Since the story began: zero is its start.
  Kind kind = Kind::request;
  std::string from, to;                   // Actors.
  sip::Message sip;                       // Of a request or response.
  std::string call_id;                    // Of a request or response.
  std::string method;                     // Of a request, and of the request that a response answers (CSeq).
  std::optional<xccos::Envelope> xccos;   // Body of an INFO, read leniently, when it can be read.
  // Of an internal step: Observed::what. Of garbage: what is wrong. Of a note: its label.
  std::string what;
  // Of a note: the instruction's verb, or what the client was about that went wrong ("post", "sign-in"), and
  // why it did.
  std::string doing, reason;
  // Of garbage, link events and notes: the bytes, the reason, the line. Of an internal step:
  // Observed::detail.
  std::string text;
  // Of garbage: it broke no rule but is larger than is read here, so what followed is not known.
  bool too_large = false;
  // Number of the request that a response answers; of the INFO with the command that an INFO with a reply
  // names (same Call-ID, envid and seqid of its first rpl); 0: none.
  std::uint32_t answers = 0;

  // The body, when it is XML of any kind; what an internal step carries. A view into this observation.
  std::string_view xml() const;
};

}   // namespace parley::sim
