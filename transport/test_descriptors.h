// For tests with many links: the limit of open files, raised as far as the system lets us.
#pragma once

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace parley::transport {

// Makes room for so many links with both ends in this process. Empty, or what has to be raised by somebody
// else: the reason of a GTEST_SKIP, since fewer links would not be what the name of the test says.
inline std::string raise_limit_for(rlim_t links) {
  const rlim_t needed = 2 * links + 100;   // Some descriptors belong to others.
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < needed) {
    files.rlim_cur = std::min(needed, files.rlim_max);
    setrlimit(RLIMIT_NOFILE, &files);
  }
  if (files.rlim_cur >= needed) return {};
  return fmt::format("{} links need {} open files, and the hard limit is {}: raise it with ulimit -Hn {}",
                     links, needed, files.rlim_max, needed);
}

}   // namespace parley::transport
