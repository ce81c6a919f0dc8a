#include "conformance/hint.h"

#include <fmt/format.h>

#include "protocol/base/text.h"

namespace parley::conformance {
namespace {

// "403 REGISTER" -> 403; 0 for what is no final answer.
int final_status_in(std::string_view label) {
  const auto status = parse_uint32(label.substr(0, label.find(' '))).value_or(0);
  return status >= 200 && status < 700 ? static_cast<int>(status) : 0;
}

}   // namespace

std::string hint_about(const reports::CaseRecord& played, std::string_view domain) {
  if (played.verdict == reports::Verdict::na || played.verdict == reports::Verdict::notrun) return {};
  const reports::MessageRecord* refusal = nullptr;
  bool asked = false;
  for (const reports::MessageRecord& message : played.messages) {
    asked = asked || (!message.internal && message.label.starts_with("REGISTER"));
    const int status = final_status_in(message.label);
    if (status >= 200 && status < 300) return {};
    if (status >= 400) refusal = &message;
  }
  if (!asked) return {};
  const std::string answer =
      refusal ? fmt::format("nobody could sign in ({})", refusal->label) : "the server answered nothing";
  return fmt::format(
      "{}: is {} its domain (--domain), and does it know the people and passwords of --users? "
      "Ctrl-C ends the run",
      answer, domain);
}

}   // namespace parley::conformance
