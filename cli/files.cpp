#include "cli/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <random>
#include <system_error>

namespace parley::cli {
namespace {

namespace fs = std::filesystem;

struct Closer {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Closer>;

tl::unexpected<Error> failed(const std::string& path) {
  return fail(Errc::unavailable, fmt::format("{}: {}", path, std::strerror(errno)));
}

Result<void> write_to(std::FILE* file, const std::string& name, std::string_view text) {
  const bool written = file && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (!written || std::fflush(file) != 0) return failed(name);
  return {};
}

// Also when the last of the links leads to nothing yet.
fs::path behind_links(fs::path path) {
  constexpr int kLinksMax = 40;   // As the kernel's own.
  std::error_code unknown;        // Then opening it tells why.
  for (int i = 0; i < kLinksMax && fs::is_symlink(path, unknown); ++i)
    path = path.parent_path() / fs::read_symlink(path, unknown);
  return path;
}

// A new file with a name that nobody can foresee and wait for.
File create_beside(const fs::path& path, std::string& name) {
  std::random_device chance;
  name = fmt::format("{}.{:08x}.tmp", path.string(), chance());
  const int file = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  struct stat before{};
  if (file >= 0 && ::stat(path.c_str(), &before) == 0) (void)::fchmod(file, before.st_mode & 07777);
  return File(file < 0 ? nullptr : ::fdopen(file, "wb"));
}

Result<void> replace(const fs::path& path, std::string_view text) {
  std::string temporary;
  const File file = create_beside(path, temporary);
  auto written = write_to(file.get(), path.string(), text);
  if (written && std::rename(temporary.c_str(), path.c_str()) != 0) written = failed(path.string());
  if (!written && file) std::remove(temporary.c_str());
  return written;
}

}   // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::error_code unknown;   // Of a path that cannot be looked at; opening it tells why.
  if (path != "-" && fs::is_directory(path, unknown))
    return fail(Errc::unavailable, path + ": is a directory");
  const File file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!file) return failed(path);
  std::string text;
  char block[65536];
  while (const std::size_t count = std::fread(block, 1, sizeof block, file.get())) {
    text.append(block, count);
    if (text.size() > bytes_max)
      return fail(Errc::limit_exceeded, fmt::format("{}: larger than {} bytes", path, bytes_max));
  }
  if (std::ferror(file.get())) return failed(path);
  return text;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  if (path == "-") return write_to(stdout, "standard output", text);
  if (const fs::path folder = fs::path(path).parent_path(); !folder.empty())
    if (auto made = make_directory(folder.string()); !made) return made;
  std::error_code error;
  const fs::file_status now = fs::status(path, error);
  if (now.type() == fs::file_type::none)
    return fail(Errc::unavailable, fmt::format("{}: {}", path, error.message()));
  if (!fs::exists(now) || fs::is_regular_file(now)) return replace(behind_links(path), text);
  return write_to(File(std::fopen(path.c_str(), "wb")).get(), path, text);
}

Result<void> make_directory(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail(Errc::unavailable, fmt::format("{}: {}", path, error.message()));
  return {};
}

Result<std::vector<std::string>> find_files(const std::vector<std::string>& paths, std::string_view suffix) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return fail(Errc::not_found, path + ": no such file or folder");
    if (!fs::is_directory(status)) {
      found.push_back(path);   // A pipe, too: read_file() reads it.
      continue;
    }
    for (auto it = fs::recursive_directory_iterator(path, error); !error && it != fs::end(it);
         it.increment(error))
      if (std::error_code unknown; it->is_regular_file(unknown) && it->path().string().ends_with(suffix))
        found.push_back(it->path().string());
    if (error) return fail(Errc::unavailable, fmt::format("{}: {}", path, error.message()));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.empty())
    return fail(Errc::not_found,
                fmt::format("no file that ends in {} in {}", suffix, fmt::join(paths, ", ")));
  return found;
}

}   // namespace parley::cli
