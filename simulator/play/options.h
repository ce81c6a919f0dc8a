// What the `set` lines of a ladder may say about an actor, and what it means for the reference server or
// client that plays the actor.
#pragma once

#include <map>
#include <string>

#include "protocol/base/deviations.h"
#include "protocol/base/result.h"
#include "protocol/client/client_config.h"
#include "reference_server/core/server.h"

namespace parley::sim {

using ActorOptions = std::map<std::string, std::string>;

// Of those given twice, `refuse` and `deviate` add up; of the others the later one counts.
bool adds_up(std::string_view option);
void add_option(ActorOptions& options, const std::string& name, const std::string& value);

struct ServerPart {
  server::ServerSetup setup;
  std::uint32_t adapter_fails = 0;   // The first so many batches.
};

// Options of a server: refuse="RULE;RULE" (admission.h), deviate=ID,ID, session_expires=D, batch_interval=D,
// adapter_fails=N, notification=piggyback|benotify|notify, posts_in_flight_max=N, participant_limit=N,
// auth=none|digest, wire_remembered=true|false. An error names the option.
Result<ServerPart> server_part(const ActorOptions& options, const server::Directory& directory);

// Options of a client: user=NAME (default: the actor's name), password=wrong (default: that of the directory;
// a scenario holds none), profile=lync2013|lookup, open="ROOM,ROOM" (left open on this machine; names or
// URIs), history=N, attempts=N, timeout=D, deviate=ID,ID, wire_remembered=true|false.
Result<client::ClientConfig> client_part(const std::string& actor, const ActorOptions& options,
                                         const server::Directory& directory);

// As everywhere in a ladder: "300ms", "1.5s", "1m", "8h".
Result<Duration> parse_duration(std::string_view text);

}   // namespace parley::sim
