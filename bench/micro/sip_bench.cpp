// Framing and parsing an INFO, with the header fields that a dialog needs: ours beside the independent SIP
// parsers, all of which find the same, and beside memcpy of its bytes.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>

#include "bench/micro/rivals.h"
#include "protocol/base/assert.h"
#include "protocol/sip/header_views.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/sip/uri.h"

namespace {

using namespace parley;
using namespace parley::bench;

// A copy of a post as a server sends it: protocol/sip/testdata/29-info-grpchat-echo.sip.
constexpr std::string_view kInfo =
    "INFO sip:alice@contoso.com;opaque=user:epid:ZYnMVKsqW1yYxXcyGbWlSQAA;gruu SIP/2.0\r\n"
    "Via: SIP/2.0/TLS 198.51.100.5:5061;branch=z9hG4bK00F3\r\n"
    "Max-Forwards: 69\r\n"
    "From: <sip:GC-1-PersistentChatService-2@contoso.com>;tag=c07d55;epid=E7F1D0C2A4\r\n"
    "To: <sip:alice@contoso.com>;tag=77410295;epid=3f2c1d0e9b8a\r\n"
    "Call-ID: 7E10gA3B2aC4D5iE6F7m0819t2A3Bb4C5Dx6E7Fx\r\n"
    "CSeq: 2 INFO\r\n"
    "User-Agent: RTCC/5.0.0.0\r\n"
    "Content-Type: text/plain\r\n"
    "Content-Length: 377\r\n"
    "\r\n"
    "<xccos xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ver=\"1\" envid=\"7962449779256945061\" "
    "xmlns=\"urn:parlano:xml:ns:xccos\"><grpchat id=\"grpchat\" seqid=\"1\" "
    "chanUri=\"ma-chan://contoso.com/58384137-ac90-43f3-b045-9bc0fc408d2b\" author=\"sip:alice@contoso.com\" "
    "ts=\"2010-09-21T09:48:10.1234567Z\"><chat>hello</chat></grpchat></xccos>";

int checked = 0;

// What each of them must find, or the race would say nothing.
void check(const DialogFields& fields) {
  PARLEY_ASSERT((fields == DialogFields{.method = "INFO",
                                        .call_id = "7E10gA3B2aC4D5iE6F7m0819t2A3Bb4C5Dx6E7Fx",
                                        .from_tag = "c07d55",
                                        .to_tag = "77410295",
                                        .branch = "z9hG4bK00F3",
                                        .cseq_method = "INFO",
                                        .cseq = 2,
                                        .body_bytes = 377}));
  ++checked;
}

void show_to_benchmark(const DialogFields& fields) {
  benchmark::DoNotOptimize(&fields);
  benchmark::ClobberMemory();
}

// As a connection does it: the parser lives as long as the stream.
void parse_with_ours(std::string_view bytes, Show show) {
  static sip::StreamParser parser;
  parser.feed(bytes);
  const auto message = parser.next();
  PARLEY_ASSERT(message && *message);
  const sip::Headers& headers = (*message)->headers;
  const auto from = sip::view_name_addr(headers.get(sip::HeaderName::from));
  const auto to = sip::view_name_addr(headers.get(sip::HeaderName::to));
  const auto cseq = sip::parse_cseq(headers.get(sip::HeaderName::cseq));
  const auto via = sip::view_via(headers.get(sip::HeaderName::via));
  if (!from || !to || !cseq || !via) return;
  show({.method = (*message)->method,
        .call_id = headers.get(sip::HeaderName::call_id),
        .from_tag = from->tag(),
        .to_tag = to->tag(),
        .branch = via->branch(),
        .cseq_method = cseq->method,
        .cseq = cseq->number,
        .body_bytes = (*message)->body.size()});
}

void copy_bytes(std::string_view bytes, Show) {
  static std::string target(kInfo.size(), '\0');
  std::memcpy(target.data(), bytes.data(), bytes.size());
  benchmark::DoNotOptimize(target.data());
  benchmark::ClobberMemory();
}

using Parse = void (*)(std::string_view, Show);

void measure(benchmark::State& state, Parse parse) {
  for (auto _ : state) parse(kInfo, show_to_benchmark);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(kInfo.size()));
}

void parse_info(benchmark::State& state, Parse parse) {
  const int before = checked;
  parse(kInfo, check);
  PARLEY_ASSERT(checked == before + 1);   // What refuses a message shows nothing.
  measure(state, parse);
}
BENCHMARK_CAPTURE(parse_info, parley, parse_with_ours);
BENCHMARK_CAPTURE(parse_info, sofia_sip, parse_with_sofia_sip);
BENCHMARK_CAPTURE(parse_info, osip2, parse_with_osip2);
BENCHMARK_CAPTURE(parse_info, libre, parse_with_libre);

void copy_info(benchmark::State& state) { measure(state, copy_bytes); }
BENCHMARK(copy_info);

}   // namespace
