// How an event and a batch look in a ladder and in a report: Observed::detail of a step (our own form).
#pragma once

#include <string>

#include "reference_server/compliance/archive.h"

namespace parley::compliance {

// <event sequence="12" kind="CHAT" room="ma-chan://..." user="sip:..." chat="7">text</event>; `chat` only of
// a CHAT, `sequence` only once the event has one.
std::string event_xml(const storage::ComplianceEvent& event);
std::string event_xml(const storage::QueuedEvent& queued);

// <batch id="3" events="12"/>
std::string batch_xml(const Batch& batch);

}   // namespace parley::compliance
