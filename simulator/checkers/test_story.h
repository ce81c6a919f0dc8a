// Histories made by hand, for the tests of checkers: one line says what one peer sends.
//
// Every call is one observation (or the few that the name says), 10 ms after the one before.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/assert.h"
#include "simulator/checkers/checker.h"

namespace parley::sim {

inline const std::string kRoom = "ma-chan://contoso.com/1";
inline const std::string kOtherRoom = "ma-chan://contoso.com/2";

class TestStory {
 public:
  explicit TestStory(std::string_view checker, const CheckerOptions& options = {})
      : checker_(make_checker(checker, options)) {
    PARLEY_ASSERT(checker_ != nullptr);
  }

  // --- SIP ---

  Observation& request(const std::string& from, const std::string& to, const std::string& method) {
    const std::string& client = from == "pool" ? to : from;
    Session& session = sessions_[client];
    Observation seen = blank(Observation::Kind::request, from, to);
    seen.method = seen.sip.method = method;
    seen.call_id = session.call_id;
    const bool is_client = from != "pool";
    const std::string server_tag = session.open ? ";tag=pool" : "";
    const std::string mine = fmt::format("<sip:{}@contoso.com>;tag={}", client, client);
    const std::string theirs = "<sip:pool@contoso.com>" + server_tag;
    seen.sip.headers.add("From", is_client ? mine : theirs);
    seen.sip.headers.add("To", is_client ? theirs : mine);
    const int cseq = method == "ACK" ? 1 : ++(is_client ? session.client_cseq : session.server_cseq);
    seen.sip.headers.add("CSeq", fmt::format("{} {}", cseq, method));
    if (method == "INVITE") seen.sip.request_uri = invited_;
    if (!wrong_.first.empty()) seen.sip.headers.set(wrong_.first, wrong_.second);
    wrong_ = {};
    if (!wrong_call_id_.empty()) seen.call_id = std::exchange(wrong_call_id_, {});
    return keep(std::move(seen));
  }
  // To the request of that number.
  Observation& response(std::uint32_t request_number, int status) {
    const Observation& asked = at(request_number);
    Observation seen = blank(Observation::Kind::response, asked.to, asked.from);
    seen.sip.status = status;
    seen.method = asked.method;
    seen.call_id = asked.call_id;
    seen.answers = request_number;
    seen.sip.headers.add("From", asked.sip.headers.get("From"));
    seen.sip.headers.add("CSeq", asked.sip.headers.get("CSeq"));
    std::string to(asked.sip.headers.get("To"));
    if (asked.method == "INVITE" && status < 300) to += ";tag=pool", sessions_[asked.from].open = true;
    seen.sip.headers.add("To", to);
    if (!retry_after_.empty()) seen.sip.headers.add("Retry-After", std::exchange(retry_after_, {}));
    return keep(std::move(seen));
  }
  // The next request carries this instead of what would be right.
  void next_header(std::string name, std::string value) { wrong_ = {std::move(name), std::move(value)}; }
  void next_invited(std::string uri) { invited_ = std::move(uri); }
  void next_call_id(std::string call_id) { wrong_call_id_ = std::move(call_id); }
  // The next response carries this Retry-After.
  void refuse_with(std::string retry_after) { retry_after_ = std::move(retry_after); }
  void sign_in(const std::string& client) {
    Session& session = sessions_[client];
    session = {fmt::format("{}-{}", client, ++calls_), false, 0, 0};
    response(request(client, "pool", "INVITE").number, 200);
    request(client, "pool", "ACK");
  }
  void bye(const std::string& client) { response(request(client, "pool", "BYE").number, 200); }
  void link_up(const std::string& client) { keep(blank(Observation::Kind::link_up, client, "pool")); }
  Observation& garbage(const std::string& from, const std::string& to, bool too_large = false) {
    Observation seen = blank(Observation::Kind::garbage, from, to);
    seen.what = "no start line";
    seen.too_large = too_large;
    return keep(std::move(seen));
  }
  void link_down(const std::string& client) { keep(blank(Observation::Kind::link_down, client, "pool")); }
  void wait(Duration time) { now_ = now_ + time; }

  // --- XCCOS ---

