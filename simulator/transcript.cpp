// See transcript.h.
#include "simulator/transcript.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "protocol/xccos/codec.h"

namespace parley::sim {
namespace {

// Enough to recognise what was sent; a peer that sends rubbish may send much of it.
constexpr std::size_t kGarbageBytesMax = 4096;

std::string text_in(const boost::json::object& event, std::string_view field) {
  const boost::json::value* found = event.if_contains(field);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

// A client's line about something that went wrong; nothing for others (protocol/client/chat_client.h).
std::optional<Transcript::Note> trouble_in(std::string_view line) {
  boost::system::error_code wrong;
  const boost::json::value read = boost::json::parse(line, wrong);
  if (wrong || !read.is_object()) return std::nullopt;
  const boost::json::object& event = read.get_object();
  std::string label = text_in(event, "event");
  if (label == "error")
    return Transcript::Note{std::move(label), std::string(line), text_in(event, "doing"),
                            text_in(event, "reason")};
  if (label == "gave-up")
    return Transcript::Note{std::move(label), std::string(line), text_in(event, "what")};
  return std::nullopt;
}

// A peer may write the same CSeq with other blanks than it got it (RFC 3261, 25.1, LWS).
std::string request_key(NodeId client, bool from_client, const sip::Message& message) {
  const std::string_view call_id = message.headers.get("Call-ID"), written = message.headers.get("CSeq");
  const auto cseq = sip::parse_cseq(written);
  return fmt::format("{} {} {} {}", client, from_client ? '>' : '<', call_id,
                     cseq ? fmt::format("{} {}", cseq->number, cseq->method) : written);
}

std::string command_key(NodeId client, std::string_view call_id, std::uint64_t envid, std::uint32_t seqid) {
  return fmt::format("{} {} {} {}", client, call_id, envid, seqid);
}

std::string_view without_scheme(std::string_view url) {
  const auto at = url.find("://");
  return at == std::string_view::npos ? url : url.substr(at + 3);
}

// What it takes in memory, not counting what its XCCOS body takes once more.
std::size_t bytes_of(const Observation& seen) {
  std::size_t bytes = sizeof seen + seen.sip.body.size() + seen.text.size();
  for (const sip::HeaderField& field : seen.sip.headers.fields())
    bytes += sizeof field + field.name.size() + field.value.size();
  return bytes;
}

const xccos::CommandRef* first_reference(const xccos::Envelope& envelope) {
  for (const xccos::Primitive& primitive : envelope.primitives)
    if (const auto* reply = std::get_if<xccos::Reply>(&primitive); reply && reply->command)
      return &*reply->command;
  return nullptr;
}

}   // namespace

void Transcript::add(NodeId node, std::string name, Role role, std::string_view url) {
  Actor& actor = actors_[node];
  actor.name = std::move(name);
  actor.role = role;
  if (!url.empty()) actor.addresses.emplace_back(without_scheme(url));
}

const Transcript::Actor* Transcript::client(NodeId node) const {
  const auto found = actors_.find(node);
  return found != actors_.end() && found->second.role == Role::client ? &found->second : nullptr;
}

std::string Transcript::server_at(std::string_view peer) const {
  std::string only;
  std::size_t servers = 0;
  for (const auto& [node, actor] : actors_) {
    if (actor.role != Role::server) continue;
    for (const std::string& address : actor.addresses)
      if (equal_ignoring_case(address, without_scheme(peer))) return actor.name;
    only = actor.name;
    ++servers;
  }
  return servers == 1 ? only : std::string("?");
}

Transcript::Link& Transcript::link_of(LinkKey key) {
  const auto [at, is_new] = links_.try_emplace(key);
  if (is_new) at->second.server = server_at({});
  return at->second;
}

Observation Transcript::blank(const Now& now, Observation::Kind kind) const {
  Observation seen;
  seen.at = Instant{(now.monotonic - start_).count()};
  seen.kind = kind;
  return seen;
}

void Transcript::keep(Observation&& seen) {
  if (is_full()) return;
  bytes_ += bytes_of(seen);
  seen.number = static_cast<std::uint32_t>(observations_.size() + 1);
  const Observation& kept = observations_.emplace_back(std::move(seen));
  for (const Listener& listener : listeners_) listener(kept);
}

// --- What the host shows ---

void Transcript::on_link_up(const Now& now, NodeId node, LinkId link, std::string_view peer) {
  const Actor* actor = client(node);
  if (!actor) return;
  Link fresh;
  fresh.server = server_at(peer);
  Observation seen = blank(now, Observation::Kind::link_up);
  seen.from = actor->name;
  seen.to = fresh.server;
  seen.text = std::string(peer);
  links_.insert_or_assign({node, link}, std::move(fresh));
  keep(std::move(seen));
}

void Transcript::on_link_down(const Now& now, NodeId node, LinkId link, std::string_view reason) {
  const Actor* actor = client(node);
  if (!actor) return;
  Observation seen = blank(now, Observation::Kind::link_down);
  seen.from = actor->name;
  seen.to = link_of({node, link}).server;
  seen.text = std::string(reason);
  links_.erase({node, link});
  keep(std::move(seen));
}

void Transcript::on_observed(const Now& now, NodeId node, const Observed& step) {
  if (!actors_.contains(node)) return;
  Observation seen = blank(now, Observation::Kind::internal);
  seen.from = step.from;
  seen.to = step.to;
  seen.what = step.what;
  seen.text = step.detail;
  keep(std::move(seen));
}

void Transcript::on_tell(const Now& now, NodeId node, std::string_view line) {
  const Actor* actor = client(node);
  if (!actor) return;
  if (auto trouble = trouble_in(line)) note(now, actor->name, std::move(*trouble));
}

void Transcript::note(const Now& now, const std::string& actor, Note note) {
  Observation seen = blank(now, Observation::Kind::note);
  seen.from = seen.to = actor;
  seen.what = std::move(note.label);
  seen.text = std::move(note.text);
  seen.doing = std::move(note.doing);
  seen.reason = std::move(note.reason);
  keep(std::move(seen));
}

void Transcript::on_sent(const Now& now, NodeId node, LinkId link, std::string_view bytes) {
  if (client(node)) read(now, {node, link}, true, bytes);
}

void Transcript::on_received(const Now& now, NodeId node, LinkId link, std::string_view bytes) {
  if (client(node)) read(now, {node, link}, false, bytes);
}

// --- Bytes to messages ---

void Transcript::read(const Now& now, LinkKey key, bool from_client, std::string_view bytes) {
  Link& link = link_of(key);
  Stream& stream = from_client ? link.from_client : link.from_server;
  if (stream.lost || is_full()) return;
  if (stream.unread.size() < kGarbageBytesMax) stream.unread.append(bytes.substr(0, kGarbageBytesMax));
  stream.parser.feed(bytes);
  while (auto next = stream.parser.next()) {
    stream.lost = !*next;
    if (*next && !(*next)->fault) take(now, key, from_client, std::move(**next));
    else take_garbage(now, key, from_client, *next ? *(*next)->fault : next->error());
  }
  if (!stream.parser.in_message()) stream.unread.clear();
}

void Transcript::take_garbage(const Now& now, LinkKey key, bool from_client, const Error& error) {
  const Link& link = link_of(key);
  Observation seen = blank(now, Observation::Kind::garbage);
  const std::string& name = client(key.first)->name;
  seen.from = from_client ? name : link.server;
  seen.to = from_client ? link.server : name;
  seen.text = (from_client ? link.from_client : link.from_server).unread.substr(0, kGarbageBytesMax);
  seen.what = error.detail;
  seen.too_large = error.code == Errc::limit_exceeded;
  keep(std::move(seen));
}

void Transcript::take(const Now& now, LinkKey key, bool from_client, sip::Message&& message) {
  Observation seen =
      blank(now, message.is_request() ? Observation::Kind::request : Observation::Kind::response);
  const std::string& name = client(key.first)->name;
  const std::string& server = link_of(key).server;
  seen.from = from_client ? name : server;
  seen.to = from_client ? server : name;
  seen.call_id = std::string(message.headers.get("Call-ID"));
  seen.sip = std::move(message);
  understand(seen, key.first, from_client);
  keep(std::move(seen));
}

void Transcript::understand(Observation& seen, NodeId node, bool from_client) {
  const sip::Message& message = seen.sip;
  if (!message.is_request()) {
    if (const auto cseq = sip::parse_cseq(message.headers.get("CSeq"))) seen.method = cseq->method;
    const auto asked = requests_.find(request_key(node, !from_client, message));
    if (asked != requests_.end()) seen.answers = asked->second;
    return;
  }
  const auto number = static_cast<std::uint32_t>(observations_.size() + 1);
  seen.method = message.method;
  // The later of two with the same numbers counts: a request that is sent again with credentials
  // (real-client.md 4) is what the next answer is for.
  requests_.insert_or_assign(request_key(node, from_client, message), number);
  if (message.method != "INFO" || message.body.empty()) return;
  auto decoded = decoder_.decode(message.body, xccos::Reading::lenient);
  if (!decoded) return;
  seen.xccos = std::move(decoded->envelope);
  if (from_client) {
    std::uint32_t position = 0;
    for (const xccos::Primitive& primitive : seen.xccos->primitives) {
      ++position;
      const auto* command = std::get_if<xccos::Command>(&primitive);
      const auto* chat = std::get_if<xccos::ChatMessage>(&primitive);
      const std::uint32_t seqid = command ? command->seqid : chat ? chat->seqid.value_or(1) : position;
      commands_.insert_or_assign(command_key(node, seen.call_id, seen.xccos->envid, seqid), number);
    }
  } else if (const xccos::CommandRef* named = first_reference(*seen.xccos)) {
    const auto asked = commands_.find(command_key(node, seen.call_id, named->envid, named->seqid));
    if (asked != commands_.end()) seen.answers = asked->second;
  }
}

}   // namespace parley::sim
