// Integer arithmetic only: rounding would make the three forms disagree.
#include "reference_server/compliance/time_triple.h"

namespace parley::compliance {
namespace {

constexpr std::int64_t kTicksBefore1970 = 621'355'968'000'000'000;
constexpr std::int64_t kTicksPerMillisecond = WallTime::kTicksPerSecond / 1000;

std::string cut_zeros(std::string iso) {
  iso.pop_back();   // The Z.
  while (iso.back() == '0') iso.pop_back();
  if (iso.back() == '.') iso.pop_back();
  return iso + 'Z';
}

}   // namespace

TimeTriple time_triple(WallTime at) {
  const std::int64_t rest = at.ticks % kTicksPerMillisecond;
  const std::int64_t floor = at.ticks / kTicksPerMillisecond - (rest < 0 ? 1 : 0);
  return {floor, cut_zeros(to_iso8601(at)), kTicksBefore1970 + at.ticks};
}

}   // namespace parley::compliance
