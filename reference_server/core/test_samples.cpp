#include "reference_server/core/test_samples.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "protocol/base/time.h"
#include "protocol/provisioning/document.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"

namespace parley::server {
namespace {

// Headers of samples that this server does not send.
const std::map<std::string, std::string_view> kNotOurs{
    {"Record-Route", "there is no Front End in front of the service that would have to stay in the path"},
    {"User-Agent", "names the product, and this is another one"},
};

// The part of a header's value that each server chooses for itself.
struct Chosen {
  std::string header;
  std::regex part;
  std::string_view why;
};
const std::vector<Chosen>& chosen() {
  static const std::vector<Chosen> kChosen{
      {"Via", std::regex("received=[^;]+"), "the peer's address"},
      {"Via", std::regex("ms-received-port=[0-9]+"), "the peer's port"},
      {"Via", std::regex("ms-received-cid=[0-9A-F]+"), "our number of the connection"},
      {"Max-Forwards", std::regex("[0-9]+"), "the samples have come over a Front End, one hop more"},
      {"Contact", std::regex("opaque=srvr:[a-z]+"), "the name of the instance behind the address"},
      {"Contact", std::regex("<sip:(fe\\.)?contoso\\.com(:5061;transport=tls)?>"),
       "where the Front End stands"},
      {"Content-Length", std::regex("[0-9]+"), "the parser has held it against the body already"},
  };
  return kChosen;
}

std::string without_choice(const std::string& header, std::string value) {
  for (const Chosen& one : chosen())
    if (one.header == header) value = std::regex_replace(value, one.part, "<chosen>");
  return value;
}

std::string dialog_and_number(const sip::Message& message) {
  return fmt::format("{} {}", message.headers.get("Call-ID"), message.headers.get("CSeq"));
}

// A party of a server has a tag of its own choice, and its epid names the machine; a client's come back.
std::string party(const sip::Message& message, const char* header) {
  auto address = *sip::parse_name_addr(message.headers.get(header));
  const bool of_server = message.is_request() == (std::string_view(header) == "From");
  if (!of_server) return address.to_string();
  return fmt::format("{} {}", address.uri, address.tag().empty() ? "without a tag" : "with a tag");
}

std::string branch_of(const sip::Message& message) {
  const bool ours = message.is_request();
  const std::string via(message.headers.get("Via"));
  if (!ours) return without_choice("Via", via);
  return via.find(";branch=z9hG4bK") == std::string::npos ? via : "a transaction of the server";
}

std::string value_of(const sip::Message& message, const std::string& header) {
  if (header == "From" || header == "To") return party(message, header.c_str());
  if (header == "Via") return branch_of(message);
  return without_choice(header, std::string(message.headers.get(header)));
}

// Numbers of users in a reply are the server's: 0, 1, 2 in order of their addresses instead.
void number_anew(xccos::Joined& joined) {
  std::sort(joined.users.begin(), joined.users.end(), [](auto& a, auto& b) { return a.uri < b.uri; });
  std::map<std::uint32_t, std::uint32_t> numbers;
  for (xccos::User& user : joined.users) {
    const auto number = static_cast<std::uint32_t>(numbers.size());
    numbers[user.id.value()] = number;
    user.id = number;
  }
  for (xccos::Room& room : joined.rooms) {
    if (room.topic == "") room.topic.reset();   // Rooms of 2013 have none (xccos.md 3.2).
    for (xccos::RightsGroup& group : room.rights) {
      for (std::uint32_t& id : group.user_ids) id = numbers.at(id);
      std::sort(group.user_ids.begin(), group.user_ids.end());
    }
    std::sort(room.rights.begin(), room.rights.end(),
              [](auto& a, auto& b) { return a.permissions < b.permissions; });
  }
}

// An envelope without its own number, the server's time, and what is remembered only of a copy (grade R-m)
// and stands in no sample: --foreign leaves it out.
std::string plain_xccos(const std::string& body) {
  auto read = xccos::decode(body, xccos::Reading::strict);
  if (!read) return read.error().detail;
  read->envelope.envid = 0;
  for (xccos::Primitive& primitive : read->envelope.primitives) {
    if (auto* chat = std::get_if<xccos::ChatMessage>(&primitive)) {
      if (parse_iso8601(chat->ts)) chat->ts = "2010-09-21T09:48:10Z";
      chat->author_display.reset();
      chat->alert.reset();
      chat->chat_id.reset();
    }
    if (auto* reply = std::get_if<xccos::Reply>(&primitive))
      if (auto* joined = std::get_if<xccos::Joined>(&reply->body)) number_anew(*joined);
  }
  return xccos::encode(read->envelope, xccos::Writer::server);
}

// Enabled, and the pools that our document names as the sample does.
std::string plain_provisioning(const std::string& body) {
  const auto read = provisioning::decode_document(body, xccos::Reading::strict);
  if (!read) return read.error().detail;
  return fmt::format("{} {} {}", read->enabled, read->default_pool_uri, fmt::join(read->pool_uris, " "));
}

std::string plain_body(const sip::Message& message) {
  const std::string_view type = message.headers.get("Content-Type");
  if (type == "text/plain") return plain_xccos(message.body);
  if (type.ends_with("provisioning-v2+xml")) return plain_provisioning(message.body);
  static const std::regex kPlace("IP4 [0-9.]+|^m=message [0-9]+", std::regex::multiline);
  return std::regex_replace(message.body, kPlace, "<place>");   // Of an SDP: its address and port.
}

}   // namespace

std::string file_of_tree(std::string_view path) {
  std::ifstream in(fmt::format("{}/{}", PARLEY_SOURCE_DIR, path), std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

sip::Message sample(std::string_view number) {
  const std::string folder = "protocol/sip/testdata";
  for (const auto& entry : std::filesystem::directory_iterator(PARLEY_SOURCE_DIR "/" + folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(fmt::format("{}-", number)))
      return *sip::parse_message(file_of_tree(folder + "/" + name));
  }
  ADD_FAILURE() << "no sample " << number;
  return {};
}

const std::vector<SampleStep>& sample_sessions() {
  static const std::vector<SampleStep> kSteps{
      {"10", {"11"}},       {"12", {}}, {"13", {"14", "15"}}, {"16", {}},     {"17", {"18"}},
      {"20", {"21"}},       {"22", {}}, {"23", {"24", "25"}}, {"26", {}},     {"43", {}},
      {"27", {"28", "29"}}, {"30", {}}, {"31", {"32"}},       {"33", {"34"}},
  };
  return kSteps;
}

void SampleClient::heard(const sip::Message& message) {
  if (message.is_request()) requests_[dialog_and_number(message)] = message;
  else if (message.status == 200 && message.headers.get("CSeq").ends_with(" INVITE"))
    answers_[std::string(message.headers.get("Call-ID"))] = message;
}

sip::Message SampleClient::said(std::string_view number) const {
  sip::Message message = sample(number);
  if (!message.is_request()) {
    const auto asked = requests_.find(dialog_and_number(message));
    if (asked == requests_.end()) return message;
    for (const char* header : {"Via", "From"}) message.headers.set(header, asked->second.headers.get(header));
    return message;
  }
  const auto opened = answers_.find(std::string(message.headers.get("Call-ID")));
  if (message.method == "INVITE" || opened == answers_.end()) return message;
  const sip::Headers& theirs = opened->second.headers;
  message.request_uri = sip::parse_name_addr(theirs.get("Contact"))->uri;
  message.headers.set("To", theirs.get("To"));
  message.headers.remove("Route");
  for (const std::string_view route : theirs.all("Record-Route")) message.headers.add("Route", route);
  return message;
}

std::vector<std::string> unlike(const sip::Message& message, std::string_view number) {
  const sip::Message shown = sample(number);
  std::vector<std::string> found;
  const auto compare = [&](const std::string& what, const std::string& ours, const std::string& theirs) {
    if (ours != theirs) found.push_back(fmt::format("{} {}: {} instead of {}", number, what, ours, theirs));
  };
  compare("start",
          fmt::format("{} {} {} {}", message.method, message.request_uri, message.status, message.reason),
          fmt::format("{} {} {} {}", shown.method, shown.request_uri, shown.status, shown.reason));
  for (const sip::HeaderField& header : shown.headers.fields()) {
    const std::string name(header.name);
    if (kNotOurs.contains(name)) continue;
    if (!message.headers.contains(name)) found.push_back(fmt::format("{} no {}", number, name));
    else compare(name, value_of(message, name), value_of(shown, name));
  }
  if (!shown.body.empty() || !message.body.empty()) compare("body", plain_body(message), plain_body(shown));
  return found;
}

}   // namespace parley::server
