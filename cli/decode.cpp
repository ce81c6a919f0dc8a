// parley decode: what a captured SIP message or XCCOS document says, and what is wrong with it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "cli/files.h"
#include "cli/verbs.h"
#include "protocol/base/text.h"
#include "protocol/sip/stream_parser.h"
#include "protocol/xccos/codec.h"
#include "protocol/xccos/grade.h"
#include "reports/printable.h"
#include "reports/wording.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

// What a capture holds was chosen by somebody else: nothing of it reaches a terminal as it is.
template <class... Values>
void say(fmt::format_string<Values...> format, Values&&... values) {
  const std::string text = reports::printable(fmt::format(format, std::forward<Values>(values)...));
  std::printf("%s\n", text.c_str());
}

ExitCode decode_document(std::string_view xml) {
  const auto lenient = xccos::decode(xml, xccos::Reading::lenient);
  if (!lenient) {
    say("xccos  refused at byte {}: {}", lenient.error().offset, lenient.error().detail);
    return ExitCode::nonconformance;
  }
  const xccos::Envelope& envelope = lenient->envelope;
  say("xccos  envid {}, {}", envelope.envid, reports::count_of(envelope.primitives.size(), "primitive"));
  for (const xccos::Primitive& primitive : envelope.primitives) {
    const std::string_view id = xccos::id_of(primitive);
    say("  {:<28} grade {}", id, to_string(xccos::grade_of_kind(id)));
  }
  for (const std::string& forgiven : lenient->forgiven) say("  forgiven: {}", forgiven);
  const auto strict = xccos::decode(xml, xccos::Reading::strict);
  if (!strict) {
    say("  strict reading refuses it at byte {}: {}", strict.error().offset, strict.error().detail);
    return ExitCode::nonconformance;
  }
  say("{}", xccos::encode(envelope, xccos::Writer::server));
  return ExitCode::conforms;
}

void show_head(const sip::Message& message) {
  if (message.is_request()) say("sip    {} {}", message.method, message.request_uri);
  else say("sip    {} {}", message.status, message.reason);
  for (const sip::Header& header : message.headers.fields()) {
    const bool secret = equal_ignoring_case(header.name, "Authorization") ||
                        equal_ignoring_case(header.name, "Proxy-Authorization");
    say("  {}: {}", header.name, secret ? "(credentials)" : header.value);
  }
}

// A stream of messages, as captured from a connection.
ExitCode decode_stream(std::string_view bytes) {
  sip::StreamParser parser;
  parser.feed(bytes);
  ExitCode worst = ExitCode::conforms;
  while (auto next = parser.next()) {
    if (!*next) {
      say("sip    refused at byte {}: {}", next->error().offset, next->error().detail);
      return ExitCode::nonconformance;
    }
    show_head(**next);
    if ((*next)->body.find("<xccos") != std::string::npos ||
        (*next)->body.find(":xccos") != std::string::npos)
      worst = std::max(worst, decode_document((*next)->body));
  }
  if (!parser.in_message()) return worst;
  say("sip    the last message is cut short");
  return ExitCode::nonconformance;
}

// What an editor or a web page makes of a captured message: every line end has lost its CR.
bool has_lost_its_line_ends(std::string_view bytes) {
  return bytes.find('\n') != std::string_view::npos && bytes.find('\r') == std::string_view::npos;
}

std::string with_line_ends(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

ExitCode decode(const std::string& path) {
  const auto bytes = read_file(path);
  if (!bytes) return complain(ExitCode::usage, bytes.error().detail);
  const std::string_view text = trim(*bytes);
  if (text.empty())
    return complain(ExitCode::usage, (path == "-" ? "standard input" : path) + std::string(": is empty"));
  if (text.front() == '<') return decode_document(text);
  if (!has_lost_its_line_ends(*bytes)) return decode_stream(*bytes);
  say("sip    every line ends in LF alone, which a peer refuses; read as if it were CR LF (did an editor "
      "save it?)");
  return std::max(decode_stream(with_line_ends(*bytes)), ExitCode::nonconformance);
}

}   // namespace

void add_decode(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("decode", "Say what SIP messages or an XCCOS document mean");
  verb->footer(
      "Messages are read as bytes of a connection, with CR LF at line ends; when a file has LF alone "
      "everywhere,\n"
      "it is read all the same, and that is said. Exit codes: 0 in order, 1 not, 2 usage or empty.");
  verb->add_option("FILE", *path, "file with either; - is standard input")->required();
  verb->callback([path, &action] { action = [path] { return decode(*path); }; });
}

}   // namespace parley::cli
