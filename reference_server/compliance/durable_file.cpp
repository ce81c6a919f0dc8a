// Write beside it, fsync, rename, fsync the directory: the order is what makes it durable.
#include "reference_server/compliance/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace parley::compliance {
namespace {

class FileDescriptor {
 public:
  FileDescriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  bool is_open() const { return fd_ >= 0; }
  bool sync() const { return ::fsync(fd_) == 0; }
  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  int fd_;
};

tl::unexpected<Error> refusal(const std::string& path) {
  const int reason = errno;
  return fail(Errc::unavailable, fmt::format("{} cannot be written: {}", path,
                                             std::error_code(reason, std::generic_category()).message()));
}

}   // namespace

Result<void> write_durably(const std::string& path, std::string_view bytes) {
  const std::string beside = path + ".part";
  {
    const FileDescriptor file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.is_open() || !file.write(bytes) || !file.sync()) return refusal(path);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return refusal(path);
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const FileDescriptor entry(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY);
  if (!entry.is_open() || !entry.sync()) return refusal(path);
  return {};
}

}   // namespace parley::compliance
