// What the client does to sign in and out, and to come back when link or session are lost (xccos.md 5.11).
// Its phases and the ways between them are in phases.h.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "protocol/client/parts.h"
#include "protocol/client/phases.h"
#include "protocol/client/sign_in.h"

namespace parley::client {

class Lifecycle {
 public:
  Lifecycle(Parts& parts, std::function<void()> on_settled);

  Phase phase() const { return phase_.now(); }
  void sign_in();
  // The next attempt to sign in waits for a link, or for its back-off: nobody talks to the server.
  bool away() const;
  // BYE, the end of the subscription, REGISTER with Expires 0, close: nothing is left behind. Not while a
  // sign-in talks to the server, but also when one is away.
  void sign_out(std::function<void()> done);

  void on_link_up();
  void on_link_lost(const std::string& reason);
  void on_session_lost(const std::string& reason);

 private:
  void on_signed_in();
  void on_disabled();
  void on_failed(const std::string& reason, bool again);
  void lose_session(const std::string& reason);
  void forget_registration();
  void try_again_after(Duration delay, std::function<void()> action);
  void forget_attempt();   // That is to come.
  void try_again_later(const std::string& what, const std::string& reason, std::function<void()> action);
  void stop(const std::string& reason);
  std::function<void(const Outcome&)> passing_over(std::string method, std::function<void()> then);
  void forget_link();
  void settle(Phase phase);

  Parts& parts_;
  std::function<void()> on_settled_;   // The phase is no longer signing_in.
  SignIn sign_in_;
  StateMachine<Phase> phase_;
  AlarmId again_ = 0;                // Of the next attempt; 0 when none is to come.
  std::uint32_t failures_ = 0;       // Attempts in a row that did not end signed in.
  std::uint32_t quick_losses_ = 0;   // Sessions in a row that were lost before they stood for retry.cap.
  Instant signed_in_at_;
  bool signed_in_before_ = false;           // Since the user asked to sign in.
  bool signed_in_on_link_ = false;          // On the link of now.
  std::vector<std::string> rooms_before_;   // To be entered again.
};

}   // namespace parley::client
