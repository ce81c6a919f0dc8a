#include "conformance/hint.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "protocol/base/text.h"
#include "protocol/sip/digest.h"

namespace parley::conformance {
namespace {

// "403 REGISTER" -> 403; 0 for what is no final answer.
int final_status_in(std::string_view label) {
  const auto status = parse_uint32(label.substr(0, label.find(' '))).value_or(0);
  return status >= 200 && status < 700 ? static_cast<int>(status) : 0;
}

}   // namespace

std::string hint_about(const reports::CaseRecord& played, std::string_view domain) {
  if (played.verdict <= reports::Verdict::pass) return {};
  std::set<std::string> clients;   // Only they register, so what comes back to them is the server's.
  const reports::MessageRecord* refusal = nullptr;
  const reports::MessageRecord* challenge = nullptr;
  for (const reports::MessageRecord& message : played.messages) {
    if (message.internal) continue;
    if (message.label.starts_with("REGISTER")) clients.insert(message.from);
    if (!clients.contains(message.to)) continue;
    const int status = final_status_in(message.label);
    if (status >= 200 && status < 300) return {};
    if (sip::is_challenge(status)) challenge = &message;
    else if (status >= 300) refusal = &message;
  }
  if (clients.empty()) return {};
  std::string answer = "the server answered nothing";
  if (refusal) answer = fmt::format("nobody could sign in ({})", refusal->label);
  else if (challenge) answer = fmt::format("the server only asked for credentials ({})", challenge->label);
  return fmt::format(
      "in {} {}: is {} its domain (--domain), does it know the people and passwords of --users, and is a "
      "certificate of --cert about all of them? Ctrl-C ends the run",
      played.id, answer, domain);
}

}   // namespace parley::conformance
