#include "transport/peer_certificate.h"

#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace parley::transport {
namespace {

// A person has a few; a certificate of a test may name everybody who plays in it.
constexpr std::size_t kAddressesMax = 64;

constexpr std::string_view kScheme = "sip:";

std::string_view text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

// What holds a zero byte was made to be read in two ways.
bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return is_plain(text) && at != std::string_view::npos && at > 0 && at + 1 < text.size();
}

bool has_scheme(std::string_view uri) {
  return std::equal(kScheme.begin(), kScheme.end(), uri.begin(),
                    uri.begin() + std::min(uri.size(), kScheme.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b); });
}

// The user principal name; empty for any other name.
std::string_view principal_in(const OTHERNAME* name) {
  if (OBJ_obj2nid(name->type_id) != NID_ms_upn || name->value->type != V_ASN1_UTF8STRING) return {};
  return text_of(name->value->value.utf8string);
}

// Of a URI or of another kind of name; empty when it is none of a person.
std::string address_in(const GENERAL_NAME* name) {
  if (name->type == GEN_URI) {
    const std::string_view uri = text_of(name->d.uniformResourceIdentifier);
    return has_scheme(uri) && is_address(uri.substr(kScheme.size())) ? std::string(uri) : std::string();
  }
  std::string_view mail;
  if (name->type == GEN_EMAIL) mail = text_of(name->d.rfc822Name);
  if (name->type == GEN_OTHERNAME) mail = principal_in(name->d.otherName);
  return is_address(mail) ? std::string(kScheme) + std::string(mail) : std::string();
}

}   // namespace

std::vector<std::string> addresses_in(const X509* certificate) {
  std::vector<std::string> of_uris, of_others;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      GENERAL_NAMES_free);
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {   // -1 without any.
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    auto& found = name->type == GEN_URI ? of_uris : of_others;
    if (std::string address = address_in(name); !address.empty() && found.size() < kAddressesMax)
      found.push_back(std::move(address));
  }
  return of_uris.empty() ? of_others : of_uris;
}

}   // namespace parley::transport
