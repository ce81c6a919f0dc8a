// A stored message goes to every endpoint that is in the room, the author's included (FLOW-POST-5).
#pragma once

#include "reference_server/core/step.h"
#include "reference_server/storage/store.h"

namespace parley::server {

// Encodes the message once and sends it to each participant, in order of joining.
void fan_out(Step& step, const storage::StoredMessage& stored);

// The message as participants and histories see it.
xccos::ChatMessage chat_message_of(const Step& step, const storage::StoredMessage& stored);

}   // namespace parley::server
