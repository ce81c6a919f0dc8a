#include "protocol/client/sign_in.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/base/text.h"
#include "protocol/provisioning/document.h"
#include "protocol/sip/uri.h"

namespace parley::client {
namespace {

constexpr std::array kLync2013 = {
    Step::register_user,     Step::fetch_provisioning,  Step::read_followed_rooms,
    Step::invite_service,    Step::ask_server_info,     Step::ask_member_rooms,
    Step::ask_managed_rooms, Step::join_followed_rooms, Step::join_rooms_left_open,
    Step::read_histories,    Step::ask_invitations,
};
constexpr std::array kLync2013Session = {
    Step::invite_service,
    Step::join_followed_rooms,
    Step::read_histories,
};
constexpr std::array kLookup = {
    Step::register_user,   Step::fetch_provisioning,  Step::read_followed_rooms,
    Step::invite_lookup,   Step::request_service_uri, Step::leave_lookup,
    Step::invite_service,  Step::join_followed_rooms, Step::join_rooms_left_open,
    Step::ask_invitations, Step::read_histories,
};
constexpr std::array kLookupSession = {
    Step::invite_lookup,  Step::request_service_uri, Step::leave_lookup,
    Step::invite_service, Step::join_followed_rooms, Step::read_histories,
};

// By Step.
constexpr std::array<std::string_view, 14> kNames = {
    "register_user",       "fetch_provisioning", "read_followed_rooms", "invite_lookup",
    "request_service_uri", "leave_lookup",       "invite_service",      "ask_server_info",
    "ask_member_rooms",    "ask_managed_rooms",  "join_followed_rooms", "join_rooms_left_open",
    "read_histories",      "ask_invitations",
};

struct SkippedStep {
  Step step;
  std::string_view deviation;
};
constexpr std::array kDeviations = {
    SkippedStep{Step::fetch_provisioning, "client-no-subscribe"},
    SkippedStep{Step::ask_server_info, "client-no-serverinfo"},
    SkippedStep{Step::ask_member_rooms, "client-no-associations"},
    SkippedStep{Step::ask_managed_rooms, "client-no-associations"},
    SkippedStep{Step::join_followed_rooms, "client-no-bjoin"},
    SkippedStep{Step::join_rooms_left_open, "client-no-open-rooms-join"},
    SkippedStep{Step::read_histories, "client-no-bccontext"},
    SkippedStep{Step::ask_invitations, "client-no-getinv"},
};

}   // namespace

std::string_view to_string(Step step) { return kNames[static_cast<std::size_t>(step)]; }

std::span<const Step> steps_of(Profile profile, Extent extent) {
  const bool whole = extent == Extent::whole;
  if (profile == Profile::lync2013) return whole ? std::span<const Step>(kLync2013) : kLync2013Session;
  return whole ? std::span<const Step>(kLookup) : kLookupSession;
}

SignIn::SignIn(Parts& parts) : parts_(parts) {}

// --- The walk ---

void SignIn::start(Extent extent, std::vector<std::string> rooms_before) {
  whole_ = extent == Extent::whole;
  steps_ = steps_of(parts_.ground.config.profile, extent);
  rooms_before_ = std::move(rooms_before);
  if (whole_) lookup_uri_ = service_uri_ = "sip:ocschat@" + parts_.ground.config.domain;
  next_ = 0;
  ++walk_;
  advance();
}

void SignIn::cancel() {
  ++walk_;
  steps_ = {};
}

void SignIn::advance() {
  while (next_ < steps_.size() && skipped(steps_[next_])) ++next_;
  if (next_ < steps_.size()) return run(steps_[next_++]);
  cancel();
  hooks_.on_signed_in();
}

bool SignIn::skipped(Step step) const {
  const ClientConfig& config = parts_.ground.config;
  const bool remembered = step == Step::ask_member_rooms || step == Step::ask_managed_rooms;
  if (remembered && !config.wire_remembered) return true;
  return std::ranges::any_of(kDeviations, [&](const SkippedStep& row) {
    return row.step == step && config.deviations.active(row.deviation);
  });
}

void SignIn::run(Step step) {
  switch (step) {
    case Step::register_user: return register_user();
    case Step::fetch_provisioning: return fetch_provisioning();
    case Step::read_followed_rooms: return read_followed_rooms();
    case Step::invite_lookup: return invite(lookup_uri_);
    case Step::request_service_uri: return request_service_uri();
    case Step::leave_lookup: return leave_lookup();
    case Step::invite_service: return invite(service_uri_);
    case Step::ask_server_info: return ask_server_info();
    case Step::ask_member_rooms:
      return ask_associations(parts_, "MEMBER", continue_after("list the rooms as member"));
    case Step::ask_managed_rooms:
      return ask_associations(parts_, "MANAGER", continue_after("list the rooms as manager"));
    case Step::join_followed_rooms: return join_followed_rooms();
    case Step::join_rooms_left_open: return join_next_left_open(0);
    case Step::read_histories: return read_histories(parts_.rooms.joined(), 0);
    case Step::ask_invitations: return ask_invitations(parts_, continue_after("ask for invitations"));
  }
}

void SignIn::fail(const std::string& reason, bool again) {
  cancel();
  hooks_.on_failed(reason, again);
}

ActionDone SignIn::continue_after(std::string doing) {
  return [this, walk = walk_, doing = std::move(doing)](const std::optional<CommandFailure>& failure) {
    if (walk != walk_) return;
    if (failure) parts_.ground.tell_error(doing, failure->reason);
    advance();
  };
}

// --- The steps ---

void SignIn::register_user() {
  parts_.registration.make([this, walk = walk_](const Outcome& outcome) {
    if (walk != walk_) return;
    if (!outcome.accepted()) return fail("REGISTER: " + outcome.reason(), outcome.unheard());
    advance();
  });
}

void SignIn::fetch_provisioning() {
  parts_.provisioning.start([this, walk = walk_](const Result<std::string>& body) {
    if (walk != walk_) return;
    if (!body) return fail("provisioning: " + body.error().detail, body.error().code == Errc::unavailable);
    const auto document = provisioning::decode_document(*body, xccos::Reading::lenient);
    if (!document) return fail("provisioning: " + document.error().detail, false);
    const bool enabled = document->enabled || parts_.ground.deviates("client-ignores-disabled");
    if (!enabled) {
      cancel();
      return hooks_.on_disabled();
    }
    if (!document->default_pool_uri.empty())
      lookup_uri_ = service_uri_ = sip::with_scheme(document->default_pool_uri);
    else if (parts_.ground.config.profile == Profile::lync2013 && document->enabled)
      return fail("provisioning names no pool", false);
    advance();
  });
}

void SignIn::read_followed_rooms() {
  parts_.followed.read([this, walk = walk_](const Result<void>& read) {
    if (walk != walk_) return;
    if (!read) parts_.ground.tell_error("read the followed rooms", read.error().detail);
    advance();
  });
}

void SignIn::invite(const std::string& uri) {
  parts_.session.invite(uri, [this, walk = walk_, uri](const Outcome& outcome) {
    if (walk != walk_) return;
    if (!outcome.accepted())
      return fail(fmt::format("INVITE {}: {}", uri, outcome.reason()), outcome.unheard());
    advance();
  });
}

void SignIn::request_service_uri() {
  parts_.commands.ask(xccos::RequestUri{}, [this, walk = walk_](const Answer& answer) {
    if (walk != walk_) return;
    if (!answer) return fail("requri: " + answer.error().reason, false);
    const auto* service = std::get_if<xccos::ServiceUri>(&answer->body);
    if (!service || service->service.uri.empty()) return fail("requri: the reply names no service", false);
    service_uri_ = service->service.uri;
    advance();
  });
}

void SignIn::leave_lookup() {
  parts_.session.bye([this, walk = walk_](const Outcome&) {
    if (walk == walk_) advance();   // Whatever the answer, this dialog is done with.
  });
}

void SignIn::ask_server_info() {
  parts_.commands.ask(xccos::GetServerInfo{{.domain = parts_.ground.config.domain}},
                      [done = continue_after("ask for the server's configuration")](const Answer& answer) {
                        done(answer ? std::nullopt : std::optional(answer.error()));
                      });
}

void SignIn::join_followed_rooms() {
  std::vector<std::string> uris;
  if (whole_) uris = parts_.followed.uris();
  for (const std::string& uri : rooms_before_) {
    const auto is_same = [&](const std::string& other) { return equal_ignoring_case(uri, other); };
    if (std::ranges::none_of(uris, is_same)) uris.push_back(uri);
  }
  if (uris.empty()) return advance();
  join_rooms(parts_, uris, continue_after("join the followed rooms"));
}

void SignIn::join_next_left_open(std::size_t index) {
  const auto& uris = parts_.ground.config.rooms_left_open;
  while (index < uris.size() && parts_.rooms.inside(uris[index])) ++index;
  if (index >= uris.size()) return advance();
  join_room(parts_, uris[index], [this, walk = walk_, index](const std::optional<CommandFailure>&) {
    if (walk == walk_) join_next_left_open(index + 1);   // A refusal was told as join-failed.
  });
}

// The server may put the user out of a room while another one is read.
void SignIn::read_histories(const std::vector<std::string>& uris, std::size_t index) {
  while (index < uris.size() && !parts_.rooms.inside(uris[index])) ++index;
  if (index >= uris.size()) return advance();
  read_history(parts_, uris[index], parts_.ground.config.history_count,
               [this, walk = walk_, uris, index](const std::optional<CommandFailure>& failure) {
                 if (walk != walk_) return;
                 if (failure) parts_.ground.tell_error("read a history", failure->reason);
                 read_histories(uris, index + 1);
               });
}

}   // namespace parley::client
