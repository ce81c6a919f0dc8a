// Extensions that a request demands: Require and Proxy-Require (RFC 3261, 20.29, 20.32).
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "protocol/sip/message.h"

namespace parley::sip {

// The option tags in the header fields `names` that `understood` lacks, compared without case, joined by ", "
// as the header Unsupported of a 420 lists them (8.2.2.3); empty when there is none.
std::string unknown_options(const Message& request, std::initializer_list<std::string_view> names,
                            std::span<const std::string_view> understood);

// "timer, gruu-10": as Supported lists them (11.2, 20.37).
std::string list_of(std::span<const std::string_view> tags);

// Takes what `unsupported` lists, as the header of a 420 does, out of Require, Proxy-Require and Supported; a
// header field that would be empty goes (8.1.3.5).
void leave_out_options(Message& request, std::string_view unsupported);

}   // namespace parley::sip
