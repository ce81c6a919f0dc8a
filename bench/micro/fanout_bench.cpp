// What a post costs the server from the bytes of the INFO to the last copy for a room of 10, 100 and 1000
// participants, beside what the same machine needs to write and to copy as many messages of that size: only
// the ratios say something about the server (decision 0002).
//
// The store answers at once and keeps nothing, so that the server alone is measured. The clients' answers to
// their copies are given between two measurements.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/micro/allocations.h"
#include "bench/micro/processor_time.h"
#include "protocol/base/assert.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/stream_parser.h"
#include "reference_server/core/pool_file.h"
#include "reference_server/core/server.h"
#include "reference_server/storage/store_work.h"

namespace {

using namespace parley;
using bench::seconds_of;

constexpr std::string_view kPool = "sip:GC-1-PersistentChatService-1@contoso.com";
constexpr std::string_view kRoomId = "0b0c6d4e-6f3a-4c58-9b21-6a1f5f6e7a01";

server::ServerSetup setup_for(std::int64_t users) {
  std::string pool = fmt::format(
      "[[pools]]\nuri = \"GC-1-PersistentChatService-1\"\n[[categories]]\nname = \"General\"\n"
      "[[rooms]]\nname = \"Lobby\"\nid = \"{}\"\ncategory = \"General\"\nprivacy = \"open\"\n",
      kRoomId);
  for (std::int64_t user = 0; user < users; ++user)
    pool += fmt::format("[[users]]\nname = \"u{}\"\ndisplay = \"User {}\"\npassword = \"x\"\n", user, user);
  server::ServerSetup setup;
  setup.directory = *server::read_pool_file(pool, "contoso.com");
  setup.compliance.enabled = false;
  return setup;
}

// Keeps nothing.
class InlineStore {
 public:
  std::shared_ptr<const WorkAnswer> perform(const WorkRequest& request) {
    return std::visit([this](const auto& asked) { return answer(asked); },
                      dynamic_cast<const storage::StoreRequest&>(request).what);
  }

 private:
  template <class Value>
  static std::shared_ptr<const WorkAnswer> wrap(Result<Value> value) {
    return std::make_shared<const storage::StoreAnswer>(
        storage::StoreAnswer::What(std::in_place_type<Result<Value>>, std::move(value)));
  }
  template <class Request>
  std::shared_ptr<const WorkAnswer> answer(const Request&) {
    return wrap(Result<typename Request::Answer>());
  }
  std::shared_ptr<const WorkAnswer> answer(const storage::AppendMessages& asked) {
    std::vector<storage::StoredMessage> stored;
    for (const storage::NewPost& post : asked.posts) stored.push_back({++next_chat_, post.message, false});
    return wrap(Result<std::vector<storage::StoredMessage>>(std::move(stored)));
  }

  std::uint64_t next_chat_ = 0;
};

// A server with one room and everybody in it.
class FullRoom {
 public:
  explicit FullRoom(std::int64_t participants);

  // The bytes of the next post; and, measured, what the server says to them.
  std::string next_post();
  std::vector<SendBytes> deliver(const std::string& post) { return happen(LinkBytes{1, post}); }
  // The clients acknowledge their copies; otherwise the server would wait for them for ever.
  void acknowledge(const std::vector<SendBytes>& copies);

 private:
  void enter(LinkId link);
  std::vector<SendBytes> happen(const Event& event);
  std::string info(sip::Dialog& dialog, std::string_view primitive);

