// Which challenges of a message are to be answered, and which credentials it has: several may stand in as
// many header fields or in one, with commas between them (RFC 9110, 11.6.1; RFC 8760, 2.3 and 2.4).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "protocol/sip/digest.h"
#include "protocol/sip/message.h"

namespace parley::sip {

// "Digest a=1, b=2, NTLM c=3" are two: where a comma is followed by a word that no '=' follows, another
// scheme begins. Commas in quotes do not count. The pieces are trimmed.
std::vector<std::string_view> split_by_scheme(std::string_view header_value);

// Of each realm the first that is spoken here, in the order of the message: the topmost is the one that the
// server likes best (RFC 8760, 2.4), and who has several realms to pass shows himself to each (RFC
// 3261, 22.3). Others are ignored, and so are those beyond 16.
std::vector<DigestChallenge> challenges_in(const Message& response, std::string_view header);

// All that can be read and have this realm; a client may also send those of other schemes and realms. At
// most 16.
std::vector<DigestCredentials> credentials_in(const Message& request, std::string_view realm);

}   // namespace parley::sip
