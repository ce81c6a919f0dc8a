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

// Whether the expression (ECMAScript) is found anywhere in the text, without case: so are tokens of SIP
// compared (RFC 3261, 7.3.1). Errors: malformed, it is no expression; limit_exceeded, to search this text for
// it would take too long.
Result<bool> regex_finds(const std::string& expression, const std::string& text);

// Nothing when the test holds; else what is wrong, for a person. One value of a header that occurs several
// times is enough for `equals` and `matches`. "Request-URI" stands for that of a request; equal to it is
// every spelling of the same address, also one without "sip:", as documents give it (real-client.md 3.3).
std::optional<std::string> header_mismatch(const HeaderTest& test, const sip::Message& message,
                                           const Variables& variables);

}   // namespace parley::sim::ladder
