// The wait for the ACK of a 2xx to INVITE, on the side that gave it (RFC 3261, 13.3.1.4): the answer is sent
// again after T1, then each time after twice as long, at most T2; after 64*T1 without ACK the dialog is to be
// ended. So it is over TCP and TLS, too: the RFC asks for it whatever the transport.
#pragma once

#include "protocol/base/time.h"
#include "protocol/sip/transactions.h"

namespace parley::sip {

class AckWait {
 public:
  AckWait() = default;   // Nothing is waited for.
  AckWait(ServerTransactionId invite, Instant answered);

  ServerTransactionId invite() const { return invite_; }   // Whose answer is to be sent again.
  void sent_again(Instant now);                            // The answer was.
  Instant due() const;   // To send it again, or to give up; never when nothing is waited for.
  Instant gives_up_at() const { return end_; }   // Likewise.

 private:
  ServerTransactionId invite_ = 0;
  Duration pause_{0};
  Instant next_ = Instant::never(), end_ = Instant::never();
};

}   // namespace parley::sip
