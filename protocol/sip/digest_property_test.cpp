// Whatever names, passwords and nonces are made of: the right answer is taken, and no other one is.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protocol/sip/digest_headers.h"

namespace parley::sip {
namespace {

// With quotes, backslashes, commas and what is no ASCII; without the line breaks that no header can have.
rc::Gen<std::string> any_text() {
  return rc::gen::map(
      rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
          {{3, rc::gen::elementOf(std::string("\"\\,=; :()aZ0"))}, {2, rc::gen::arbitrary<char>()}})),
      [](std::string text) {
        std::erase_if(text, [](char c) { return c == '\0' || c == '\r' || c == '\n'; });
        return text;
      });
}

struct Exchange {
  DigestChallenge challenge;
  DigestLogin login;
  DigestRequest request;
};

Exchange any_exchange() {
  Exchange one;
  one.challenge = {.realm = *any_text(),
                   .nonce = *any_text(),
                   .opaque = *any_text(),
                   .algorithm = *rc::gen::element(HashKind::md5, HashKind::sha256, HashKind::sha512_256),
                   .qop_auth = *rc::gen::arbitrary<bool>()};
  one.login = {*any_text(), *any_text()};
  one.request = {"INVITE", *any_text(), "c" + *any_text(), *rc::gen::arbitrary<std::uint32_t>()};
  return one;
}

// As it arrives at the other side.
DigestCredentials answer_over_the_wire(const Exchange& one) {
  Message refusal;
  refusal.headers.add("Proxy-Authenticate", to_string(one.challenge));
  const auto challenges = challenges_in(refusal, "Proxy-Authenticate");
  RC_ASSERT(challenges.size() == 1U);
  Message request;
  request.headers.add("Proxy-Authorization",
                      to_string(answer_challenge(challenges[0], one.login, one.request)));
  const auto found = credentials_in(request, one.challenge.realm);
  RC_ASSERT(found.size() == 1U);
  return found[0];
}

RC_GTEST_PROP(Digest, the_answer_of_a_client_is_accepted, ()) {
  const Exchange one = any_exchange();
  const DigestCredentials credentials = answer_over_the_wire(one);
  RC_ASSERT(credentials.username == one.login.username);
  RC_ASSERT(credentials.uri == one.request.uri);
  RC_ASSERT(verify_digest(credentials, "INVITE", one.login.password));
}

RC_GTEST_PROP(Digest, one_changed_byte_is_refused, ()) {
  const Exchange one = any_exchange();
  DigestCredentials changed = answer_over_the_wire(one);
  std::string* const fields[] = {&changed.response, &changed.nonce, &changed.uri, &changed.username};
  std::string& field = **rc::gen::elementOf(std::vector<std::string*>(std::begin(fields), std::end(fields)));
  RC_PRE(!field.empty());
  char& byte = field[*rc::gen::inRange<std::size_t>(0, field.size())];
  byte = static_cast<char>(byte ^ *rc::gen::inRange(1, 255));
  RC_ASSERT(!verify_digest(changed, "INVITE", one.login.password));
}

RC_GTEST_PROP(Digest, another_password_is_refused, ()) {
  const Exchange one = any_exchange();
  const std::string other = *any_text();
  RC_PRE(other != one.login.password);
  RC_ASSERT(!verify_digest(answer_over_the_wire(one), "INVITE", other));
}

}   // namespace
}   // namespace parley::sip
