// Where each user is registered (RFC 3261, 10.3): the location service of the Front End. Nothing is routed
// by it, because requests reach a user on the connection that he opened; it is kept so that a REGISTER is
// answered with all that holds, and a registration ends when it was said to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/endpoint.h"
#include "protocol/base/result.h"

namespace parley::server {

struct Binding {
  std::string contact;    // URI.
  std::string instance;   // The value of +sip.instance, as written; empty when there is none.
  LinkId link = 0;        // It ends with this connection (our choice).
  std::string call_id;
  std::uint32_t cseq = 0;
  Instant expires;   // At or before now: this binding is to go.
};

class Bindings {
 public:
  // X. Who comes with more loses what he registered longest ago; a user has one or two endpoints.
  static constexpr std::size_t kPerUserMax = 16;
  // X. A contact with its instance; the longest seen has 100 bytes. What a user may register fits a head, so
  // that no endpoint makes the answer to another one's REGISTER longer than anybody reads.
  static constexpr std::size_t kContactBytesMax = 1024;

  // Makes, refreshes and removes in one step: all of them, or none and an error (Errc::conflict) when one is
  // older than what is there, by the CSeq of the same Call-ID. An endpoint is known by its instance, else by
  // its contact. `changes` all have the same Call-ID and CSeq.
  Result<void> change(std::string_view user_uri, const std::vector<Binding>& changes, Instant now);
  // As above, for every binding that the user has ("Contact: *").
  Result<void> remove_all(std::string_view user_uri, const Binding& by, Instant now);

  // What holds now, the latest registered first.
  std::vector<Binding> of(std::string_view user_uri, Instant now) const;
  void forget_link(std::string_view user_uri, LinkId link);

 private:
  std::map<std::string, std::vector<Binding>, std::less<>> by_user_;
};

}   // namespace parley::server
