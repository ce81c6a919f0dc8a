// A user, a network and a server of any kind, around the chat client. Whatever they do: the client says whole
// SIP messages, only on a link that it opened and that stands, and only so many; it tells JSON objects that
// are events; its password leaves it in no event and no log; and once nobody answers any more it comes to an
// end with all that it was told.
//
// Input: words about the client and the server (kWords, and the names of deviations of the client); then
// steps (steps.h) of one letter and what belongs to it.
//   u     the user tells this line
//   k h   the server answers as it should (so it begins), holds everything until it is told
//   a     the request that waits longest is answered: "503 Busy", then header lines and, behind an empty
//         line, a body. A header that the answer has already is replaced.
//   b     likewise the request that waits shortest
//   r     likewise the request whose end was told last, once more
//   q     the server asks in the dialog that was opened last: "INFO", then as above
//   n     it notifies in the subscription that was asked for last: "NOTIFY", then as above
//   s     these bytes of the server
//   t     time passes: 2 to the power of the next letter (a is 0) milliseconds
//   x     the link ends
//   o     links can be opened no more, or again
// In what the server says, 0x1E stands for the envid of the client's last envelope.
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>

#include "fuzz/steps.h"
#include "protocol/base/assert.h"
#include "protocol/base/text.h"
#include "protocol/client/chat_client.h"
#include "protocol/client/test_fake_server.h"

namespace {

using namespace parley;
using namespace parley::fuzz;

constexpr char kEnvelope = '\x1e';
constexpr int kTimePowerMax = 21;
constexpr std::size_t kAtOnceMax = 10'000;   // Things that happen at one instant.
constexpr std::string_view kPassword = "Mellon-4711";
// Each instruction may try eight times what it does, and each try waits for half a minute.
constexpr Duration kUntilAllHasEnded = std::chrono::hours{48};

struct Setting {
  client::ClientConfig config;
  bool any_bytes = false;   // The user may tell `bytes`, which says what it likes.
  bool disabled = false, follows = false;
  client::FakeServer::Way way = client::FakeServer::Way::piggyback;
};

struct Word {
  std::string_view name;
  void (*apply)(Setting&);
};
constexpr Word kWords[] = {
    {"lookup", [](Setting& s) { s.config.profile = client::Profile::lookup; }},
    {"anonymous", [](Setting& s) { s.config.password.clear(); }},
    {"stays-away", [](Setting& s) { s.config.reconnect = false; }},
    {"left-open",
     [](Setting& s) { s.config.rooms_left_open = {client::kLobby, client::kLobby + "1", "ma-cat://x/1"}; }},
    {"nothing-remembered", [](Setting& s) { s.config.wire_remembered = false; }},
    {"script", [](Setting& s) { s.config.script = "script"; }},
    {"bytes", [](Setting& s) { s.any_bytes = true; }},
    {"disabled", [](Setting& s) { s.disabled = true; }},
    {"follows", [](Setting& s) { s.follows = true; }},
    {"notify", [](Setting& s) { s.way = client::FakeServer::Way::notify; }},
    {"notify-first", [](Setting& s) { s.way = client::FakeServer::Way::notify_before_200; }},
    {"benotify", [](Setting& s) { s.way = client::FakeServer::Way::benotify; }},
    {"no-document", [](Setting& s) { s.way = client::FakeServer::Way::nothing; }},
};

Setting setting_of(std::string_view head) {
  Setting setting;
  setting.config.password = kPassword;
  std::set<std::string, std::less<>> deviations;
  for (const std::string_view word : split(head, ' ')) {
    if (word.starts_with("client-")) deviations.emplace(word);
    for (const Word& known : kWords)
      if (word == known.name) known.apply(setting);
  }
  setting.config.deviations = Deviations(std::move(deviations));
  return setting;
}

// What an input lets the server say, in lines.
struct Letter {
  std::string_view first;
  std::vector<sip::Header> headers;
  std::string body;
};

Letter read_letter(std::string_view text) {
  Letter letter;
  const std::size_t head_end = text.find("\n\n");
  if (head_end != text.npos) letter.body = text.substr(head_end + 2);
  for (const std::string_view line : split(text.substr(0, head_end), '\n')) {
    const std::size_t colon = line.find(':');
    if (line.data() == text.data()) letter.first = line;
    else if (colon != line.npos)
      letter.headers.push_back(
          {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))});
  }
  return letter;
}

void apply(const Letter& letter, sip::Message& message) {
  for (const sip::Header& header : letter.headers)
    if (!header.name.empty()) message.headers.set(header.name, header.value);
  if (!letter.body.empty()) message.body = letter.body;
}

