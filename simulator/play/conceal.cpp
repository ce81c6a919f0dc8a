// Finds addresses as whole words, so that no name which only contains one is changed.
#include "simulator/play/conceal.h"

#include <string>

#include "protocol/base/text.h"

namespace parley::sim {
namespace {

bool is_of_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || (!is_of_name(text[at - 1]) && text[at - 1] != '.');
}

// A full stop may end a sentence; in front of another label it goes on with the name.
bool ends_word(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '.') return at + 1 == text.size() || !is_of_name(text[at + 1]);
  return at == text.size() || !is_of_name(text[at]);
}

void replace_word(std::string& text, std::string_view word, std::string_view with) {
  if (word.empty()) return;
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    const std::string_view here = std::string_view(text).substr(at, word.size());
    if (!equal_ignoring_case(here, word) || !begins_word(text, at) || !ends_word(text, at + word.size()))
      continue;
    text.replace(at, word.size(), with);
    at += with.size() - 1;
  }
}

// ";received=192.0.2.7" becomes ";received=CLIENT".
void replace_value(std::string& text, std::string_view parameter) {
  for (std::size_t at = text.find(parameter); at != std::string::npos; at = text.find(parameter, at)) {
    at += parameter.size();
    const std::size_t end = text.find_first_of(";, \t\r\n", at);
    text.replace(at, (end == std::string::npos ? text.size() : end) - at, kClientWord);
  }
}

struct Address {
  std::string_view authority, host;   // `host` is empty when it is no secret.
};

Address address_of(std::string_view url, std::string_view domain) {
  const std::size_t scheme = url.find("://");
  Address address;
  address.authority = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  address.host = address.authority.substr(0, address.authority.rfind(':'));
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  const bool is_loopback = address.host.starts_with("127.") || address.host == "::1" ||
                           equal_ignoring_case(address.host, "localhost");
  if (is_loopback || equal_ignoring_case(address.host, domain)) address.host = {};
  return address;
}

}   // namespace

void conceal_addresses(reports::CaseRecord& record, std::string_view url, std::string_view domain) {
  const Address address = address_of(url, domain);
  const auto conceal = [&](std::string& text) {
    replace_word(text, address.authority, kTargetWord);
    replace_word(text, address.host, kTargetWord);
    replace_value(text, ";received=");
    replace_value(text, ";rport=");
  };
  conceal(record.reason);
  for (std::string& note : record.notes) conceal(note);
  for (reports::MessageRecord& message : record.messages) {
    for (std::string* text : {&message.label, &message.dialog, &message.text}) conceal(*text);
    for (reports::KindRecord& kind : message.kinds) conceal(kind.id);
  }
  for (reports::CheckRecord& check : record.checks)
    for (std::string* text : {&check.expected, &check.actual}) conceal(*text);
}

}   // namespace parley::sim
