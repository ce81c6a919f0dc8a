// Header lines of a ladder against a SIP message.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/sip/message.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/substitute.h"

namespace parley::sim::ladder {

// Longer values are not searched: the standard library's expressions recurse once per character.
inline constexpr std::size_t kRegexInputMax = 4096;

// Whether the expression (ECMAScript) is found anywhere in the text. An error: it is no expression.
Result<bool> regex_finds(const std::string& expression, const std::string& text);

// Nothing when the test holds; else what is wrong, for a person. One value of a header that occurs several
// times is enough for `equals` and `matches`. "Request-URI" stands for that of a request.
std::optional<std::string> header_mismatch(const HeaderTest& test, const sip::Message& message,
                                           const Variables& variables);

}   // namespace parley::sim::ladder
