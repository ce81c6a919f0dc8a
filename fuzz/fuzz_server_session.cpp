// Bytes of several connections, interleaved with time, fed to the reference server with its store in memory.
// Whatever they are: what the server says is SIP; it says it only on a connection that asked for it and still
// stands; every request gets its final answer once the store works, and no more than one; and one input makes
// it say only so much.
//
// Input: 'd' in front of everything when users have to authenticate; then steps (steps.h) of one letter and
// what belongs to it.
//   0 1 2 3   bytes on that connection, opened when it is not. In them 0x1E stands for the tag that the
//             server gave the last dialog of that connection, and 0x1F for the length of what follows the
//             first empty line; without that, no mutation would stay inside a dialog or change a body.
//   x         the connection of the next digit ends
//   a         the connection of the next digit answers what the server has asked it: 200, or, with
//             another character behind the digit, 481
//   t         time passes: 2 to the power of the next letter (a is 0) milliseconds
//   h r       the store is held, is released
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/steps.h"
#include "protocol/base/assert.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/test_server.h"

namespace {

using namespace parley;
using namespace parley::fuzz;

constexpr char kTag = '\x1e';
constexpr char kLength = '\x1f';
constexpr int kTimePowerMax = 21;   // 35 minutes: past the end of a session and of a batch.

server::ServerSetup setup(bool digest) {
  static const server::ServerSetup once = server::TestServer::default_setup();
  server::ServerSetup setup = once;
  if (digest) setup.settings.authentication = server::Authentication::digest;
  return setup;
}

// One connection as its client sees it.
struct Client {
  LinkId link = 0;
  std::string server_tag;
  std::vector<sip::Message> to_answer;   // Requests of the server.
  sip::StreamParser sent;                // Reads along what the client says.
  std::set<std::string> asked;           // Call-ID and CSeq of its requests.
  std::set<std::string> waiting;         // Those that have no final answer yet.
  std::set<std::string> accepted;        // Its INVITEs that had a 2xx.
  std::set<std::string> call_ids;
  std::size_t requests = 0;
  std::size_t final_answers = 0;
};

// "09 INFO" and "9 INFO" are one request.
std::string identity_of(const sip::Message& message) {
  const auto cseq = sip::parse_cseq(message.headers.get("CSeq"));
  return std::string(message.headers.get("Call-ID")) + "\n" +
         (cseq ? std::to_string(cseq->number) + " " + cseq->method
               : std::string(message.headers.get("CSeq")));
}

class Story {
 public:
  explicit Story(bool digest) : server_(setup(digest)) {}

  void step(char kind, std::string_view rest);
  void check_end();

 private:
  Client* client(std::string_view rest) {
    if (rest.empty() || rest[0] < '0' || rest[0] > '3') return nullptr;
    return &clients_[static_cast<std::size_t>(rest[0] - '0')];
  }
  std::string with_names_filled_in(const Client& client, std::string_view text) const;
  void send(Client& client, std::string_view bytes);
  void note_request(Client& client, const sip::Message& request);
  void end(Client& client);
  void answer(Client& client, int status);
  void look();
  void look_at(Client& client, const sip::Message& message);
  void check_size() const;