class Story {
 public:
  Story(const Setting& setting, std::string_view input)
      : may_name_the_password_(input.find(kPassword) != input.npos),
        any_bytes_(setting.any_bytes),
        client_(setting.config, Random(1)) {
    server_.instead = [this](const client::Seen& seen) { return take(seen); };
    server_.enabled = !setting.disabled;
    server_.way = setting.way;
    if (setting.follows)
      server_.followed = {{client::kLobby, "Lobby"}, {client::kLobby + "1", "Gone"}, {"ma-cat://x/1", "x"}};
    happen(Told{"sign-in"});
  }

  void step(char kind, std::string_view rest);
  void check_end();

 private:
  bool take(const client::Seen& seen);
  void answer(std::string_view text, bool oldest);
  void answer(const sip::Message& request, const Letter& letter);
  void ask(std::string_view text);
  void notify(std::string_view text);
  void tell(std::string_view line);
  void pass(Duration duration);
  void cut();
  void happen(const Event& event);
  void carry_out(const Effect& effect);
  void receive(const SendBytes& sent);
  void deliver();
  std::string with_envelope(std::string_view text) const;

  const bool may_name_the_password_, any_bytes_;
  client::ChatClient client_;
  client::FakeServer server_;
  bool keeps_answering_ = true;
  bool reachable_ = true;
  std::deque<sip::Message> waiting_;
  sip::Message answered_, subscribe_;
  std::string last_envid_ = "1";
  LinkId link_ = 0;   // 0: none stands.
  LinkId opening_ = 0;
  LinkId last_opened_ = 0;
  sip::StreamParser from_client_;
  Instant now_, wake_at_ = Instant::never();
  std::deque<Event> to_client_;
  std::size_t messages_in_ = 0, messages_out_ = 0, steps_ = 0;
};

void Story::step(char kind, std::string_view rest) {
  ++steps_;
  if (kind == 'u') tell(rest);
  else if (kind == 'k' || kind == 'h') keeps_answering_ = kind == 'k';
  else if (kind == 'a' || kind == 'b') answer(rest, kind == 'a');
  else if (kind == 'r') answer(answered_, read_letter(with_envelope(rest)));
  else if (kind == 'q') ask(rest);
  else if (kind == 'n') notify(rest);
  else if (kind == 's') server_.out += with_envelope(rest);
  else if (kind == 't' && !rest.empty())
    pass(std::chrono::milliseconds{std::int64_t{1} << std::clamp(rest[0] - 'a', 0, kTimePowerMax)});
  else if (kind == 'x') cut();
  else if (kind == 'o') reachable_ = !reachable_;
  deliver();
}

void Story::check_end() {
  cut();
  reachable_ = false;
  pass(kUntilAllHasEnded);
  PARLEY_ASSERT(client_.idle() && client_.signed_out());
  // A retry is a message; signing in again is a dozen, for each room two more.
  constexpr std::size_t kForEach = 100;
  PARLEY_ASSERT(messages_out_ <= kForEach * (1 + steps_ + messages_in_));
}

bool Story::take(const client::Seen& seen) {
  if (seen.message.method == "INFO") {
    const auto decoded = xccos::decode(seen.message.body, xccos::Reading::lenient);
    if (decoded) last_envid_ = std::to_string(decoded->envelope.envid);
  }
  if (seen.message.method == "SUBSCRIBE") subscribe_ = seen.message;
  if (keeps_answering_) return false;
  if (seen.message.method != "ACK") waiting_.push_back(seen.message);
  return true;
}

std::string Story::with_envelope(std::string_view text) const {
  std::string filled;
  for (const char c : text) {
    if (c == kEnvelope) filled += last_envid_;
    else filled += c;
  }
  return filled;
}

int status_of(const Letter& letter) {
  int status = 0;
  std::from_chars(letter.first.data(), letter.first.data() + std::min<std::size_t>(3, letter.first.size()),
                  status);
  return status;
}

void Story::answer(std::string_view text, bool oldest) {
  if (waiting_.empty()) return;
  const std::string filled = with_envelope(text);
  const Letter letter = read_letter(filled);
  const auto asked = oldest ? waiting_.begin() : waiting_.end() - 1;
  answer(*asked, letter);
  if (status_of(letter) < 200) return;
  answered_ = std::move(*asked);
  waiting_.erase(asked);
}

