// Runs every file of the given folders, in order of their names, through one fuzz target, and prints how many
// there were; so that a corpus is an ordinary test under every compiler. A file may be given, too: an input
// that the fuzzer found. A folder that is missing or empty is an error: such a test would test nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

// Empty when there is nothing to run.
std::vector<fs::path> inputs_of(const fs::path& given) {
  std::error_code error;
  if (fs::is_regular_file(given, error)) return {given};
  std::vector<fs::path> inputs;
  fs::directory_iterator entry(given, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error))
    if (std::error_code ignored; entry->is_regular_file(ignored)) inputs.push_back(entry->path());
  std::sort(inputs.begin(), inputs.end());
  return inputs;
}

std::optional<std::vector<std::uint8_t>> read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::vector<std::uint8_t>(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

bool run(const fs::path& path) {
  // Said first and at once: a target that finds something does not return.
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);
  const auto bytes = read(path);
  if (!bytes) {
    std::fprintf(stderr, "%s cannot be read\n", path.c_str());
    return false;
  }
  LLVMFuzzerTestOneInput(bytes->data(), bytes->size());
  return true;
}

}   // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER|FILE...\n", argv[0]);
    return 2;
  }
  std::size_t count = 0;
  for (int at = 1; at < argc; ++at) {
    const std::vector<fs::path> inputs = inputs_of(argv[at]);
    if (inputs.empty()) {
      std::fprintf(stderr, "%s is missing or has no file in it\n", argv[at]);
      return 1;
    }
    for (const fs::path& path : inputs) {
      if (!run(path)) return 1;
      ++count;
    }
  }
  std::printf("%zu inputs\n", count);
  return 0;
}