  server::TestServer server_;
  std::array<Client, 4> clients_;
  std::vector<LinkId> ended_;
  std::size_t bytes_in_ = 0, bytes_out_ = 0, messages_in_ = 0;
};

void Story::step(char kind, std::string_view rest) {
  if (Client* sender = client({&kind, 1})) {
    send(*sender, with_names_filled_in(*sender, rest));
  } else if (Client* named = client(rest)) {
    if (kind == 'x') end(*named);
    if (kind == 'a') answer(*named, rest.size() > 1 ? 481 : 200);
  } else if (kind == 't' && !rest.empty()) {
    const int power = std::clamp(rest[0] - 'a', 0, kTimePowerMax);
    server_.advance(std::chrono::milliseconds{std::int64_t{1} << power});
  } else if (kind == 'h' || kind == 'r') {
    server_.hold_store(kind == 'h');
  }
  look();
}

std::string Story::with_names_filled_in(const Client& client, std::string_view text) const {
  const std::size_t head_end = text.find("\r\n\r\n");
  const std::size_t body = head_end == text.npos ? 0 : text.size() - head_end - 4;
  std::string filled;
  for (const char c : text) {
    if (c == kTag) filled += client.server_tag;
    else if (c == kLength) filled += std::to_string(body);
    else filled += c;
  }
  return filled;
}

void Story::send(Client& client, std::string_view bytes) {
  if (client.link == 0) client.link = server_.connect();
  client.sent.feed(bytes);
  while (const auto next = client.sent.next()) {
    ++messages_in_;
    if (*next && !(*next)->is_request()) continue;
    ++client.requests;
    // The answer to what cannot be read carries neither Call-ID nor CSeq.
    if (*next) note_request(client, **next);
    else client.asked.insert("\n");
  }
  bytes_in_ += bytes.size();
  server_.send(client.link, bytes);
}

void Story::note_request(Client& client, const sip::Message& request) {
  // The same request on two connections is one transaction (protocol/sip/transactions.h); who asked first
  // is answered.
  const auto asked = [&](const Client& one) { return one.asked.contains(identity_of(request)); };
  const bool first = std::none_of(clients_.begin(), clients_.end(), asked);
  client.asked.insert(identity_of(request));
  client.call_ids.emplace(request.headers.get("Call-ID"));
  // Without a Via nobody can be answered.
  if (first && request.method != "ACK" && request.method != "BENOTIFY" && request.headers.contains("Via"))
    client.waiting.insert(identity_of(request));
}

void Story::end(Client& client) {
  if (client.link == 0) return;
  for (const sip::Message& message : server_.received(client.link)) look_at(client, message);
  server_.disconnect(client.link);
  ended_.push_back(client.link);
  client = Client{};
}

void Story::answer(Client& client, int status) {
  std::vector<sip::Message> requests;
  std::swap(requests, client.to_answer);
  std::string bytes;
  for (const sip::Message& request : requests) bytes += sip::write(sip::make_response(request, status));
  if (client.link != 0) send(client, bytes);
}

void Story::look() {
  for (Client& client : clients_) {
    if (client.link == 0) continue;
    for (const sip::Message& message : server_.received(client.link)) look_at(client, message);
    PARLEY_ASSERT(client.final_answers <= client.requests);
    if (server_.closed(client.link)) end(client);
  }
}

void Story::look_at(Client& client, const sip::Message& message) {
  bytes_out_ += sip::write(message).size();
  if (message.is_request()) {
    PARLEY_ASSERT(client.call_ids.contains(std::string(message.headers.get("Call-ID"))));
    if (message.method != "ACK" && message.method != "BENOTIFY") client.to_answer.push_back(message);
    return;
  }
  PARLEY_ASSERT(client.asked.contains(identity_of(message)));
  if (!message.is_final()) return;
  const auto to = sip::parse_name_addr(message.headers.get("To"));
  const auto cseq = sip::parse_cseq(message.headers.get("CSeq"));
  // A 2xx to INVITE is sent again until the ACK comes (RFC 3261, 13.3.1.4).
  const bool is_repeated = cseq && cseq->method == "INVITE" && message.status < 300 &&
                           !client.accepted.insert(identity_of(message)).second;
  if (is_repeated) return;
  ++client.final_answers;
  client.waiting.erase(identity_of(message));
  if (message.status == 200 && to && cseq && (cseq->method == "INVITE" || cseq->method == "SUBSCRIBE"))
    client.server_tag = to->tag();
}

void Story::check_end() {
  server_.hold_store(false);
  look();
  for (const Client& client : clients_) PARLEY_ASSERT(client.waiting.empty());
  for (const LinkId link : ended_) PARLEY_ASSERT(server_.received(link).empty());
  check_size();
}

// Every message may be told to every session, with all that was said before: a history.
void Story::check_size() const {
  constexpr std::size_t kSessionsMax = 4 * 8;
  constexpr std::size_t kAnswerBytes = 16 * 1024;   // A provisioning document; a search that finds all.
  constexpr std::size_t kEscaped = 8;               // "&quot;", and headers that are copied.
  const std::size_t told = kAnswerBytes + kEscaped * bytes_in_;
  PARLEY_ASSERT(bytes_out_ <= (messages_in_ + kStepsMax) * kSessionsMax * told);
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Story story(text.starts_with('d'));
  for_each_step(text, [&](char kind, std::string_view rest) { story.step(kind, rest); });
  story.check_end();
  return 0;
}
