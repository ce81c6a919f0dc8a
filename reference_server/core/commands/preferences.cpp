// getpref and setpref: settings that legacy clients keep on the server (xccos.md 2.1).
#include "reference_server/core/commands/commands.h"

namespace parley::server {
namespace {

constexpr std::size_t kLabelBytesMax = 255;   // product.md 2.6.

}   // namespace

void on_getpref(Step& step, const Asked& asked, const xccos::GetPreference& command) {
  if (command.pref.label.size() > kLabelBytesMax)
    return step.reply_refused(asked.context, Refused::invalid_argument);
  step.ask(storage::ReadPreference{asked.session.user_uri, command.pref.label},
           PendingPreference{asked.context, command.pref});
}

void on_stored(Step& step, const PendingPreference& pending, const WorkAnswer& answer) {
  const auto& stored = storage::answer_to<storage::ReadPreference>(answer);
  if (!stored) return step.reply_refused(pending.context, Refused::database_connection);
  const xccos::Preference& asked = pending.asked;
  // An absent preference is no error: success with no data (xccos.md 2.8).
  if (!*stored && !asked.create_default.value_or(false)) return step.reply(pending.context, xccos::NoData{});
  xccos::Preference found{asked.label, *stored ? (*stored)->seqid : 0, std::nullopt, std::nullopt};
  // When the caller knows a revision that is not lower than the stored one, no content comes back (SDK).
  if (*stored && asked.seqid.value_or(0) < (*stored)->seqid) found.content = (*stored)->content;
  step.reply(pending.context, xccos::PreferenceData{std::move(found)});
}

void on_setpref(Step& step, const Asked& asked, const xccos::SetPreference& command) {
  if (command.pref.label.empty() || command.pref.label.size() > kLabelBytesMax)
    return step.reply_refused(asked.context, Refused::invalid_argument);
  // The store would say so, too, but until it does the content is kept.
  std::string content = command.pref.content.value_or("");
  if (content.size() > storage::kPreferenceBytesMax)
    return step.reply_refused(asked.context, Refused::limit_exceeded);
  const xccos::Preference& pref = command.pref;
  step.ask(storage::WritePreference{asked.session.user_uri, pref.label, std::move(content)},
           PendingPreferenceWrite{asked.context, {pref.label, pref.seqid, std::nullopt, std::nullopt}});
}

void on_stored(Step& step, const PendingPreferenceWrite& pending, const WorkAnswer& answer) {
  const auto& seqid = storage::answer_to<storage::WritePreference>(answer);
  if (!seqid)
    return step.reply_refused(pending.context, seqid.error().code == Errc::limit_exceeded
                                                   ? Refused::limit_exceeded
                                                   : Refused::database_connection);
  xccos::Preference written = pending.written;
  written.seqid = *seqid;
  step.reply(pending.context, xccos::PreferenceData{std::move(written)});
}

}   // namespace parley::server
