// What the instructions do, beyond the actions on rooms that sign-in does too.
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/client/runner.h"

namespace parley::client {

bool Runner::says_that_the_dialog_is_gone(const Outcome& outcome) const {
  return outcome.kind == Outcome::Kind::answered && outcome.response.status == 481 &&
         !parts_.ground.deviates("client-keeps-lost-dialog");
}

void Runner::sign_in() {
  if (lifecycle_.phase() != Phase::signed_out) return fail("already signed in");
  lifecycle_.sign_in();
}

// FLOW-POST-2 and FLOW-POST-3: join, then the history; then the user is in the room.
void Runner::enter(const std::string& uri) {
  if (parts_.ground.deviates("client-no-join-after-search")) return fail("this client never joins");
  join_room(parts_, uri, [this, uri](const std::optional<CommandFailure>& failure) {
    if (failure && failure->repeatable) return repeat(failure->reason);
    if (failure) return finish();   // Told as join-failed.
    if (parts_.ground.deviates("client-no-bccontext")) return finish();
    // By now the server's spelling of the room is known.
    read_history(parts_, parts_.rooms.find(uri).value_or(uri), parts_.ground.config.history_count, ends());
  });
}

void Runner::follow(const std::string& uri) {
  const auto enter_if_outside = [this, uri] {
    if (parts_.rooms.inside(uri)) finish();
    else enter(uri);
  };
  if (parts_.ground.deviates("client-no-follow-publish")) return enter_if_outside();
  const std::string name = parts_.rooms.name_of(uri);
  const auto followed = [this, uri, name, enter_if_outside] {
    parts_.ground.tell(event("followed").add("room", name).add("uri", uri));
    enter_if_outside();
  };
  if (parts_.followed.follows(uri)) return followed();
  parts_.followed.follow(uri, name, [this, followed](const Outcome& outcome) {
    if (outcome.session_gone()) return repeat(outcome.reason());
    if (!outcome.accepted()) return fail(outcome.reason());
    followed();
  });
}

void Runner::unfollow(const std::string& uri) {
  const auto unfollowed = [this, uri] {
    parts_.ground.tell(event("unfollowed").add("room", parts_.rooms.name_of(uri)).add("uri", uri));
    finish();
  };
  // The first attempt may have been done although its answer was lost.
  if (!parts_.followed.follows(uri)) return repeated_ ? unfollowed() : fail("the room is not followed");
  parts_.followed.unfollow(uri, [this, unfollowed](const Outcome& outcome) {
    if (outcome.session_gone()) return repeat(outcome.reason());
    if (!outcome.accepted()) return fail(outcome.reason());
    unfollowed();
  });
}

// --- Posts ---

std::string Runner::make_post(std::uint64_t envid, const std::string& uri) {
  std::string text;
  for (const char c : current_.text)
    text += c == '\n' ? std::string("\r\n") : std::string(1, c);   // xccos.md 1.5
  xccos::ChatMessage message;
  message.chan_uri = uri;
  message.author = parts_.identity.uri();
  message.ts = to_iso8601(parts_.ground.now.wall);
  message.text = std::move(text);
  std::string document = parts_.commands.write({envid, {message}});
  const std::string ts = fmt::format(" ts=\"{}\"", message.ts);
  if (const auto at = document.find(ts);
      at != std::string::npos && parts_.ground.deviates("client-post-without-ts"))
    document.erase(at, ts.size());
  if (posts_.size() >= kPostsMax) posts_.erase(posts_.begin());
  posts_[envid] = {uri, current_.text};
  return document;
}

void Runner::post(const std::string& uri) {
  if (parts_.ground.deviates("client-never-posts")) return fail("this client never posts");
  const std::uint64_t envid = parts_.commands.next_envid();
  const std::string document = make_post(envid, uri);
  parts_.session.info("INFO grpchat", document, [this, envid, document](const Outcome& outcome) {
    if (outcome.accepted() && outcome.attempts > 1 && parts_.ground.deviates("client-resend-twice"))
      parts_.session.info("INFO grpchat", document, [](const Outcome&) {});
    on_posted(envid, outcome);
  });
}

void Runner::on_posted(std::uint64_t envid, const Outcome& outcome) {
  const Post& post = posts_.at(envid);   // The newest: what is forgotten are others.
  if (post.refused) return finish();     // By a reply that overtook the answer; told then.
  if (outcome.accepted()) {
    parts_.ground.tell(event("posted")
                           .add("room", parts_.rooms.name_of(post.uri))
                           .add("uri", post.uri)
                           .add("text", post.text));
    return finish();
  }
  if (outcome.kind == Outcome::Kind::gave_up) return finish();   // Told as gave-up.
  // Only what the server surely did not take is posted again: after a lost link nobody knows, nor after an
  // attempt without answer.
  const bool refused = says_that_the_dialog_is_gone(outcome) || outcome.kind == Outcome::Kind::not_sent;
  if (refused && !outcome.unanswered_before) return repeat(outcome.reason());
  fail(outcome.reason());
}

// A server may refuse a post that it acknowledged by a reply of any id (xccos.md 8, row 25).
void Runner::on_unasked_reply(const xccos::Reply& reply) {
  if (!reply.command || !reply.response || reply.response->code == 200) return;
  const auto post = posts_.find(reply.command->envid);
  if (post == posts_.end() || std::exchange(post->second.refused, true)) return;
  parts_.ground.tell(event("refused")
                         .add("room", parts_.rooms.name_of(post->second.uri))
                         .add("uri", post->second.uri)
                         .add("text", post->second.text)
                         .add("reason", fmt::format("{} {}", reply.response->code, reply.response->text)));
}

// --- Waiting, and what goes past the protocol ---

void Runner::on_message(const xccos::ChatMessage& message) {
  if (heard_.size() >= kHeardMax) heard_.pop_front();
  heard_.push_back(with_line_feeds(message.text));
  if (waiting_ && hear()) {
    stop_waiting();
    finish();
  }
}

void Runner::stop_waiting() {
  parts_.ground.alarms.cancel(wait_alarm_);
  waiting_ = false;
}

bool Runner::hear() {
  while (!heard_.empty()) {
    const std::string text = std::move(heard_.front());
    heard_.pop_front();
    if (text.find(current_.text) == std::string::npos) continue;
    parts_.ground.tell(event("waited").add("text", current_.text).add("message", text));
    return true;
  }
  return false;
}

void Runner::wait() {
  if (hear()) return finish();
  waiting_ = true;
  wait_alarm_ = parts_.ground.after(parts_.ground.config.wait_timeout, [this] {
    waiting_ = false;
    fail(fmt::format("no message with \"{}\" came", current_.text));
  });
}

void Runner::send() {
  parts_.session.info("INFO of the user", current_.text, [this](const Outcome& outcome) {
    if (outcome.kind == Outcome::Kind::gave_up) return finish();
    if (outcome.kind != Outcome::Kind::answered) return fail(outcome.reason());
    parts_.ground.tell(event("sent")
                           .add_number("status", static_cast<std::uint64_t>(outcome.response.status))
                           .add("reason", outcome.response.reason));
    finish();
  });
}

void Runner::update() {
  parts_.session.refresh([this](const Outcome& outcome) {
    if (outcome.session_gone() || says_that_the_dialog_is_gone(outcome)) return repeat(outcome.reason());
    if (!outcome.accepted()) return fail(outcome.reason());
    parts_.ground.tell(event("refreshed"));
    finish();
  });
}

}   // namespace parley::client
