// The exceptions of Boost.Regex end here.
#include "simulator/ladder/header_match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/regex.hpp>
#include <vector>

#include "protocol/base/text.h"
#include "protocol/sip/secrets.h"
#include "protocol/sip/uri.h"

namespace parley::sim::ladder {
namespace {

bool is_request_uri(const std::string& name) { return equal_ignoring_case(name, "Request-URI"); }

std::vector<std::string> values_of(const std::string& name, const sip::Message& message) {
  if (is_request_uri(name))
    return message.is_request() ? std::vector<std::string>{message.request_uri} : std::vector<std::string>{};
  std::vector<std::string> values;
  for (const std::string_view value : message.headers.all(name)) values.emplace_back(value);
  return values;
}

bool equals(const std::string& name, const std::string& value, const std::string& wanted) {
  return value == wanted || (is_request_uri(name) && sip::same_address(value, sip::with_scheme(wanted)));
}

// What is wrong goes into reports, and credentials do not.
std::vector<std::string> shown(const std::string& name, std::vector<std::string> values) {
  for (std::string& value : values) value = sip::shown_value(name, value);
  return values;
}

template <class Holds>
std::optional<std::string> none_of(const std::string& name, const std::vector<std::string>& values,
                                   const std::string& wanted, Holds holds) {
  if (std::any_of(values.begin(), values.end(), holds)) return std::nullopt;
  return fmt::format("{} is \"{}\" {}", name, fmt::join(shown(name, values), "\" and \""), wanted);
}

}   // namespace

Result<bool> regex_finds(const std::string& expression, const std::string& text) {
  try {
    return boost::regex_search(text,
                               boost::regex(expression, boost::regex::ECMAScript | boost::regex::icase));
  } catch (const boost::regex_error& wrong) {
    const bool gave_up = wrong.code() == boost::regex_constants::error_complexity ||
                         wrong.code() == boost::regex_constants::error_stack;
    return fail(gave_up ? Errc::limit_exceeded : Errc::malformed, wrong.what());
  }
}

std::optional<std::string> header_mismatch(const HeaderTest& test, const sip::Message& message,
                                           const Variables& variables) {
  const std::vector<std::string> values = values_of(test.name, message);
  if (test.kind == HeaderTest::Kind::absent)
    return values.empty() ? std::nullopt
                          : std::optional(fmt::format("{} is there: \"{}\"", test.name,
                                                      shown(test.name, values).front()));
  if (values.empty()) return fmt::format("there is no {}", test.name);
  if (test.kind == HeaderTest::Kind::present) return std::nullopt;
  if (test.kind == HeaderTest::Kind::equals) {
    const std::string wanted = substitute(test.value.text, variables);
    return none_of(test.name, values, fmt::format("instead of \"{}\"", wanted),
                   [&](const std::string& value) { return equals(test.name, value, wanted); });
  }
  const std::string expression = substitute_in_regex(test.value.text, variables);
  std::string wanted = fmt::format("and does not match \"{}\"", expression);
  return none_of(test.name, values, wanted, [&](const std::string& value) {
    const auto found = regex_finds(expression, value);
    if (!found)
      wanted = fmt::format("and cannot be held against \"{}\": {}", expression, found.error().detail);
    return found.value_or(false);
  });
}

}   // namespace parley::sim::ladder
