// How long a piece of work takes of the processor: what else the machine does meanwhile is not counted.
#pragma once

#include <time.h>

#include <utility>

namespace parley::bench {

inline double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double seconds_of(Work&& work) {
  const double start = processor_seconds();
  std::forward<Work>(work)();
  return processor_seconds() - start;
}

}   // namespace parley::bench
