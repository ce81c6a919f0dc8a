// What the memory of this machine gives: a copy of far more than its caches hold.
#include <benchmark/benchmark.h>

#include <cstring>
#include <string>

namespace {

void copy_64_mib(benchmark::State& state) {
  const std::string source(std::size_t{64} << 20, 'x');
  std::string target(source.size(), '\0');
  for (auto _ : state) {
    std::memcpy(target.data(), source.data(), source.size());
    benchmark::DoNotOptimize(target.data());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * source.size()));
}
BENCHMARK(copy_64_mib);

}   // namespace
