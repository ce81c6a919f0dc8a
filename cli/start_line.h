// The first line of a message (RFC 3261, 7.1, 7.2), for people. A peer chose what it says: it is to be made
// printable before a terminal gets it.
#pragma once

#include <string>

#include "protocol/sip/message.h"

namespace parley::cli {

std::string start_line(const sip::Message& message);

}   // namespace parley::cli
