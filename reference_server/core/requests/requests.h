// What the Front End and the Channel service do with a SIP request: one file per method. And what they do
// with the answers to requests of their own.
#pragma once

#include "protocol/base/result.h"
#include "protocol/sip/transactions.h"
#include "reference_server/core/step.h"

namespace parley::server {

inline constexpr std::string_view kAllow =
    "INVITE, ACK, BYE, CANCEL, INFO, UPDATE, OPTIONS, REGISTER, SUBSCRIBE, SERVICE";

// Extensions that a request may demand and that change nothing for us, or that we have; OPTIONS says so, too
// (RFC 3261, 11.2).
inline constexpr std::string_view kUnderstood[] = {
    "timer",   "ms-benotify",           "ms-piggyback-first-notify", "com.microsoft.autoextend",
    "gruu-10", "msrtc-event-categories"};

// Common checks (RFC 3261, 8.2), then the method's own function.
void on_request(Step& step, const Request& request);

void on_register(Step& step, const Request& request);
void on_subscribe(Step& step, const Request& request);
void on_service(Step& step, const Request& request);
void on_invite(Step& step, const Request& request);
void on_info(Step& step, const Request& request);
void on_update(Step& step, const Request& request);
void on_bye(Step& step, const Request& request);
void on_options(Step& step, const Request& request);
// A pool, or the lookup service that real clients of 2007 to 2010 ask first (xccos.md 5.2): an INVITE may go
// there.
bool takes_sessions(const Step& step, std::string_view request_uri);
// The session that a request inside a dialog belongs to, its CSeq noted; null with the request answered, by
// 481 or 500 (RFC 3261, 12.2.2).
Session* in_dialog(Step& step, const Request& request);
// Of a 2xx of ours.
void on_ack(Step& step, LinkId link, const sip::Message& ack);

// The user that a request comes from; null, with the request answered, when he is unknown, not who the
// connection was authenticated as, or has still to authenticate.
const User* identify(Step& step, const Request& request);

void on_response(Step& step, sip::ClientTransactionId transaction, const sip::Message& response);
void on_request_failed(Step& step, const sip::RequestFailed& failed);

// Bytes that are no SIP: one 400 that says why, before the connection is closed.
void refuse_garbage(Step& step, LinkId link, const Error& error);

// The 200 of a subscription to one's own presence, when the categories have been read; and what follows a
// publication.
void on_stored(Step& step, const PendingSubscription& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingPublication& pending, const WorkAnswer& answer);
void on_stored(Step& step, const PendingNotification& pending, const WorkAnswer& answer);
// Asks again for what subscribers wait for; called when time passes.
void read_documents(Step& step);

}   // namespace parley::server
