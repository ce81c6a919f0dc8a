// Dialog state from INVITE and 200, and the requests made from it.
#include "protocol/sip/dialog.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocol/base/assert.h"
#include "protocol/base/text.h"
#include "protocol/sip/header_views.h"

namespace parley::sip {
namespace {

// What both sides read from the pair, before it is known who is who.
struct Ends {
  NameAddr from;   // Of the INVITE.
  NameAddr to;     // Of the response: it has the tag.
  std::string call_id;
  std::uint32_t cseq = 0;
};

Result<Ends> read_ends(const Message& invite, const Message& response) {
  Ends ends;
  ends.call_id = invite.headers.get("Call-ID");
  if (ends.call_id.empty()) return fail(Errc::malformed, "The INVITE has no Call-ID.");
  Result<NameAddr> from = parse_name_addr(invite.headers.get("From"));
  if (!from) return fail(Errc::malformed, "From of the INVITE: " + from.error().detail);
  Result<NameAddr> to = parse_name_addr(response.headers.get("To"));
  if (!to) return fail(Errc::malformed, "To of the response: " + to.error().detail);
  const Result<CSeq> cseq = parse_cseq(invite.headers.get("CSeq"));
  if (!cseq) return fail(Errc::malformed, "CSeq of the INVITE: " + cseq.error().detail);
  ends.from = std::move(*from);
  ends.to = std::move(*to);
  ends.cseq = cseq->number;
  return ends;
}

Result<std::vector<NameAddr>> read_routes(const Message& message) {
  std::vector<NameAddr> routes;
  for (const std::string_view value : message.headers.all("Record-Route")) {
    Result<std::vector<NameAddr>> list = parse_name_addr_list(value);
    if (!list) return fail(Errc::malformed, "Record-Route: " + list.error().detail);
    std::move(list->begin(), list->end(), std::back_inserter(routes));
  }
  return routes;
}

// The URI of the first Contact; empty when there is none that can be called.
std::string contact_of(const Message& message) {
  const Result<std::vector<NameAddr>> contacts = parse_name_addr_list(message.headers.get("Contact"));
  return contacts && parse_uri(contacts->front().uri) ? contacts->front().uri : std::string();
}

std::size_t bytes_kept_of(const Message& invite) {
  std::size_t bytes = 0;
  for (const std::string_view name : {"From", "To", "Contact", "Record-Route"})
    for (const std::string_view value : invite.headers.all(name)) bytes += value.size();
  return bytes;
}

std::string_view tag_of(std::string_view header_value) {
  const Result<NameAddrView> address = view_name_addr(header_value);
  return address ? address->tag() : std::string_view();
}

bool contradicts(std::string_view known, std::string_view shown) {
  return !known.empty() && !shown.empty() && known != shown;
}

bool is_loose(const NameAddr& route) {
  const Result<Uri> uri = parse_uri(route.uri);
  return uri && uri->parameters.contains("lr");
}

// 12.2.1.1: a Request-URI has no headers and no method parameter (19.1.1).
std::string as_request_uri(const std::string& text) {
  Result<Uri> uri = parse_uri(text);
  if (!uri) return text;
  uri->headers.clear();
  uri->parameters.remove("method");
  return uri->to_string();
}

}   // namespace

Result<Dialog> Dialog::answered(const Message& invite, const Message& response) {
  if (bytes_kept_of(invite) > kHeaderBytesMax)
    return fail(Errc::limit_exceeded,
                fmt::format("From, To, Contact and Record-Route have more than {} bytes.", kHeaderBytesMax));
  Result<Ends> ends = read_ends(invite, response);
  if (!ends) return tl::unexpected<Error>(std::move(ends).error());
  if (ends->to.tag().empty()) return fail(Errc::malformed, "Our response has no To tag.");
  Result<std::vector<NameAddr>> routes = read_routes(invite);
  if (!routes) return tl::unexpected<Error>(std::move(routes).error());
  Dialog dialog;
  dialog.call_id_ = std::move(ends->call_id);
  dialog.local_tag_ = ends->to.tag();
  dialog.remote_tag_ = ends->from.tag();
  dialog.local_uri_ = ends->to.uri;
  dialog.remote_uri_ = ends->from.uri;
  dialog.remote_target_ = ends->from.uri;
  dialog.refresh_target(invite);
  dialog.local_header_ = response.headers.get("To");
  dialog.remote_header_ = invite.headers.get("From");
  dialog.route_set_ = std::move(*routes);
  dialog.remote_cseq_ = dialog.first_cseq_ = ends->cseq;
  return dialog;
}

Result<Dialog> Dialog::established(const Message& invite, const Message& response) {
  Result<Ends> ends = read_ends(invite, response);
  if (!ends) return tl::unexpected<Error>(std::move(ends).error());
  if (ends->from.tag().empty()) return fail(Errc::malformed, "Our INVITE has no From tag.");
  Result<std::vector<NameAddr>> routes = read_routes(response);
  if (!routes) return tl::unexpected<Error>(std::move(routes).error());
  Dialog dialog;
  dialog.call_id_ = std::move(ends->call_id);
  dialog.local_tag_ = ends->from.tag();
  dialog.remote_tag_ = ends->to.tag();
  dialog.local_uri_ = ends->from.uri;
  dialog.remote_uri_ = ends->to.uri;
  dialog.remote_target_ = invite.request_uri;
  dialog.refresh_target(response);
  dialog.local_header_ = invite.headers.get("From");
  dialog.remote_header_ = response.headers.get("To");
  dialog.route_set_.assign(routes->rbegin(), routes->rend());
  for (const std::string_view name : {"Authorization", "Proxy-Authorization"}) {
    for (const std::string_view value : invite.headers.all(name)) {
      dialog.credentials_.push_back({std::string(name), std::string(value)});
    }
  }
  dialog.made_call_id_ = true;
  dialog.local_cseq_ = dialog.invite_cseq_ = ends->cseq;
  return dialog;
}

Message Dialog::make_message(std::string_view method, std::uint32_t cseq) const {
  Message message;
  message.method = method;
  const bool strict = !route_set_.empty() && !is_loose(route_set_.front());
  message.request_uri = strict ? as_request_uri(route_set_.front().uri) : remote_target_;
  message.headers.add("Max-Forwards", "70");
  message.headers.add("From", local_header_);
  message.headers.add("To", remote_header_);
  message.headers.add("Call-ID", call_id_);
  message.headers.add("CSeq", fmt::format("{} {}", cseq, method));
  for (std::size_t i = strict ? 1 : 0; i < route_set_.size(); ++i) {
    message.headers.add("Route", route_set_[i].to_string());
  }
  if (strict) message.headers.add("Route", fmt::format("<{}>", remote_target_));
  return message;
}

void Dialog::confirm(const Dialog& early) {
  if (early.call_id_ != call_id_ || early.local_tag_ != local_tag_ || early.remote_tag_ != remote_tag_)
    return;
  local_cseq_ = std::max(local_cseq_, early.local_cseq_);
  remote_cseq_ = early.remote_cseq_;
}

Message Dialog::make_request(std::string_view method) {
  ++local_cseq_;
  if (method == "INVITE") invite_cseq_ = local_cseq_;
  return make_message(method, local_cseq_);
}

PreparedRequest Dialog::prepare_request(std::string_view method) {
  PARLEY_ASSERT(method != "INVITE");
  ++local_cseq_;
  if (!head_ || head_->method() != method) head_.emplace(make_message(method, local_cseq_));
  return {*head_, local_cseq_};
}

Message Dialog::make_ack() const {
  Message ack = make_message("ACK", invite_cseq_);
  for (const Header& header : credentials_) ack.headers.add(header.name, header.value);
  return ack;
}

bool Dialog::is_accepted_by(const Message& response) const {
  if (response.status / 100 != 2 || response.headers.get(HeaderName::call_id) != call_id_) return false;
  const Result<CSeq> cseq = parse_cseq(response.headers.get("CSeq"));
  return cseq && cseq->method == "INVITE" && invite_cseq_ > 0 && cseq->number == invite_cseq_ &&
         !contradicts(local_tag_, tag_of(response.headers.get("From"))) &&
         !contradicts(remote_tag_, tag_of(response.headers.get("To")));
}

bool Dialog::matches(const Message& request) const {
  if (request.headers.get(HeaderName::call_id) != call_id_) return false;
  const std::string_view to_tag = tag_of(request.headers.get(HeaderName::to));
  if (to_tag.empty() && request.method == "INVITE") return false;
  return !contradicts(local_tag_, to_tag) &&
         !contradicts(remote_tag_, tag_of(request.headers.get(HeaderName::from)));
}

bool Dialog::was_made_by(const Message& invite) const {
  if (made_call_id_ || invite.headers.get(HeaderName::call_id) != call_id_) return false;
  const Result<CSeq> cseq = parse_cseq(invite.headers.get("CSeq"));
  return cseq && cseq->number == first_cseq_ && tag_of(invite.headers.get("From")) == remote_tag_;
}

Result<void> Dialog::accept(const Message& request) {
  if (request.method == "ACK") return {};
  const Result<CSeq> cseq = parse_cseq(request.headers.get(HeaderName::cseq));
  if (!cseq) return tl::unexpected<Error>(cseq.error());
  if (remote_cseq_ && cseq->number <= *remote_cseq_) {
    return fail(Errc::conflict, fmt::format("CSeq {} comes after {}.", cseq->number, *remote_cseq_));
  }
  remote_cseq_ = cseq->number;
  static constexpr std::array kRefreshing = {"INVITE", "UPDATE", "SUBSCRIBE", "NOTIFY"};
  if (std::ranges::find(kRefreshing, std::string_view(request.method)) != kRefreshing.end())
    refresh_target(request);
  return {};
}

void Dialog::accept_response(const Message& response) {
  if (response.status >= 200 && response.status < 300) refresh_target(response);
}

void Dialog::refresh_target(const Message& message) {
  std::string contact = contact_of(message);
  if (contact.empty() || contact == remote_target_ || contact.size() > kHeaderBytesMax) return;
  remote_target_ = std::move(contact);
  head_.reset();
}

}   // namespace parley::sip
