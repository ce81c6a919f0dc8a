// How certain we are of a statement about the wire (decision 0003, xccos.md 0.2). The grade bounds what a
// check on it may say.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parley::xccos {

enum class Grade : std::uint8_t {
  W,   // Seen verbatim on the wire.
  A,   // Every part sent or parsed by a real peer.
  S,   // Stated by the call-flow document, an RFC or a wire-level Microsoft page.
  R,   // Remembered or deduced; a meaning without a known wire form.
  X,   // This project's choice.
};

std::string_view to_string(Grade grade);
std::optional<Grade> parse_grade(std::string_view text);
// A check of this grade may say FAIL (MUST) or WARN (SHOULD); otherwise only INFO.
bool may_fail(Grade grade);

// The grade of the wire form of a message kind ("cmd:join"); X for an id we do not know.
Grade grade_of_kind(std::string_view id);
// Every kind that a client may send: "grpchat" and the commands, as xccos.md 2 lists them.
std::vector<std::string_view> kinds_of_a_client();

}   // namespace parley::xccos
