// Head and transaction of one of a thousand copies of a post, beside what it costs to index the header of
// such a message by hand: where each line ends, and where its name and value are.
//
// Both are measured in turn within one measurement, so that whatever else the machine does disturbs both
// alike.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "bench/micro/processor_time.h"
#include "protocol/base/assert.h"
#include "protocol/sip/dialog.h"
#include "protocol/sip/transactions.h"

namespace {

using namespace parley;
using bench::seconds_of;

constexpr std::size_t kCopies = 1000;
constexpr std::string_view kSentBy = "SIP/2.0/TLS 198.51.100.5:5061";

// A body of the size that a post has.
const sip::SharedBody& body() {
  static const sip::SharedBody shared("text/plain", std::string(377, 'x'));
  return shared;
}

sip::Dialog dialog_of(std::size_t user) {
  sip::Message invite;
  invite.method = "INVITE";
  invite.request_uri = "sip:GC-1-PersistentChatService-2@contoso.com;gruu";
  invite.headers.add("From", fmt::format("<sip:user{}@contoso.com>;tag=77410295;epid=3f2c1d0e9b8a", user));
  invite.headers.add("To", "<sip:GC-1-PersistentChatService-2@contoso.com>");
  invite.headers.add("Call-ID", fmt::format("7E10gA3B2aC4D5iE6F7m0819t2A3Bb4C5Dx{}", user));
  invite.headers.add("CSeq", "1 INVITE");
  invite.headers.add(
      "Contact",
      fmt::format("<sip:user{}@contoso.com;opaque=user:epid:ZYnMVKsqW1yYxXcyGbWlSQAA;gruu>", user));
  sip::Message ok = sip::make_response(invite, 200);
  ok.headers.set("To", "<sip:GC-1-PersistentChatService-2@contoso.com>;tag=c07d55");
  return sip::Dialog::answered(invite, ok).value();
}

struct Field {
  std::string_view name, value;
};

// As quickly as it can be done when nothing is checked and no name is told from another.
std::size_t index_by_hand(std::string_view head, std::array<Field, 32>& fields) {
  std::size_t count = 0;
  for (std::size_t at = head.find('\n') + 1; head[at] != '\r';) {
    const std::size_t end = head.find('\n', at);
    const std::size_t colon = head.find(':', at);
    std::size_t value = colon + 1;
    while (head[value] == ' ') ++value;
    fields[count++] = {head.substr(at, colon - at), head.substr(value, end - 1 - value)};
    at = end + 1;
  }
  return count;
}

void index_all(const std::vector<Effect>& sent) {
  std::array<Field, 32> fields;
  for (const Effect& effect : sent) {
    const std::size_t count = index_by_hand(std::get<SendBytes>(effect).bytes, fields);
    PARLEY_ASSERT(count >= 8);
    benchmark::DoNotOptimize(fields);
  }
}

void head_and_transaction(benchmark::State& state) {
  std::vector<sip::Dialog> dialogs;
  for (std::size_t user = 0; user < kCopies; ++user) dialogs.push_back(dialog_of(user));
  sip::Transactions transactions({}, Random{7});
  Now now;
  double copying = 0, indexing = 0;
  for (auto _ : state) {
    std::vector<Effect> sent;
    sent.reserve(kCopies);
    const double took = seconds_of([&] {
      for (std::size_t user = 0; user < kCopies; ++user)
        transactions.request(now, {user + 1, kSentBy}, {dialogs[user].prepare_request("INFO"), body()}, sent);
    });
    state.SetIterationTime(took);
    copying += took;
    indexing += seconds_of([&] { index_all(sent); });
    // All have waited long enough: the next thousand find an empty queue, as after their answers.
    now.monotonic = now.monotonic + std::chrono::hours{1};
    PARLEY_ASSERT(transactions.expire(now, sent).size() == kCopies);
  }
  state.counters["ns_a_copy"] = copying * 1e9 / static_cast<double>(state.iterations() * kCopies);
  state.counters["times_index_by_hand"] = copying / indexing;
}
BENCHMARK(head_and_transaction)->UseManualTime();

}   // namespace
