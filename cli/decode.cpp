// parley decode: what a captured SIP message or XCCOS document says, and what is wrong with it.
#include <algorithm>
#include <memory>
#include <utility>

#include "cli/decode_output.h"
#include "cli/files.h"
#include "cli/line_ends.h"
#include "cli/verbs.h"
#include "protocol/base/text.h"
#include "protocol/sip/stream_parser.h"

namespace parley::cli {
namespace {

using reports::ExitCode;

bool holds_document(const sip::Message& message) {
  return message.body.find("<xccos") != std::string::npos || message.body.find(":xccos") != std::string::npos;
}

// Reads one input piece by piece, and tells of each error where in the input it stands: a piece knows only
// how far from its own first byte.
class Decoder {
 public:
  Decoder(std::string_view input, DecodeOutput& output) : input_(input), output_(output) {}

  ExitCode read() {
    if (looks_like_a_document()) return read_document(input_, 0);
    if (!has_lost_its_line_ends(input_)) return read_stream(input_);
    output_.show_note(
        "every line ends in LF alone, which a peer refuses; read as if it were CR LF, but in a body that has "
        "its length as it stands (did an editor save it?)");
    restored_ = with_line_ends(input_);
    return std::max(read_stream(restored_), ExitCode::nonconformance);
  }

 private:
  // A byte order mark and blanks are for the codec to judge.
  bool looks_like_a_document() const {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    std::string_view text = input_;
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    return trim(text).starts_with('<');
  }
  // `first`: where the document begins.
  ExitCode read_document(std::string_view xml, std::size_t first) {
    auto lenient = xccos::decode(xml, xccos::Reading::lenient);
    if (!lenient) return refuse("xccos", std::move(lenient.error()), first);
    DocumentReading reading{std::move(*lenient), std::nullopt};
    if (auto strict = xccos::decode(xml, xccos::Reading::strict); !strict)
      reading.strict_refusal = in_input(std::move(strict.error()), first);
    output_.show(reading);
    return reading.strict_refusal ? ExitCode::nonconformance : ExitCode::conforms;
  }

  // A stream of messages, as captured from a connection.
  ExitCode read_stream(std::string_view bytes) {
    sip::StreamParser parser;
    parser.feed(bytes);
    ExitCode worst = ExitCode::conforms;
    std::size_t first = 0;   // Of the next message.
    for (;;) {
      while (bytes.substr(first).starts_with("\r\n")) first += 2;   // Keep-alives.
      const auto next = parser.next();
      if (!next) break;
      if (!*next) return refuse("sip", next->error(), first);
      const sip::Message& message = **next;
      const std::size_t begin = std::exchange(first, bytes.size() - parser.bytes_waiting());
      if (message.fault) worst = std::max(worst, refuse("sip", *message.fault, begin));
      else output_.show(message);
      if (holds_document(message))
        worst = std::max(worst, read_document(message.body, first - message.body.size()));
    }
    if (!parser.in_message()) return worst;
    return refuse("sip", {Errc::malformed, "the last message is cut short", 0}, bytes.size());
  }

  ExitCode refuse(std::string_view layer, Error error, std::size_t first) {
    output_.show_refusal(layer, in_input(std::move(error), first));
    return ExitCode::nonconformance;
  }
  // Nobody but we ourselves put a CR into what is restored.
  Error in_input(Error error, std::size_t first) const {
    error.offset += first;
    const std::string_view before = std::string_view(restored_).substr(0, error.offset);
    error.offset -= static_cast<std::size_t>(std::count(before.begin(), before.end(), '\r'));
    return error;
  }

  std::string_view input_;
  DecodeOutput& output_;
  std::string restored_;   // The input with CR LF; empty: it was read as it is.
};

ExitCode decode(const std::string& path, DecodeOutput& output) {
  const auto bytes = read_file(path);
  if (!bytes) return complain(ExitCode::usage, bytes.error().detail);
  if (trim(*bytes).empty())
    return complain(ExitCode::usage, (path == "-" ? "standard input" : path) + std::string(": is empty"));
  return Decoder(*bytes, output).read();
}

}   // namespace

void add_decode(CLI::App& app, Action& action) {
  auto path = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  CLI::App* verb = app.add_subcommand("decode", "Say what SIP messages or an XCCOS document mean");
  verb->footer(
      "Messages are read as bytes of a connection, with CR LF at line ends; when a file has LF\n"
      "alone everywhere, it is read all the same, and that is said. Offsets count bytes from the\n"
      "first one of the input, for a document in a message, too.\n"
      "exit codes: 0 in order, 1 not, 2 usage or empty");
  verb->add_option("FILE", *path, "file with either; - is standard input")->required();
  verb->add_flag("--json", *json, "one JSON object a line: each message, document and refusal");
  verb->callback([path, json, &action] {
    action = [path, json] { return decode(*path, *(*json ? json_output() : text_output())); };
  });
}

}   // namespace parley::cli
