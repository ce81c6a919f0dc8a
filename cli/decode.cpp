// parley decode: what a captured SIP message or XCCOS document says, and what is wrong with it.
#include <algorithm>
#include <memory>
#include <utility>

#include "cli/decode_output.h"
#include "cli/files.h"
#include "cli/verbs.h"
#include "protocol/base/text.h"
#include "protocol/sip/stream_parser.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

ExitCode decode_document(std::string_view xml, DecodeOutput& output) {
  auto lenient = xccos::decode(xml, xccos::Reading::lenient);
  if (!lenient) {
    output.show_refusal("xccos", lenient.error());
    return ExitCode::nonconformance;
  }
  DocumentReading reading{std::move(*lenient), std::nullopt};
  if (auto strict = xccos::decode(xml, xccos::Reading::strict); !strict)
    reading.strict_refusal = std::move(strict.error());
  output.show(reading);
  return reading.strict_refusal ? ExitCode::nonconformance : ExitCode::conforms;
}

bool holds_document(const sip::Message& message) {
  return message.body.find("<xccos") != std::string::npos || message.body.find(":xccos") != std::string::npos;
}

// A stream of messages, as captured from a connection.
ExitCode decode_stream(std::string_view bytes, DecodeOutput& output) {
  sip::StreamParser parser;
  parser.feed(bytes);
  ExitCode worst = ExitCode::conforms;
  while (auto next = parser.next()) {
    if (!*next) {
      output.show_refusal("sip", next->error());
      return ExitCode::nonconformance;
    }
    output.show(**next);
    if (holds_document(**next)) worst = std::max(worst, decode_document((*next)->body, output));
  }
  if (!parser.in_message()) return worst;
  output.show_refusal("sip", {Errc::malformed, "the last message is cut short", bytes.size()});
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

ExitCode decode(const std::string& path, DecodeOutput& output) {
  const auto bytes = read_file(path);
  if (!bytes) return complain(ExitCode::usage, bytes.error().detail);
  const std::string_view text = trim(*bytes);
  if (text.empty())
    return complain(ExitCode::usage, (path == "-" ? "standard input" : path) + std::string(": is empty"));
  if (text.front() == '<') return decode_document(text, output);
  if (!has_lost_its_line_ends(*bytes)) return decode_stream(*bytes, output);
  output.show_note(
      "every line ends in LF alone, which a peer refuses; read as if it were CR LF (did an editor save it?)");
  return std::max(decode_stream(with_line_ends(*bytes), output), ExitCode::nonconformance);
}

}   // namespace

void add_decode(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand("decode", "Say what SIP messages or an XCCOS document mean");
  verb->footer(
      "Messages are read as bytes of a connection, with CR LF at line ends; when a file has LF alone "
      "everywhere,\n"
      "it is read all the same, and that is said. Exit codes: 0 in order, 1 not, 2 usage or empty.");
  verb->add_option("FILE", *path, "file with either; - is standard input")->required();
  verb->add_flag("--json", *json, "one JSON object a line: each message, document and refusal");
  verb->callback([path, json, &action] {
    action = [path, json] { return decode(*path, *(*json ? json_output() : text_output())); };
  });
}

}   // namespace parley::cli
