// The wire samples of testdata/ for the tests of this folder.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/text.h"

namespace parley::xccos {

// What stands behind the comment that a sample begins with: what would be the body of a SIP message.
inline std::string body_of(std::string_view bytes) {
  const std::size_t comment_end = bytes.find("-->");
  return std::string(trim(bytes.substr(comment_end == std::string::npos ? 0 : comment_end + 3)));
}

struct Sample {
  std::string file;   // "cmd-join.xml", below testdata/.
  std::string kind;   // "cmd:join"
  std::string direction;
  std::string grade;    // "W", "A", "R-m", "R-l", "X"
  std::string expect;   // "valid", "invalid" or "well-formed"
  std::string bytes;    // The file as it is, with the comment in front.

  std::string body() const { return body_of(bytes); }
};

inline std::string read_test_file(const std::string& name) {
  std::ifstream in(PARLEY_SOURCE_DIR "/protocol/xccos/testdata/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every row of testdata/INDEX.tsv.
inline std::vector<Sample> all_samples() {
  std::vector<Sample> samples;
  const std::string index = read_test_file("INDEX.tsv");
  for (const std::string_view line : split(index, '\n')) {
    const auto cells = split(line, '\t');
    if (cells.size() < 5 || cells[0] == "file") continue;
    samples.push_back({std::string(cells[0]), std::string(cells[1]), std::string(cells[2]),
                       std::string(cells[3]), std::string(cells[4]), read_test_file(std::string(cells[0]))});
  }
  return samples;
}

inline std::vector<Sample> samples_that_are(std::string_view expect) {
  std::vector<Sample> chosen;
  for (Sample& sample : all_samples()) {
    if (sample.expect == expect) chosen.push_back(std::move(sample));
  }
  return chosen;
}

}   // namespace parley::xccos
