// Whom a certificate is about: the SIP addresses of a person in it.
//
// Those are its subject alternative names that are URIs of scheme sip with a user (RFC 5922, 7.1: without one
// it is a domain, and other schemes count for nothing). A certificate without any that was made for mail or
// for Windows stands for the same address in SIP: rfc822Name, and the user principal name of Microsoft (both
// our choice, grade X). The subject itself is not looked at.
#pragma once

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace parley::transport {

// "sip:alice@contoso.com", as the certificate spells them; at most 64, and none with blanks or control
// characters in it. Empty when it names nobody.
std::vector<std::string> addresses_in(const X509* certificate);

}   // namespace parley::transport
