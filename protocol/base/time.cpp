#include "protocol/base/time.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"

namespace parley {
namespace {

constexpr std::int64_t kSecondsMin = -62'135'596'800;   // 0001-01-01T00:00:00Z.
constexpr std::int64_t kSecondsMax = 253'402'300'799;   // 9999-12-31T23:59:59Z.

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Reads fixed-width decimal fields one after the other and remembers where it stands.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}

  bool number(std::size_t width, std::int64_t& value) {
    if (at_ + width > text_.size()) return false;
    value = 0;
    for (const std::size_t end = at_ + width; at_ < end; ++at_) {
      if (!is_digit(text_[at_])) return false;
      value = value * 10 + (text_[at_] - '0');
    }
    return true;
  }
  bool literal(std::string_view any_of) {
    if (at_ >= text_.size()) return false;
    for (const char one : any_of)
      if (text_[at_] == one) return ++at_, true;
    return false;
  }
  // Up to seven digits, scaled to ticks; false when there are none or more than seven.
  bool fraction(std::int64_t& ticks) {
    std::size_t count = 0;
    ticks = 0;
    while (at_ < text_.size() && is_digit(text_[at_])) {
      if (++count > 7) return false;
      ticks = ticks * 10 + (text_[at_++] - '0');
    }
    for (std::size_t i = count; i < 7; ++i) ticks *= 10;
    return count > 0;
  }
  bool at_end() const { return at_ == text_.size(); }
  char last() const { return text_[at_ - 1]; }
  std::size_t position() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool read_zone(FieldReader& in, std::int64_t& offset_seconds) {
  offset_seconds = 0;
  if (in.at_end()) return true;   // A missing zone means UTC.
  if (in.literal("Zz")) return in.at_end();
  if (!in.literal("+-")) return false;
  const std::int64_t sign = in.last() == '-' ? -1 : 1;
  std::int64_t hours = 0;
  std::int64_t minutes = 0;
  if (!in.number(2, hours)) return false;
  in.literal(":");
  if (!in.number(2, minutes) || hours > 14 || minutes > 59) return false;
  offset_seconds = sign * (hours * 3600 + minutes * 60);
  return in.at_end();
}

}   // namespace

std::string to_iso8601(WallTime at) {
  std::int64_t seconds = floor_divide(at.ticks, WallTime::kTicksPerSecond);
  // Not `ticks - seconds * kTicksPerSecond`: that product does not exist for the first second of all.
  std::int64_t fraction = at.ticks % WallTime::kTicksPerSecond;
  if (fraction < 0) fraction += WallTime::kTicksPerSecond;
  if (seconds < kSecondsMin) seconds = kSecondsMin, fraction = 0;
  if (seconds > kSecondsMax) seconds = kSecondsMax, fraction = WallTime::kTicksPerSecond - 1;
  const std::int64_t days = floor_divide(seconds, 86400);
  const std::int64_t second_of_day = seconds - days * 86400;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60, fraction);
}

Result<WallTime> parse_iso8601(std::string_view text) {
  FieldReader in(text);
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0, offset = 0;
  const bool shaped = in.number(4, year) && in.literal("-") && in.number(2, month) && in.literal("-") &&
                      in.number(2, day) && in.literal("Tt") && in.number(2, hour) && in.literal(":") &&
                      in.number(2, minute) && in.literal(":") && in.number(2, second) &&
                      (!in.literal(".") || in.fraction(fraction)) && read_zone(in, offset);
  if (!shaped)
    return fail(Errc::malformed, fmt::format("not an ISO 8601 time: '{}'", text.substr(0, 40)),
                in.position());
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1 || !date.ok() || hour > 23 || minute > 59 || second > 59)
    return fail(Errc::malformed, fmt::format("no such time: '{}'", text.substr(0, 40)));
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
  return WallTime{seconds * WallTime::kTicksPerSecond + fraction};
}

}   // namespace parley
