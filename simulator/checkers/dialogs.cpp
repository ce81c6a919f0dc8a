// See dialogs.h.
#include "simulator/checkers/dialogs.h"

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"

namespace parley::sim {

std::string tag_of(const sip::Message& message, std::string_view header) {
  const auto address = sip::parse_name_addr(message.headers.get(header));
  return address ? std::string(address->tag()) : std::string();
}

std::string address_of(std::string_view uri) {
  const auto parsed = sip::parse_uri(uri);
  return parsed && parsed->rest.empty() ? parsed->address_of_record() : to_lower(uri);
}

Dialog* Dialogs::find(const Observation& seen) {
  for (const std::string* client : {&seen.from, &seen.to}) {
    const auto found = by_call_id_.find({*client, seen.call_id});
    if (found != by_call_id_.end()) return found->second;
  }
  return nullptr;
}

void Dialogs::begin(const Observation& invite) {
  Dialog& dialog = dialogs_.emplace_back();
  dialog.number = static_cast<std::uint32_t>(dialogs_.size() - 1);
  dialog.client = invite.from;
  dialog.server = invite.to;
  dialog.call_id = invite.call_id;
  dialog.invited = invite.sip.request_uri;
  dialog.client_tag = tag_of(invite.sip, "From");
  if (const auto from = sip::parse_name_addr(invite.sip.headers.get("From")))
    dialog.user = address_of(from->uri);
  by_call_id_.insert_or_assign({dialog.client, dialog.call_id}, &dialog);
}

const Dialog* Dialogs::see(const Observation& seen) {
  if (seen.kind == Observation::Kind::link_down) {
    for (Dialog& dialog : dialogs_) {
      if (dialog.over || dialog.client != seen.from || dialog.server != seen.to) continue;
      dialog.over = dialog.lost = true;
    }
    return nullptr;
  }
  if (seen.kind != Observation::Kind::request && seen.kind != Observation::Kind::response) return nullptr;
  Dialog* dialog = find(seen);
  const bool is_request = seen.kind == Observation::Kind::request;
  // The same Call-ID without a To tag begins anew when the first INVITE was refused or the dialog is over;
  // with a To tag it is a re-INVITE.
  if (is_request && seen.method == "INVITE" && tag_of(seen.sip, "To").empty() &&
      (!dialog || !dialog->open || dialog->over)) {
    begin(seen);
    return &dialogs_.back();
  }
  if (!dialog) return nullptr;
  if (is_request && seen.method == "BYE") dialog->over = true;
  if (!is_request && seen.method == "INVITE" && seen.sip.status / 100 == 2 && !dialog->open) {
    dialog->open = true;
    dialog->server_tag = tag_of(seen.sip, "To");
  }
  return dialog;
}

}   // namespace parley::sim
