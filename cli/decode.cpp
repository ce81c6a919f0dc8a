// parley decode: what a captured SIP message or XCCOS document says, and what is wrong with it.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "cli/files.h"
#include "cli/verbs.h"
#include "protocol/base/text.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/xccos/codec.h"
#include "protocol/xccos/grade.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

std::string id_of(const xccos::Primitive& primitive) {
  struct Visitor {
    std::string operator()(const xccos::Command& one) const { return one.id; }
    std::string operator()(const xccos::Reply& one) const { return one.id; }
    std::string operator()(const xccos::Notice& one) const { return one.id; }
    std::string operator()(const xccos::ChatMessage& one) const { return one.id; }
    std::string operator()(const xccos::Unknown&) const { return "unknown"; }
  };
  return std::visit(Visitor{}, primitive);
}

ExitCode decode_document(std::string_view xml) {
  const auto lenient = xccos::decode(xml, xccos::Reading::lenient);
  if (!lenient) {
    std::printf("xccos  refused at byte %zu: %s\n", lenient.error().offset, lenient.error().detail.c_str());
    return ExitCode::nonconformance;
  }
  const xccos::Envelope& envelope = lenient->envelope;
  std::printf("xccos  envid %llu, %zu primitives\n", static_cast<unsigned long long>(envelope.envid),
              envelope.primitives.size());
  for (const xccos::Primitive& primitive : envelope.primitives) {
    const std::string id = id_of(primitive);
    std::printf("  %-28s grade %s\n", id.c_str(), std::string(to_string(xccos::grade_of_kind(id))).c_str());
  }
  for (const std::string& forgiven : lenient->forgiven) std::printf("  forgiven: %s\n", forgiven.c_str());
  const auto strict = xccos::decode(xml, xccos::Reading::strict);
  if (!strict) {
    std::printf("  strict reading refuses it at byte %zu: %s\n", strict.error().offset,
                strict.error().detail.c_str());
    return ExitCode::nonconformance;
  }
  std::printf("%s\n", xccos::encode(envelope, xccos::Writer::server).c_str());
  return ExitCode::conforms;
}

void show_head(const sip::Message& message) {
  if (message.is_request())
    std::printf("sip    %s %s\n", message.method.c_str(), message.request_uri.c_str());
  else std::printf("sip    %d %s\n", message.status, message.reason.c_str());
  for (const sip::Header& header : message.headers.fields()) {
    const bool secret = equal_ignoring_case(header.name, "Authorization") ||
                        equal_ignoring_case(header.name, "Proxy-Authorization");
    std::printf("  %s: %s\n", header.name.c_str(), secret ? "(credentials)" : header.value.c_str());
  }
}

// A stream of messages, as captured from a connection.
ExitCode decode_stream(std::string_view bytes) {
  sip::StreamParser parser;
  parser.feed(bytes);
  ExitCode worst = ExitCode::conforms;
  while (auto next = parser.next()) {
    if (!*next) {
      std::printf("sip    refused at byte %zu: %s\n", next->error().offset, next->error().detail.c_str());
      return ExitCode::nonconformance;
    }
    show_head(**next);
    if ((*next)->body.find("<xccos") != std::string::npos ||
        (*next)->body.find(":xccos") != std::string::npos)
      worst = std::max(worst, decode_document((*next)->body));
  }
  if (!parser.in_message()) return worst;
  std::printf("sip    the last message is cut short\n");
  return ExitCode::nonconformance;
}

ExitCode decode(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return complain(ExitCode::usage, bytes.error().detail);
  const std::string_view text = trim(*bytes);
  if (text.empty()) return complain(ExitCode::usage, path + ": is empty");
  return text.front() == '<' ? decode_document(text) : decode_stream(*bytes);
}

}   // namespace

void add_decode(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("decode", "Say what SIP messages or an XCCOS document mean");
  verb->add_option("FILE", *path, "file with either; - is standard input")->required();
  verb->callback([path, &action] { action = [path] { return decode(*path); }; });
}

}   // namespace parley::cli