  Now now_;
  server::Server server_;
  InlineStore store_;
  std::map<LinkId, sip::Dialog> dialogs_;
  std::uint64_t envid_ = 0;
};

FullRoom::FullRoom(std::int64_t participants) : server_(setup_for(participants), Random{7}, now_) {
  happen(DeadlineReached{});
  for (LinkId link = 1; link <= static_cast<LinkId>(participants); ++link) enter(link);
}

void FullRoom::enter(LinkId link) {
  happen(LinkUp{link, "tcp://127.0.0.1:49200"});
  sip::Message invite;
  invite.method = "INVITE";
  invite.request_uri = kPool;
  invite.headers.add("Via", fmt::format("SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK{}", link));
  invite.headers.add("From", fmt::format("<sip:u{}@contoso.com>;tag=t{}", link - 1, link));
  invite.headers.add("To", fmt::format("<{}>", kPool));
  invite.headers.add("Call-ID", fmt::format("call-{}", link));
  invite.headers.add("CSeq", "1 INVITE");
  invite.headers.add("Contact", fmt::format("<sip:u{}@127.0.0.1>", link - 1));
  const auto answers = happen(LinkBytes{link, sip::write(invite)});
  PARLEY_ASSERT(answers.size() == 1);
  auto dialog = sip::Dialog::established(invite, *sip::parse_message(answers[0].bytes));
  PARLEY_ASSERT(dialog.has_value());
  const auto entered = dialogs_.emplace(link, std::move(*dialog)).first;
  const std::string join = fmt::format(
      R"(<cmd id="cmd:join" seqid="1"><data><chanid key="0" domain="contoso.com" value="{}"/></data></cmd>)",
      kRoomId);
  acknowledge(happen(LinkBytes{link, info(entered->second, join)}));
}

std::string FullRoom::info(sip::Dialog& dialog, std::string_view primitive) {
  sip::Message message = dialog.make_request("INFO");
  message.headers.prepend("Via", "SIP/2.0/TCP 127.0.0.1");
  message.headers.add("Content-Type", "text/plain");
  message.body = fmt::format(R"(<xccos ver="1" envid="{}" xmlns="urn:parlano:xml:ns:xccos">{}</xccos>)",
                             ++envid_, primitive);
  return sip::write(message);
}

std::string FullRoom::next_post() {
  constexpr std::string_view kText =
      "The build of this morning is on the share; please look at it and say yes or no by noon.";
  return info(dialogs_.at(1),
              fmt::format(R"(<grpchat id="grpchat" seqid="1" chanUri="ma-chan://contoso.com/{}" )"
                          R"(author="sip:u0@contoso.com" ts="2013-08-02T21:00:00Z">)"
                          R"(<chat>{}</chat></grpchat>)",
                          kRoomId, kText));
}

void FullRoom::acknowledge(const std::vector<SendBytes>& copies) {
  for (const SendBytes& copy : copies) {
    const auto message = sip::parse_message(copy.whole());
    PARLEY_ASSERT(message.has_value());
    if (message->is_request()) happen(LinkBytes{copy.link, sip::write(sip::make_response(*message, 200))});
  }
}

std::vector<SendBytes> FullRoom::happen(const Event& event) {
  // Slow enough that no session runs out while a benchmark lasts.
  now_ = {now_.monotonic + std::chrono::microseconds{1}, now_.wall + std::chrono::microseconds{1}};
  std::vector<SendBytes> sent;
  Turn turn = server_.on_event(now_, event);
  for (Effect& effect : turn.effects) {
    if (auto* bytes = std::get_if<SendBytes>(&effect)) sent.push_back(std::move(*bytes));
    if (auto* work = std::get_if<DoWork>(&effect)) {
      auto more = happen(WorkDone{work->id, store_.perform(*work->request)});
      sent.insert(sent.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
    }
  }
  return sent;
}

// Made once for each size: everybody's joining takes longer than a measurement.
FullRoom& room_of(std::int64_t participants) {
  static std::map<std::int64_t, std::unique_ptr<FullRoom>> rooms;
  auto& room = rooms[participants];
  if (!room) room = std::make_unique<FullRoom>(participants);
  return *room;
}

void write_all(const sip::Message& message, std::int64_t copies) {
  for (std::int64_t copy = 0; copy < copies; ++copy) {
    std::string written = sip::write(message);
    benchmark::DoNotOptimize(written);
  }
}

void copy_all(const std::string& bytes, std::string& target, std::int64_t copies) {
  for (std::int64_t copy = 0; copy < copies; ++copy) {
    std::memcpy(target.data(), bytes.data(), bytes.size());
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
  }
}

// The floors are measured between the deliveries, so that whatever else the machine does disturbs all three.
void fan_out(benchmark::State& state) {
  const std::int64_t participants = state.range(0);
  FullRoom& room = room_of(participants);
  double delivering = 0, writing = 0, copying = 0;
  std::size_t allocated = 0;
  std::string target;
  for (auto _ : state) {
    const std::string post = room.next_post();
    std::vector<SendBytes> sent;
    const std::size_t before = bench::allocations;
    const double took = seconds_of([&] { sent = room.deliver(post); });
    allocated += bench::allocations - before;
    PARLEY_ASSERT(sent.size() == static_cast<std::size_t>(participants) + 1);   // And the 200.
    state.SetIterationTime(took);
    delivering += took;
    const std::string bytes = sent.back().whole();
    const sip::Message copy = *sip::parse_message(bytes);
    writing += seconds_of([&] { write_all(copy, participants); });
    target.resize(bytes.size());
    copying += seconds_of([&] { copy_all(bytes, target, participants); });
    room.acknowledge(sent);
  }
  const auto copies = static_cast<double>(state.iterations() * participants);
  state.counters["copies/s"] = copies / delivering;
  state.counters["allocations_a_copy"] = static_cast<double>(allocated) / copies;
  state.counters["times_write"] = delivering / writing;
  state.counters["times_memcpy"] = delivering / copying;
}
BENCHMARK(fan_out)->Arg(10)->Arg(100)->Arg(1000)->UseManualTime();

}   // namespace
