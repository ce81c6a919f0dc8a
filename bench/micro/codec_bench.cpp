// What reading and writing XCCOS costs, for a post and for a history of 20 KB, beside what others take for
// the same: pugixml that parses in place and picks the same fields, and trusts the document; expat that only
// judges it. Only the ratios say something about the codec (decision 0002).
//
// `allocations` counts those of one round.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>
#include <iterator>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "bench/micro/allocations.h"
#include "protocol/base/assert.h"
#include "protocol/xccos/codec.h"
#include "protocol/xml/gate.h"

namespace {

using namespace parley::xccos;
using parley::bench::allocations;

ChatMessage chat_of(std::uint64_t number) {
  ChatMessage chat;
  chat.chan_uri = "ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b";
  chat.author = "sip:alice@contoso.com";
  chat.ts = "2013-08-02T21:00:01.1234567Z";
  chat.text =
      fmt::format("The build of {} is on the share; look at <core> & say \"yes\" or \"no\" by noon.", number);
  return chat;
}

// A document, as a value and as a server writes it.
struct Document {
  Envelope envelope;
  std::string bytes = encode(envelope, Writer::server);
};

// Of the load model's size, as a server sends it to each participant.
const Document& post() {
  static const Document document{{7962449779256945061, {chat_of(1)}}};
  return document;
}

// The answer to bccontext with as many messages as make 20 KB.
const Document& history() {
  static const Document document = [] {
    History messages{{"ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b"}};
    for (std::uint64_t number = 0; number < 68; ++number) {
      messages.room.messages.push_back(chat_of(number));
      messages.room.messages.back().seqid.reset();
    }
    Reply reply{"rpl:bccontext", 1, CommandRef{1, 5}, Response{}, std::move(messages)};
    return Document{{7962449779256945061, {std::move(reply)}}};
  }();
  return document;
}

template <class Round>
void measure(benchmark::State& state, const Document& document, Round round) {
  round();   // What is made once is made now.
  const std::size_t before = allocations;
  for (auto _ : state) round();
  using benchmark::Counter;
  state.counters["allocations"] =
      Counter(static_cast<double>(allocations - before) / static_cast<double>(state.iterations()));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * document.bytes.size()));
}

// As server and client do it: one Decoder for one document after the other.
void decode(benchmark::State& state, const Document& (*document)(), Reading reading) {
  Decoder decoder;
  measure(state, document(), [&] {
    auto decoded = decoder.decode(document().bytes, reading);
    PARLEY_ASSERT(decoded.has_value());
    benchmark::DoNotOptimize(decoded);
  });
}
BENCHMARK_CAPTURE(decode, post_leniently, post, Reading::lenient);
BENCHMARK_CAPTURE(decode, post_strictly, post, Reading::strict);
BENCHMARK_CAPTURE(decode, history_leniently, history, Reading::lenient);
BENCHMARK_CAPTURE(decode, history_strictly, history, Reading::strict);

// Every field that our reader looks for: of a message, and of what is around it.
ChatMessage picked(const pugi::xml_node& element) {
  ChatMessage chat;
  chat.id = element.attribute("id").value();
  chat.seqid.reset();
  if (const auto seqid = element.attribute("seqid")) chat.seqid = seqid.as_uint();
  chat.chan_uri = element.attribute("chanUri").value();
  chat.author = element.attribute("author").value();
  chat.ts = element.attribute("ts").value();
  if (const auto name = element.attribute("authdisp")) chat.author_display = name.value();
  if (const auto alert = element.attribute("alert")) chat.alert = alert.as_bool();
  if (const auto id = element.attribute("chatId")) chat.chat_id = id.as_ullong();
  chat.text = element.child("chat").text().get();
  if (const auto rtf = element.child("rtf")) chat.rtf = rtf.child_value();
  return chat;
}

Primitive picked_reply(const pugi::xml_node& rpl) {
  const pugi::xml_node command = rpl.child("commandid");
  const pugi::xml_node resp = rpl.child("resp");
  const pugi::xml_node room = rpl.child("data").child("chanib");
  History history{{room.attribute("uri").value()}};
  const auto messages = room.children("msg");
  history.room.messages.reserve(static_cast<std::size_t>(std::distance(messages.begin(), messages.end())));
  for (const pugi::xml_node& one : messages) history.room.messages.push_back(picked(one));
  return Reply{rpl.attribute("id").value(), rpl.attribute("seqid").as_uint(),
               CommandRef{command.attribute("seqid").as_uint(), command.attribute("envid").as_ullong()},
               Response{resp.attribute("code").as_int(), resp.text().get()}, std::move(history)};
}

// Its buffer is the copy that parsing in place needs, as the document is read again and again.
void pugixml(benchmark::State& state, const Document& (*document)()) {
  std::string buffer;
  measure(state, document(), [&] {
    buffer = document().bytes;
    pugi::xml_document parsed;
    parsed.load_buffer_inplace(buffer.data(), buffer.size(), pugi::parse_default, pugi::encoding_utf8);
    const pugi::xml_node root = parsed.document_element();
    Envelope envelope;
    envelope.envid = root.attribute("envid").as_ullong();
    if (const pugi::xml_node post = root.child("grpchat")) envelope.primitives.push_back(picked(post));
    if (const pugi::xml_node reply = root.child("rpl")) envelope.primitives.push_back(picked_reply(reply));
    benchmark::DoNotOptimize(envelope);
  });
}
BENCHMARK_CAPTURE(pugixml, post, post);
BENCHMARK_CAPTURE(pugixml, history, history);

void expat(benchmark::State& state, const Document& (*document)()) {
  measure(state, document(), [&] {
    auto judged = parley::xml::check_well_formed(document().bytes, {});
    benchmark::DoNotOptimize(judged);
  });
}
BENCHMARK_CAPTURE(expat, post, post);
BENCHMARK_CAPTURE(expat, history, history);

void encode_all(benchmark::State& state, const Document& (*document)()) {
  measure(state, document(), [&] {
    std::string written = encode(document().envelope, Writer::server);
    benchmark::DoNotOptimize(written);
  });
}
BENCHMARK_CAPTURE(encode_all, post, post);
BENCHMARK_CAPTURE(encode_all, history, history);

void copy(benchmark::State& state, const Document& (*document)()) {
  std::string target(document().bytes.size(), '\0');
  measure(state, document(), [&] {
    std::memcpy(target.data(), document().bytes.data(), target.size());
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
  });
}
BENCHMARK_CAPTURE(copy, post, post);
BENCHMARK_CAPTURE(copy, history, history);

}   // namespace