  // An INFO with one primitive and, unless `status` is 0, its answer. Returns the number of the INFO.
  std::uint32_t info(const std::string& from, const std::string& to, xccos::Primitive primitive,
                     int status = 200) {
    const std::uint64_t envid = from == "pool" ? ++server_envid_ : ++client_envid_;
    return info_of({envid, {std::move(primitive)}}, from, to, status);
  }
  std::uint32_t info_of(xccos::Envelope envelope, const std::string& from, const std::string& to,
                        int status = 200) {
    pending_ = std::move(envelope);
    const std::uint32_t number = request(from, to, "INFO").number;
    if (status != 0) response(number, status);
    return number;
  }
  std::uint32_t command(const std::string& client, const std::string& id, xccos::CommandBody body,
                        int status = 200) {
    return info(client, "pool", xccos::Command{id, 1, std::move(body)}, status);
  }
  // Names the command of that INFO.
  std::uint32_t reply(std::uint32_t command_number, xccos::ReplyBody body, int code = 200) {
    const Observation asked = at(command_number);
    std::string id = "rpl:grpchat";
    if (const auto* command = std::get_if<xccos::Command>(&asked.xccos->primitives[0]))
      id = "rpl:" + command->id.substr(4);
    answers_ = command_number;
    xccos::Reply reply{id, 1, xccos::CommandRef{1, asked.xccos->envid}, xccos::Response{code, "TEXT"},
                       std::move(body)};
    return info("pool", asked.from, std::move(reply));
  }
  static xccos::ChannelId id_of(const std::string& room) {
    return {"contoso.com", room.substr(room.rfind('/') + 1)};
  }
  static xccos::Joined joined(const std::string& room) { return {{}, {{room, "Room", "", {}, {}}}, {}}; }
  std::uint32_t ask_to_join(const std::string& client, const std::string& room = kRoom) {
    return command(client, "cmd:join", xccos::Join{id_of(room)});
  }
  void join(const std::string& client, const std::string& room = kRoom) {
    reply(ask_to_join(client, room), joined(room));
  }
  std::uint32_t ask_to_part(const std::string& client, const std::string& room = kRoom) {
    return command(client, "cmd:part", xccos::Part{{room}});
  }
  void part(const std::string& client, const std::string& room = kRoom) {
    reply(ask_to_part(client, room), xccos::Parted{{room}});
  }
  void enter(const std::string& client, const std::string& room = kRoom) {
    sign_in(client);
    join(client, room);
  }
  static xccos::ChatMessage chat(const std::string& author, const std::string& text,
                                 const std::string& room = kRoom) {
    xccos::ChatMessage message;
    message.chan_uri = room;
    message.author = fmt::format("sip:{}@contoso.com", author);
    message.ts = "2013-08-02T21:00:00Z";
    message.text = text;
    return message;
  }
  std::uint32_t post(const std::string& author, const std::string& text, const std::string& room = kRoom,
                     int status = 200) {
    return info(author, "pool", chat(author, text, room), status);
  }
  std::uint32_t copy(const std::string& to, const std::string& author, const std::string& text,
                     const std::string& room = kRoom) {
    return info("pool", to, chat(author, text, room));
  }

  // --- Steps inside the server ---

  void internal(const std::string& from, const std::string& to, const std::string& what,
                const std::string& xml) {
    Observation seen = blank(Observation::Kind::internal, from, to);
    seen.what = what;
    seen.text = xml;
    keep(std::move(seen));
  }

  // --- What the checker says ---

  std::vector<reports::CheckRecord> finish(Duration after = std::chrono::seconds{60}) {
    return checker_->finish(now_ + after);
  }
  // "FLOW-POST-5 PASS" for each record.
  std::vector<std::string> verdicts(Duration after = std::chrono::seconds{60}) {
    std::vector<std::string> all;
    for (const auto& record : finish(after))
      all.push_back(fmt::format("{} {}", record.requirement, to_string(record.verdict)));
    return all;
  }
  std::optional<Instant> owes_until(Duration horizon = std::chrono::minutes{10}) {
    return checker_->owes_until(now_, now_ + horizon);
  }
  const Observation& at(std::uint32_t number) const { return *seen_.at(number - 1); }

 private:
  struct Session {
    std::string call_id;
    bool open = false;
    int client_cseq = 0, server_cseq = 0;
  };
  Observation blank(Observation::Kind kind, const std::string& from, const std::string& to) {
    Observation seen;
    seen.kind = kind;
    seen.from = from;
    seen.to = to;
    return seen;
  }
  Observation& keep(Observation seen) {
    now_ = now_ + std::chrono::milliseconds{10};
    seen.number = static_cast<std::uint32_t>(seen_.size() + 1);
    seen.at = now_;
    if (!pending_.primitives.empty()) seen.xccos = std::exchange(pending_, {});
    if (answers_ != 0 && seen.kind == Observation::Kind::request) seen.answers = std::exchange(answers_, 0);
    seen_.push_back(std::make_unique<Observation>(std::move(seen)));
    checker_->see(*seen_.back());
    return *seen_.back();
  }

  std::unique_ptr<Checker> checker_;
  std::map<std::string, Session> sessions_;
  std::vector<std::unique_ptr<Observation>> seen_;
  Instant now_;
  int calls_ = 0;
  std::uint64_t client_envid_ = 100, server_envid_ = 9000;
  xccos::Envelope pending_;
  std::uint32_t answers_ = 0;
  std::string retry_after_, wrong_call_id_, invited_;
  std::pair<std::string, std::string> wrong_;
};

}   // namespace parley::sim