void Story::answer(const sip::Message& request, const Letter& letter) {
  const int status = status_of(letter);
  if (status < 100 || request.method.empty()) return;
  sip::Message response = sip::make_response(request, status, trim(letter.first.substr(3)));
  apply(letter, response);
  server_.send(response);
}

void Story::ask(std::string_view text) {
  const std::string filled = with_envelope(text);
  const Letter letter = read_letter(filled);
  sip::Message request = server_.request(letter.first);
  if (!letter.body.empty()) request.headers.add("Content-Type", "text/plain");
  apply(letter, request);
  server_.send(request);
}

void Story::notify(std::string_view text) {
  const std::string filled = with_envelope(text);
  const Letter letter = read_letter(filled);
  sip::Message request = server_.request(letter.first);
  request.headers.set("To", subscribe_.headers.get("From"));
  for (const char* same : {"Call-ID", "Event"}) request.headers.set(same, subscribe_.headers.get(same));
  apply(letter, request);
  server_.send(request);
}

void Story::tell(std::string_view line) {
  const auto instruction = client::parse_instruction(line);
  if (any_bytes_ || !instruction || instruction->verb != client::Verb::bytes) happen(Told{std::string(line)});
}

void Story::pass(Duration duration) {
  const Instant end = now_ + duration;
  deliver();
  for (std::size_t at_once = 0; wake_at_ <= end; ++at_once) {
    if (wake_at_ > now_) at_once = 0;
    PARLEY_ASSERT(at_once < kAtOnceMax);
    now_ = std::max(now_, wake_at_);
    happen(DeadlineReached{});
    deliver();
  }
  now_ = end;
}

void Story::cut() {
  server_.out.clear();
  waiting_.clear();
  if (link_ == 0) return;
  const LinkId gone = link_;
  link_ = 0;
  happen(LinkDown{gone, "connection reset"});
}

void Story::happen(const Event& event) {
  const WallTime wall = WallTime{13'800'000'000'000'000} + Duration{now_.ns};
  server_.now = now_;
  const Turn turn = client_.on_event({now_, wall}, event);
  wake_at_ = turn.wake_at;
  for (const Effect& effect : turn.effects) carry_out(effect);
}

void Story::carry_out(const Effect& effect) {
  const auto is_discreet = [this](std::string_view text) {
    return may_name_the_password_ || text.find(kPassword) == text.npos;
  };
  if (const auto* open = std::get_if<OpenLink>(&effect)) {
    PARLEY_ASSERT(open->link > last_opened_ && opening_ == 0);
    last_opened_ = opening_ = open->link;
  } else if (const auto* sent = std::get_if<SendBytes>(&effect)) {
    receive(*sent);
  } else if (const auto* close = std::get_if<CloseLink>(&effect)) {
    if (close->link == link_) link_ = 0, server_.out.clear(), waiting_.clear();
  } else if (const auto* tell = std::get_if<Tell>(&effect)) {
    boost::system::error_code error;
    const boost::json::value event = boost::json::parse(tell->line, error);
    PARLEY_ASSERT(!error && event.is_object() && event.as_object().contains("event"));
    PARLEY_ASSERT(is_discreet(tell->line));
  } else if (const auto* log = std::get_if<Log>(&effect)) {
    PARLEY_ASSERT(is_discreet(log->text));
  }
}

void Story::receive(const SendBytes& sent) {
  PARLEY_ASSERT(sent.link == link_ && link_ != 0);
  const std::string bytes = sent.whole();
  from_client_.feed(bytes);
  while (const auto next = from_client_.next()) {
    PARLEY_ASSERT(any_bytes_ || next->has_value());
    ++messages_out_;
  }
  server_.receive(bytes);
}

// What the server has said, and whether a link could be opened.
void Story::deliver() {
  for (std::size_t at_once = 0; opening_ != 0 || (!server_.out.empty() && link_ != 0); ++at_once) {
    PARLEY_ASSERT(at_once < kAtOnceMax);
    if (const LinkId opened = std::exchange(opening_, 0); opened != 0) {
      server_.link_is_new();
      from_client_ = sip::StreamParser();
      if (!reachable_) {
        happen(LinkDown{opened, "connection refused"});
        continue;
      }
      link_ = opened;
      happen(LinkUp{opened, "server"});
      continue;
    }
    ++messages_in_;
    happen(LinkBytes{link_, std::exchange(server_.out, {})});
  }
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Story story(setting_of(text.substr(0, text.find(kStepMark))), text);
  for_each_step(text, [&](char kind, std::string_view rest) { story.step(kind, rest); });
  story.check_end();
  return 0;
}
