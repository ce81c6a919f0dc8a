#include "cli/seed.h"

#include <random>

namespace parley::cli {

std::uint64_t drawn_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 21) ^ device();
}

}   // namespace parley::cli
