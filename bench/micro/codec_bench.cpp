// What reading and writing one post costs, beside what the same machine needs to parse it with bare pugixml
// and to copy its bytes: only the ratios say something about the codec (decision 0002).
#include <benchmark/benchmark.h>

#include <cstring>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "protocol/base/assert.h"
#include "protocol/xccos/codec.h"
#include "protocol/xml/gate.h"

namespace {

using namespace parley::xccos;

// A post of the load model's size, as a server sends it to each participant.
const Envelope& post() {
  static const Envelope envelope = [] {
    ChatMessage chat;
    chat.chan_uri = "ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b";
    chat.author = "sip:alice@contoso.com";
    chat.ts = "2013-08-02T21:00:01.1234567Z";
    chat.text =
        "The build of this morning is on the share; please look at <core> & say \"yes\" or \"no\" by noon.";
    return Envelope{7962449779256945061, {chat}};
  }();
  return envelope;
}

const std::string& post_bytes() {
  static const std::string bytes = encode(post(), Writer::server);
  return bytes;
}

void report_bytes(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}

void decode_post(benchmark::State& state, Reading reading) {
  for (auto _ : state) {
    auto decoded = decode(post_bytes(), reading);
    PARLEY_ASSERT(decoded.has_value());
    benchmark::DoNotOptimize(decoded);
  }
  report_bytes(state, post_bytes().size());
}
BENCHMARK_CAPTURE(decode_post, lenient, Reading::lenient);
BENCHMARK_CAPTURE(decode_post, strict, Reading::strict);

// The part of decode_post that judges well-formedness.
void gate_post(benchmark::State& state) {
  for (auto _ : state) {
    auto offsets = parley::xml::check_well_formed(post_bytes(), {});
    benchmark::DoNotOptimize(offsets);
  }
  report_bytes(state, post_bytes().size());
}
BENCHMARK(gate_post);

// The floor of decode_post: the same fields with bare pugixml, trusting the document.
void pugixml_load_and_extract_post(benchmark::State& state) {
  for (auto _ : state) {
    pugi::xml_document document;
    document.load_buffer(post_bytes().data(), post_bytes().size(), pugi::parse_default, pugi::encoding_utf8);
    const pugi::xml_node grpchat = document.document_element().child("grpchat");
    ChatMessage chat;
    chat.chan_uri = grpchat.attribute("chanUri").value();
    chat.author = grpchat.attribute("author").value();
    chat.ts = grpchat.attribute("ts").value();
    chat.text = grpchat.child("chat").text().get();
    benchmark::DoNotOptimize(chat);
  }
  report_bytes(state, post_bytes().size());
}
BENCHMARK(pugixml_load_and_extract_post);

void encode_post(benchmark::State& state) {
  for (auto _ : state) {
    std::string written = encode(post(), Writer::server);
    benchmark::DoNotOptimize(written);
  }
  report_bytes(state, post_bytes().size());
}
BENCHMARK(encode_post);

// The floor of encode_post.
void memcpy_post(benchmark::State& state) {
  std::string target(post_bytes().size(), '\0');
  for (auto _ : state) {
    std::memcpy(target.data(), post_bytes().data(), target.size());
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
  }
  report_bytes(state, target.size());
}
BENCHMARK(memcpy_post);

}   // namespace
