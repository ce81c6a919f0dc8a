// For tests: a chat server that is just good enough to sign in to, and as bad as a test wants. It keeps what
// it saw, answers at once, and lets a test answer instead.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/base/time.h"
#include "protocol/presence/categories.h"
#include "protocol/provisioning/document.h"
#include "protocol/sip/message.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"

namespace parley::client {

inline const std::string kPool = "sip:pool@contoso.com";
inline const std::string kLobby = "ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b";
inline const std::string kOps = "ma-chan://contoso.com/094f5a4a-c492-4f6b-91c2-385eba134fd3";

struct Seen {
  std::string what;   // "REGISTER", "SUBSCRIBE vnd-...", "INFO cmd:join", "INFO grpchat", "200 INFO", ...
  sip::Message message;
  Instant at;
};

class FakeServer {
 public:
  enum class Way { piggyback, notify, notify_before_200, benotify, nothing };

  // --- What a test may set ---
  Way way = Way::piggyback;
  bool enabled = true;
  std::vector<std::pair<std::string, std::string>> followed;   // URI, name.
  std::map<std::string, std::string> rooms = {{kLobby, "Lobby"}, {kOps, "Operations"}};
  std::vector<xccos::User> users = {{0, "sip:alice@contoso.com"}, {1, "sip:bob@contoso.com"}};
  std::string session_expires = "720;refresher=uac";
  std::vector<sip::Header> session_headers;   // Of the 200 to INVITE, beside its own.
  // Returns true when it dealt with the request.
  std::function<bool(const Seen&)> instead;

  // --- What it did and saw ---
  std::vector<Seen> seen;
  std::vector<Instant> keep_alives;
  std::string out;   // Bytes for the client.
  Instant now;

  void receive(std::string_view bytes) {
    if (bytes == "\r\n\r\n") keep_alives.push_back(now);
    parser_.feed(bytes);
    while (auto next = parser_.next()) {
      if (!*next) {
        seen.push_back({"broken: " + next->error().detail, {}, now});
        return;
      }
      take(std::move(**next));
    }
  }
  void link_is_new() {
    parser_ = sip::StreamParser();
    out.clear();
  }

  void send(const sip::Message& message) { out += sip::write(message); }
  void answer(const sip::Message& request, int status, std::vector<sip::Header> headers = {},
              std::string body = {}) {
    sip::Message response = sip::make_response(request, status);
    std::string to{response.headers.get("To")};
    if (to.find("tag=") == std::string::npos) response.headers.set("To", to + ";tag=server1");
    for (const auto& header : headers) response.headers.add(header.name, header.value);
    response.body = std::move(body);
    send(response);
  }
  // A request of the server in the dialog that was opened last.
  sip::Message request(std::string_view method, std::string body = {}) {
    sip::Message message;
    message.method = method;
    message.request_uri = "sip:alice@contoso.com";
    message.headers.add("Via", fmt::format("SIP/2.0/TCP server.invalid;branch=z9hG4bKs{}", ++number_));
    message.headers.add("From", "<" + kPool + ">;tag=server1");
    message.headers.add("To", std::string(invite_.headers.get("From")));
    message.headers.add("Call-ID", std::string(invite_.headers.get("Call-ID")));
    message.headers.add("CSeq", fmt::format("{} {}", number_, method));
    message.headers.add("Max-Forwards", "70");
    if (!body.empty()) message.headers.add("Content-Type", "text/plain");
    message.body = std::move(body);
    return message;
  }
  void send_xccos(xccos::Primitive primitive) {
    send(request("INFO", xccos::encode({++envid_, {std::move(primitive)}}, xccos::Writer::server)));
  }
  void say(const std::string& room, const std::string& author, const std::string& text) {
    xccos::ChatMessage message;
    message.chan_uri = room;
    message.author = author;
    message.ts = "2013-08-02T21:00:01.1234567Z";
    message.text = text;
    send_xccos(message);
  }
  void reply(const xccos::Envelope& to, xccos::ReplyBody body, xccos::Response response = {}) {
    const auto& command = std::get<xccos::Command>(to.primitives.at(0));
    send_xccos(xccos::Reply{xccos::reply_id_of(command.id), 1, xccos::CommandRef{command.seqid, to.envid},
                            response, std::move(body)});
  }

