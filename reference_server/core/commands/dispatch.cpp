// Which command is it? One line per command that we have.
#include <utility>

#include "reference_server/core/commands/commands.h"

namespace parley::server {
namespace {

struct CommandVisitor {
  Step& step;
  const Asked& asked;

  void operator()(const xccos::RequestUri&) const { on_requri(step, asked); }
  void operator()(const xccos::GetServerInfo& c) const { on_getserverinfo(step, asked, c); }
  void operator()(const xccos::GetAssociations& c) const { on_getassociations(step, asked, c); }
  void operator()(const xccos::GetPreference& c) const { on_getpref(step, asked, c); }
  void operator()(const xccos::SetPreference& c) const { on_setpref(step, asked, c); }
  void operator()(const xccos::Join& c) const { take_turn(step, asked, c); }
  void operator()(const xccos::BatchJoin& c) const { take_turn(step, asked, c); }
  void operator()(const xccos::Part& c) const { take_turn(step, asked, c); }
  void operator()(const xccos::BackChatContext& c) const { on_bccontext(step, asked, c); }
  void operator()(const xccos::ChannelSearch& c) const { on_chansrch(step, asked, c); }
  void operator()(const xccos::GetInvitations& c) const { on_getinv(step, asked, c); }
  // The user may create rooms in no category: the empty data is the captured form (xccos.md 5.8).
  void operator()(const xccos::GetCreatableCategories&) const { step.reply(asked.context, xccos::NoData{}); }
  // File transfer needs the web service; without one the posting of files is switched off (xccos.md 2.8).
  void operator()(const xccos::GetUploadToken&) const { unsupported(); }
  void operator()(const xccos::GetDownloadToken&) const { unsupported(); }
  // What is only remembered of these is no ground to act on.
  void operator()(const xccos::SearchByDate&) const { unsupported(); }
  void operator()(const xccos::SearchByMessage&) const { unsupported(); }
  void operator()(const xccos::CreateRoom&) const { unsupported(); }
  void operator()(const xccos::ModifyRoom&) const { unsupported(); }
  void operator()(const xccos::Unknown&) const { unsupported(); }

  void unsupported() const { step.reply_refused(asked.context, Refused::message_not_supported); }
};

}   // namespace

void dispatch(Step& step, SessionId id, const xccos::Envelope& envelope, std::optional<AckId> ack) {
  bool posted = false;
  for (const xccos::Primitive& primitive : envelope.primitives) {
    Session* session = step.find_session(id);
    if (!session) return;   // A primitive before this one ended it.
    if (const auto* command = std::get_if<xccos::Command>(&primitive)) {
      const Asked asked{*session, {id, command->id, {command->seqid, envelope.envid}}};
      std::visit(CommandVisitor{step, asked}, command->body);
    } else if (std::holds_alternative<xccos::ChatMessage>(primitive)) {
      if (!std::exchange(posted, true)) on_posts(step, *session, {envelope, ack});
    } else {
      // Replies and notices are the server's to send; a receiver ignores what it does not know (1.1).
      step.log(LogLevel::info, session->dialog.call_id(), "a primitive that no client sends was ignored");
    }
  }
}

}   // namespace parley::server
