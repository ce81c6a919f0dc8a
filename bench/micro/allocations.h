// Counts the calls of operator new of the program that includes this, which is for one file of it.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace parley::bench {

inline std::size_t allocations = 0;

inline void* allocated(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  std::abort();
}

}   // namespace parley::bench

void* operator new(std::size_t size) { return parley::bench::allocated(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
