// Which methods there are at all, whoever serves them.
#pragma once

#include <string_view>

namespace parley::sip {

// A method of the IANA registry (RFC 3261, 27.4), BENOTIFY or SERVICE, spelled as there: methods are compared
// with case (7.1). One that is known and not served is refused with 405, any other with 501 (8.2.1, 21.5.2).
bool is_known_method(std::string_view method);

}   // namespace parley::sip