  std::size_t count(std::string_view what) const {
    std::size_t n = 0;
    for (const Seen& one : seen) n += one.what == what;
    return n;
  }
  const Seen& last(std::string_view what) const {
    const Seen* found = nullptr;
    for (const Seen& one : seen)
      if (one.what == what) found = &one;
    if (!found) throw std::runtime_error("never seen: " + std::string(what));
    return *found;
  }
  std::vector<std::string> order() const {   // Requests only.
    std::vector<std::string> all;
    for (const Seen& one : seen)
      if (one.message.is_request()) all.push_back(one.what);
    return all;
  }
  static xccos::Envelope envelope_of(const sip::Message& message) {
    return xccos::decode(message.body, xccos::Reading::lenient).value().envelope;
  }

  // The answers of a server in good health.
  void serve(const Seen& one) {
    const std::string& method = one.message.method;
    if (method == "ACK") return;
    if (method == "REGISTER") return answer(one.message, 200, {{"Expires", "600"}});
    if (method == "SUBSCRIBE") return serve_subscribe(one.message);
    if (method == "INVITE") return serve_invite(one.message);
    answer(one.message, 200);
    if (method == "INFO") serve_info(one.message);
  }
  void serve_info(const sip::Message& info) {
    const auto decoded = xccos::decode(info.body, xccos::Reading::lenient);
    if (!decoded || decoded->envelope.primitives.empty()) return;
    const xccos::Envelope& envelope = decoded->envelope;
    if (const auto* post = std::get_if<xccos::ChatMessage>(&envelope.primitives[0]))
      return say(post->chan_uri, post->author, post->text);
    const auto* command = std::get_if<xccos::Command>(&envelope.primitives[0]);
    if (command) std::visit([&](const auto& body) { reply(envelope, data_for(body)); }, command->body);
  }

  static xccos::UsersLeft left(const std::string& room, const std::string& user) {
    return {{.uri = room, .users = {{{}, user}}}};
  }
  xccos::Room joined(const std::string& uri) {
    return {.uri = uri, .name = rooms[uri], .description = "", .rights = {{3984, {0, 1}}}};
  }
  xccos::Joined joined_all(const std::vector<xccos::Join>& ids) {
    xccos::Joined reply_data{users, {}, {}};
    for (const auto& [id, key] : ids) {
      const std::string uri = xccos::RoomUri{id.domain, id.value}.to_string();
      if (rooms.contains(uri)) reply_data.rooms.push_back(joined(uri));
      else reply_data.failed.push_back({"OPERATION_FAILED", id.domain, id.value});
    }
    return reply_data;
  }

