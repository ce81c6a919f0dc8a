#include "protocol/sip/transaction_states.h"

#include <array>

namespace parley::sip {
namespace {

constexpr std::array<std::string_view, 4> kInviteNames = {"calling", "proceeding", "cancelled", "terminated"};
constexpr std::array<std::string_view, 4> kAnswerNames = {"trying", "proceeding", "completed", "terminated"};

constexpr Transition<InviteState> kInvite[] = {
    {InviteState::calling, InviteState::proceeding, "1xx"},
    {InviteState::proceeding, InviteState::proceeding, "1xx, the 181 s begin anew"},
    {InviteState::calling, InviteState::terminated, "final answer, ACK is sent if it is a refusal"},
    {InviteState::proceeding, InviteState::terminated, "final answer, ACK is sent if it is a refusal"},
    {InviteState::calling, InviteState::terminated, "nothing for 32 s"},
    {InviteState::proceeding, InviteState::cancelled, "nothing for 181 s, CANCEL is sent"},
    {InviteState::cancelled, InviteState::terminated, "final answer, or nothing for 32 s"},
    {InviteState::calling, InviteState::terminated, "link lost"},
    {InviteState::proceeding, InviteState::terminated, "link lost"},
    {InviteState::cancelled, InviteState::terminated, "link lost"},
};

constexpr Transition<AnswerState> kAnswer[] = {
    {AnswerState::trying, AnswerState::proceeding, "we send a 1xx"},
    {AnswerState::proceeding, AnswerState::proceeding, "we send another"},
    {AnswerState::trying, AnswerState::completed, "we send a final answer"},
    {AnswerState::proceeding, AnswerState::completed, "we send a final answer"},
    {AnswerState::trying, AnswerState::completed, "CANCEL of an INVITE, 200 to that and 487"},
    {AnswerState::proceeding, AnswerState::completed, "CANCEL of an INVITE, 200 to that and 487"},
    {AnswerState::completed, AnswerState::terminated, "32 s over, or too much is remembered"},
    {AnswerState::trying, AnswerState::terminated, "link lost"},
    {AnswerState::proceeding, AnswerState::terminated, "link lost"},
    {AnswerState::completed, AnswerState::terminated, "link lost"},
};

}   // namespace

std::string_view to_string(InviteState state) { return kInviteNames[static_cast<std::size_t>(state)]; }
std::string_view to_string(AnswerState state) { return kAnswerNames[static_cast<std::size_t>(state)]; }

std::span<const Transition<InviteState>> transitions_of(InviteState) { return kInvite; }
std::span<const Transition<AnswerState>> transitions_of(AnswerState) { return kAnswer; }

}   // namespace parley::sip
