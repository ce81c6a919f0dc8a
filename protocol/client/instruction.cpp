#include "protocol/client/instruction.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/base/utf8.h"

namespace parley::client {
namespace {

// What may stand behind a verb.
enum class Shape : std::uint8_t { nothing, room, room_text, room_count, text, optional_text, raw, escaped };

struct VerbRow {
  Verb verb;
  std::string_view name;
  Shape shape;
};
constexpr std::array kVerbs = {
    VerbRow{Verb::sign_in, "sign-in", Shape::nothing},
    VerbRow{Verb::sign_out, "sign-out", Shape::nothing},
    VerbRow{Verb::search, "search", Shape::optional_text},
    VerbRow{Verb::join, "join", Shape::room},
    VerbRow{Verb::follow, "follow", Shape::room},
    VerbRow{Verb::unfollow, "unfollow", Shape::room},
    VerbRow{Verb::post, "post", Shape::room_text},
    VerbRow{Verb::history, "history", Shape::room_count},
    VerbRow{Verb::leave, "leave", Shape::room},
    VerbRow{Verb::wait, "wait", Shape::text},
    VerbRow{Verb::send, "send", Shape::raw},
    VerbRow{Verb::bytes, "bytes", Shape::escaped},
    VerbRow{Verb::drop, "drop", Shape::nothing},
    VerbRow{Verb::update, "update", Shape::nothing},
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads the escape whose backslash stands at `at`, and moves behind it.
Result<char> read_escape(std::string_view line, std::size_t& at, bool bytes_too) {
  const char kind = at + 1 < line.size() ? line[at + 1] : '\0';
  at += 2;
  switch (kind) {
    case '"': return '"';
    case '\\': return '\\';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: break;
  }
  if (bytes_too && kind == 'x' && at + 2 <= line.size()) {
    const int high = hex_value(line[at]);
    const int low = hex_value(line[at + 1]);
    at += 2;
    if (high >= 0 && low >= 0) return static_cast<char>(high * 16 + low);
  }
  return fail(Errc::malformed, "an unknown escape; known are \\\" \\\\ \\n \\r \\t, and \\xHH after bytes",
              at - 2);
}

// Reads up to the closing quote; `at` stands behind the opening one, and is moved behind the closing one.
Result<std::string> read_quoted(std::string_view line, std::size_t& at, bool bytes_too) {
  std::string out;
  while (at < line.size() && line[at] != '"') {
    if (line[at] != '\\') {
      out += line[at++];
      continue;
    }
    const auto c = read_escape(line, at, bytes_too);
    if (!c) return tl::unexpected(c.error());
    out += *c;
  }
  if (at >= line.size()) return fail(Errc::malformed, "a quoted text does not end", at);
  ++at;
  return out;
}

Result<std::vector<std::string>> read_words(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == ' ' || line[at] == '\t') {
      ++at;
      continue;
    }
    if (line[at] == '"') {
      auto word = read_quoted(line, ++at, false);
      if (!word) return tl::unexpected(word.error());
      words.push_back(std::move(*word));
      continue;
    }
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

Result<std::string> read_escaped(std::string_view rest) {
  std::size_t at = 0;
  if (!rest.starts_with('"')) {
    const std::string closed = std::string(rest) + '"';
    auto text = read_quoted(closed, at, true);
    if (text && at != closed.size())
      return fail(Errc::malformed, "a quote inside bytes must be written \\\"", at);
    return text;
  }
  auto text = read_quoted(rest, ++at, true);
  if (text && at != rest.size()) return fail(Errc::malformed, "something follows the quoted bytes", at);
  return text;
}

std::string join_from(const std::vector<std::string>& words, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < words.size(); ++i) out += (i > first ? " " : "") + words[i];
  return out;
}

Result<Instruction> from_words(const VerbRow& row, const std::vector<std::string>& words) {
  Instruction out{row.verb, {}, {}, {}};
  const auto wrong = [&](std::string_view needed) {
    return fail(Errc::malformed, fmt::format("{} needs {}", row.name, needed));
  };
  const std::size_t n = words.size();
  const bool has_room =
      row.shape == Shape::room || row.shape == Shape::room_text || row.shape == Shape::room_count;
  if (has_room && (n == 0 || words[0].empty())) return wrong("the name or URI of a room");
  if (has_room) out.room = words[0];
  switch (row.shape) {
    case Shape::nothing:
      if (n > 0) return wrong("nothing behind it");
      break;
    case Shape::room:
      if (n > 1) return wrong("one room; a name with blanks stands in quotes");
      break;
    case Shape::room_count:
      if (n == 2) out.count = parse_uint32(words[1]);
      if (n > 2 || (n == 2 && !out.count)) return wrong("a room and at most a whole number, 0 to 4294967295");
      break;
    case Shape::room_text:
      if (n < 2) return wrong("a room and a text");
      out.text = join_from(words, 1);
      break;
    case Shape::text:
      if (n == 0) return wrong("a text");
      out.text = join_from(words, 0);
      break;
    default: out.text = join_from(words, 0); break;
  }
  return out;
}

}   // namespace

std::string_view to_string(Verb verb) {
  for (const VerbRow& row : kVerbs)
    if (row.verb == verb) return row.name;
  return "unknown";
}

bool tells_nothing(std::string_view line) {
  const std::string_view text = trim(line);
  return text.empty() || text.front() == '#';
}

Result<Instruction> parse_instruction(std::string_view line) {
  if (line.size() > kInstructionBytesMax)
    return fail(Errc::limit_exceeded,
                fmt::format("an instruction is longer than {} bytes", kInstructionBytesMax));
  const std::string_view text = trim(line);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view name = text.substr(0, end);
  const std::string_view rest = trim(text.substr(end));
  const auto in_line = [&](Error wrong) {
    wrong.offset += static_cast<std::size_t>(rest.data() - line.data());
    return tl::unexpected(std::move(wrong));
  };
  for (const VerbRow& row : kVerbs) {
    if (row.name != name) continue;
    if (row.shape == Shape::raw) return Instruction{row.verb, {}, std::string(rest), {}};
    if (row.shape == Shape::escaped) {
      auto bytes = read_escaped(rest);
      if (!bytes) return in_line(std::move(bytes).error());
      return Instruction{row.verb, {}, std::move(*bytes), {}};
    }
    auto words = read_words(rest);
    if (!words) return in_line(std::move(words).error());
    for (std::string& word : *words) {
      if (!is_xml_text(word))
        return fail(Errc::malformed, "a character that no message can carry (XML 1.0, 2.2)");
      word = with_line_feeds(word);
    }
    return from_words(row, *words);
  }
  return fail(Errc::unsupported, fmt::format("there is no instruction \"{}\"", name));
}

}   // namespace parley::client
