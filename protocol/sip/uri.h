// SIP URIs and the header values that are built from them (RFC 3261, 19.1 and 20.10).
//
// Every error here is Errc::malformed with a sentence that says what is wrong. Nothing has a limit of its own
// but a port (1 to 65535) and the number of a CSeq: StreamParser bounds the head that all of it stands in.
// Escapes are kept as written, and a value survives being written and read again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::sip {

// ";name=value" or ";name". Names are compared without case; order is kept.
struct Parameter {
  std::string name;
  std::optional<std::string> value;
  friend bool operator==(const Parameter&, const Parameter&) = default;
};

class Parameters {
 public:
  const std::optional<std::string>* find(std::string_view name) const;   // Null: not there.
  std::string_view get(std::string_view name) const;                     // Empty: not there or no value.
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  void set(std::string_view name, std::optional<std::string> value);
  void remove(std::string_view name);
  const std::vector<Parameter>& list() const { return list_; }
  std::string to_string() const;   // ";a=b;c"

 private:
  friend Parameters parse_parameters(std::string_view text);
  std::vector<Parameter> list_;
};
// ";a=b;c", with or without the first ";". Values keep their quotes. Semicolons inside quotes and angle
// brackets do not separate; empty pieces are skipped.
Parameters parse_parameters(std::string_view text);

struct Uri {
  std::string scheme = "sip";   // "sip", "sips"; others are kept in `rest`.
  std::string user;             // As written: escapes are kept, and a password if there is one.
  std::string host;
  std::uint32_t port = 0;   // 0: not given.
  Parameters parameters;
  std::string headers;   // What follows "?", as written; it means nothing to us.
  std::string rest;      // Of a URI that is neither sip nor sips: everything after the colon.

  std::string to_string() const;
  // "sip:user@host" in lower case: the address of record, for comparison only. The user part is folded
  // too, against RFC 3261, 19.1.4, because the product and its clients do so (xccos.md 4).
  std::string address_of_record() const;
};
Result<Uri> parse_uri(std::string_view text);

// Two texts name the same user or service: same scheme, user and host without case; parameters and port
// do not matter. Texts that are no URI are equal only when they are the same text.
bool same_address(std::string_view a, std::string_view b);

// "sip:" in front of what has no scheme of SIP: a document may name a pool either way (real-client.md 3.3).
std::string with_scheme(std::string_view uri);

// From, To, Contact, Record-Route, Route: "Display" <uri>;parameters.
struct NameAddr {
  std::string display;   // Without quotes and escapes.
  std::string uri;
  Parameters parameters;

  std::string_view tag() const { return parameters.get("tag"); }
  std::string to_string() const;
};
// The URI itself is not parsed, so "*" and schemes of any kind pass. Without angle brackets every parameter
// belongs to the header, none to the URI (RFC 3261, 20.10). A tag is a token.
Result<NameAddr> parse_name_addr(std::string_view text);
// Comma-separated; commas inside quotes and angle brackets do not count.
Result<std::vector<NameAddr>> parse_name_addr_list(std::string_view text);

struct CSeq {
  std::uint32_t number = 0;   // Below 2^31 (RFC 3261, 8.1.1.5).
  std::string method;
};
Result<CSeq> parse_cseq(std::string_view text);

// "SIP/2.0/TLS host:port;branch=..." A real client sends no branch inside dialogs (xccos.md 4).
struct Via {
  std::string transport;   // "TCP", "TLS"; upper case.
  std::string sent_by;     // host[:port]
  Parameters parameters;

  std::string_view branch() const { return parameters.get("branch"); }
  std::string to_string() const;
};
// As view_via (header_views.h) reads it.
Result<Via> parse_via(std::string_view text);

// A header value with parameters that is no URI: "terminated;expires=0", "720;refresher=uac".
struct ValueWithParameters {
  std::string value;
  Parameters parameters;
};
ValueWithParameters parse_value_with_parameters(std::string_view text);

}   // namespace parley::sip
