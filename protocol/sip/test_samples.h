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

// The bytes of a file of testdata/; nothing when there is none.
inline std::string read_testdata(const std::string& path) {
  std::ifstream file(PARLEY_SOURCE_DIR "/protocol/sip/testdata/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The messages of testdata/ or of a folder in it, by name.
inline std::vector<Sample> read_samples(const std::string& subfolder = {}) {
  std::vector<Sample> samples;
  const std::string folder = PARLEY_SOURCE_DIR "/protocol/sip/testdata/" + subfolder;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sip") continue;
    const std::string name = entry.path().filename().string();
    samples.push_back({name, read_testdata(subfolder.empty() ? name : subfolder + "/" + name)});
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