 private:
  void take(sip::Message message) {
    std::string what = message.is_request() ? message.method : std::to_string(message.status);
    if (message.is_request() && message.method == "SUBSCRIBE")
      what += " " + std::string(message.headers.get("Event"));
    if (!message.is_request()) what += " " + sip::parse_cseq(message.headers.get("CSeq"))->method;
    if (message.is_request() && message.method == "INFO") what += " " + id_of(message);
    seen.push_back({what, std::move(message), now});
    const Seen one = seen.back();
    if (what == "INVITE") invite_ = one.message;
    if (!one.message.is_request() || (instead && instead(one))) return;
    serve(one);
  }
  static std::string id_of(const sip::Message& info) {
    const auto decoded = xccos::decode(info.body, xccos::Reading::lenient);
    if (!decoded) return "unreadable";
    const auto* command = std::get_if<xccos::Command>(&decoded->envelope.primitives.at(0));
    return command ? command->id : "grpchat";
  }
  void serve_invite(const sip::Message& invite) {
    std::vector<sip::Header> headers = session_headers;
    headers.push_back({"Contact", "<" + kPool + ";gruu>"});
    if (!session_expires.empty()) headers.push_back({"Session-Expires", session_expires});
    answer(invite, 200, headers);
  }
  void serve_subscribe(const sip::Message& subscribe) {
    const std::string event{subscribe.headers.get("Event")};
    const std::string body = event == "vnd-microsoft-provisioning-v2" ? provisioning_body() : roaming_body();
    const bool piggyback = way == Way::piggyback;
    if (way == Way::notify_before_200) notify(subscribe, "NOTIFY", body);
    std::vector<sip::Header> headers = {{"Event", event},
                                        {"Expires", std::string(subscribe.headers.get("Expires"))}};
    if (headers[1].value.empty()) headers[1].value = "3600";
    if (piggyback) headers.push_back({"ms-piggyback-cseq", "1"});
    answer(subscribe, 200, headers, piggyback ? body : std::string());
    if (way == Way::notify) notify(subscribe, "NOTIFY", body);
    if (way == Way::benotify) notify(subscribe, "BENOTIFY", body);
  }
  void notify(const sip::Message& subscribe, std::string_view method, const std::string& body) {
    sip::Message message = request(method, body);
    message.headers.set("To", std::string(subscribe.headers.get("From")));
    message.headers.set("Call-ID", std::string(subscribe.headers.get("Call-ID")));
    message.headers.add("Event", subscribe.headers.get("Event"));
    send(message);
  }
  std::string provisioning_body() const {
    provisioning::ProvisioningDocument document;
    document.enabled = enabled;
    document.default_pool_uri = kPool;
    return provisioning::encode_document(document);
  }
  std::string roaming_body() const {
    presence::RoamingData roaming{"sip:alice@contoso.com", {}};
    std::uint32_t instance = 0;
    for (const auto& [uri, name] : followed) {
      presence::RoamingCategory category{presence::follow({uri, name}, ++instance), ""};
      category.publication.version = 7;
      roaming.categories.push_back(category);
    }
    return presence::encode_roaming_data(roaming);
  }

  xccos::ReplyBody data_for(const xccos::RequestUri&) {
    return xccos::ServiceUri{{{}, "sip:channel-1@contoso.com"}};
  }
  xccos::ReplyBody data_for(const xccos::GetServerInfo&) {
    return xccos::ServerInfo{123, "2013-08-02T21:00:01Z", "ma-cat://contoso.com/1", "v"};
  }
  xccos::ReplyBody data_for(const xccos::Join& join) { return joined_all({join}); }
  xccos::ReplyBody data_for(const xccos::BatchJoin& join) { return joined_all(join.rooms); }
  xccos::ReplyBody data_for(const xccos::Part& part) { return xccos::Parted{part.room}; }
  xccos::ReplyBody data_for(const xccos::BackChatContext& asked) {
    xccos::ChatMessage old;
    old.chan_uri = asked.room.uri;
    old.author = "sip:bob@contoso.com";
    old.ts = "2013-08-01T00:00:00Z";
    old.text = "earlier";
    return xccos::History{{.uri = asked.room.uri, .messages = {old}}};
  }
  xccos::ReplyBody data_for(const xccos::ChannelSearch& search) {
    xccos::RoomList list;
    for (const auto& [uri, name] : rooms)
      if (to_lower(name).find(to_lower(search.criteria.value_or(""))) != std::string::npos)
        list.rooms.push_back({.uri = uri, .name = name, .description = ""});
    return list;
  }
  template <class Other>
  xccos::ReplyBody data_for(const Other&) {
    return xccos::NoData{};
  }

  sip::StreamParser parser_;
  sip::Message invite_;
  std::uint64_t number_ = 0;
  std::uint64_t envid_ = 7'962'449'779'256'945'000U;
};

}   // namespace parley::client
