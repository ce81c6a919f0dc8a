// Which INVITE dialog an observation belongs to, and who is who in it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "simulator/observation.h"

namespace parley::sim {

// As the story shows it. A client is who sent the INVITE: in this protocol nobody else does.
struct Dialog {
  std::uint32_t number = 0;   // From 0, in the order of the INVITEs.
  std::string client, server;
  std::string call_id;
  std::string client_tag, server_tag;   // The server's is empty until a 2xx.
  std::string invited;                  // Request-URI of the INVITE, as written.
  std::string user;                     // Address of record in the From of the INVITE.
  bool open = false;                    // From the 2xx on,
  bool over = false;                    // until a BYE of either side, or the loss of the link.
  bool lost = false;                    // Over by the loss of the link.
};

class Dialogs {
 public:
  // Takes note of it. Null: it belongs to no dialog; link events belong to none either.
  const Dialog* see(const Observation& seen);

 private:
  Dialog* find(const Observation& seen);
  void begin(const Observation& invite);

  std::deque<Dialog> dialogs_;
  std::map<std::pair<std::string, std::string>, Dialog*> by_call_id_;   // By client and Call-ID.
};

// The tag of a From or To; empty when there is none or the header cannot be read.
std::string tag_of(const sip::Message& message, std::string_view header);
// "sip:alice@contoso.com" for any spelling of her address; text that is no URI in lower case.
std::string address_of(std::string_view uri);

}   // namespace parley::sim
