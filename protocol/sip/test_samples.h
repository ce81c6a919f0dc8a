// The sample messages of testdata/, for the tests of this folder. Files are read here and nowhere else.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace parley::sip {

struct Sample {
  std::string name;
  std::string bytes;
};

// Every sample, by name.
inline std::vector<Sample> read_samples() {
  std::vector<Sample> samples;
  const std::filesystem::path folder = PARLEY_SOURCE_DIR "/protocol/sip/testdata";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sip") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    samples.push_back({entry.path().filename().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

inline std::string read_sample(const std::string& name) {
  for (Sample& sample : read_samples()) {
    if (sample.name == name) return std::move(sample.bytes);
  }
  return {};
}

}   // namespace parley::sip
