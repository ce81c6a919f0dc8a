// The torture messages of RFC 4475 and RFC 5118, and what testdata/torture.tsv says of each, for the tests of
// this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/sip/test_samples.h"

namespace parley::sip {

// A row of the table; its columns are explained in testdata/README.md.
struct TortureMessage {
  std::string file;
  std::string bytes;     // As they are sent.
  std::string verdict;   // Of a parser.
  std::string also;      // A verdict that the RFC allows beside it, or "-".
  std::vector<std::string> answers;
  std::string layer;   // That answers.
};

// The three things that the archive of RFC 5118 leaves to be done: CR LF, the empty line, Content-Length.
inline std::string with_cr_lf(std::string_view archived) {
  std::string text;
  for (const char c : archived) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  if (text.find("\r\n\r\n") == std::string::npos) text += "\r\n";
  const std::size_t body_bytes = text.size() - text.find("\r\n\r\n") - 4;
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t length = text.find(kName) + kName.size();
  return text.replace(length, text.find('\r', length) - length, std::to_string(body_bytes));
}

inline std::string as_sent(const std::string& archived, std::string_view how) {
  if (how == "crlf") return with_cr_lf(archived);
  return how == "ended" ? archived + "\r\n" : archived;
}

// In the order of the table.
inline std::vector<TortureMessage> read_torture_messages() {
  std::vector<TortureMessage> messages;
  const std::string table = read_testdata("torture.tsv");
  for (const std::string_view line : split(table, '\n')) {
    const std::vector<std::string_view> columns = split(line, '\t');
    if (columns.size() != 11 || columns[0] == "file") continue;
    TortureMessage message;
    message.file = columns[0];
    message.bytes = as_sent(read_testdata(message.file), columns[5]);
    message.verdict = columns[6];
    message.also = columns[7];
    for (const std::string_view answer : split(columns[8], ',')) message.answers.emplace_back(answer);
    message.layer = columns[9];
    messages.push_back(std::move(message));
  }
  return messages;
}

}   // namespace parley::sip
