#include "protocol/client/identity.h"

#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/option_tags.h"
#include "protocol/sip/uri.h"

namespace parley::client {
namespace {

std::string without_quotes(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

// What a request may require of us.
constexpr std::string_view kUnderstood[] = {"timer", "ms-benotify", "ms-piggyback-first-notify",
                                            "com.microsoft.autoextend"};

}   // namespace

std::string unknown_extensions(const sip::Message& request) {
  return sip::unknown_options(request, {"Require"}, kUnderstood);
}

Identity::Identity(const ClientConfig& config, Random& random)
    : uri_(fmt::format("sip:{}@{}", config.user, config.domain)),
      transport_(starts_with_ignoring_case(config.target, "tls:") ? "tls" : "tcp"),
      user_(config.user),
      host_port_(config.sent_by),
      epid_(random.hex(12)),
      instance_(fmt::format("<urn:uuid:{}>", random.guid())) {
  via_ = fmt::format("SIP/2.0/{} {}", transport_ == "tls" ? "TLS" : "TCP", host_port_);
}

std::string Identity::from(std::string_view tag) const {
  return fmt::format("<{}>;tag={};epid={}", uri_, tag, epid_);
}

std::string Identity::sdp() const {
  const std::size_t colon = host_port_.rfind(':');
  const std::string host = host_port_.substr(0, colon);
  const std::string port = colon == std::string::npos ? "5060" : host_port_.substr(colon + 1);
  return fmt::format(
      "v=0\r\no=- 0 0 IN IP4 {0}\r\ns=session\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=message {1} sip null\r\n"
      "a=accept-types:text/plain\r\n",
      host, port);
}

std::string Identity::contact() const {
  if (!gruu_.empty()) return fmt::format("<{}>", gruu_);
  return fmt::format("<sip:{}@{};transport={}>", user_, host_port_, transport_);
}

std::string Identity::register_contact() const {
  return fmt::format(
      "<sip:{};transport={}>;methods=\"INVITE, INFO, BYE, CANCEL, NOTIFY, ACK, BENOTIFY, UPDATE\";"
      "proxy=replace;+sip.instance=\"{}\"",
      host_port_, transport_, instance_);
}

std::optional<sip::NameAddr> Identity::own_contact(const sip::Message& register_ok) const {
  const std::string address = fmt::format("sip:{}", host_port_);
  std::optional<sip::NameAddr> found;
  for (const std::string_view value : register_ok.headers.all("Contact")) {
    const auto contacts = sip::parse_name_addr_list(value);
    if (!contacts) continue;
    for (const sip::NameAddr& contact : *contacts) {
      const std::string instance = without_quotes(contact.parameters.get("+sip.instance"));
      if (equal_ignoring_case(instance, instance_)) return contact;
      if (instance.empty() && sip::same_address(contact.uri, address)) found = contact;
    }
  }
  return found;
}

sip::Message Identity::response_to(const sip::Message& request, int status) const {
  sip::Message response = sip::make_response(request, status);
  auto& headers = response.headers;
  headers.add("Contact", contact());
  headers.add("User-Agent", kUserAgent);
  const bool options = request.method == "OPTIONS" && status == 200;
  if (options || status == 405 || status == 501) headers.add("Allow", kAllowedMethods);
  if (status == 420) headers.add("Unsupported", unknown_extensions(request));
  if (!options) return response;
  headers.add("Accept", "text/plain, application/sdp");
  headers.add("Supported", sip::list_of(kUnderstood));
  return response;
}

void Identity::learn_gruu(const sip::Message& register_ok) {
  const auto own = own_contact(register_ok);
  const std::string gruu = own ? without_quotes(own->parameters.get("gruu")) : std::string();
  if (!gruu.empty()) gruu_ = gruu;
}

std::optional<std::uint32_t> Identity::seconds_bound(const sip::Message& register_ok) const {
  const auto own = own_contact(register_ok);
  const auto of_contact = own ? parse_uint32(own->parameters.get("expires")) : std::nullopt;
  return of_contact ? of_contact : parse_uint32(trim(register_ok.headers.get("Expires")));
}

RequestSeries::RequestSeries(const Identity& identity, Random& random)
    : identity_(identity), call_id_(random.hex(32)), local_tag_(random.hex(10)) {}

sip::Message RequestSeries::make(std::string_view method, std::string_view request_uri, std::string_view to) {
  if (dialog_) {
    sip::Message request = dialog_->make_request(method);
    request.headers.add("User-Agent", kUserAgent);
    return request;
  }
  sip::Message request;
  request.method = method;
  request.request_uri = request_uri;
  auto& headers = request.headers;
  headers.add("From", identity_.from(local_tag_));
  headers.add("To", fmt::format("<{}>", to));
  headers.add("Max-Forwards", "70");
  headers.add("CSeq", fmt::format("{} {}", ++cseq_, method));
  headers.add("User-Agent", kUserAgent);
  headers.add("Call-ID", call_id_);
  return request;
}

void RequestSeries::learn_dialog(const sip::Message& request, const sip::Message& response) {
  if (dialog_) return dialog_->accept_response(response);
  auto dialog = sip::Dialog::established(request, response);
  if (!dialog || dialog->remote_tag().empty()) return;
  remote_tag_ = dialog->remote_tag();
  dialog_ = std::move(*dialog);
}

bool RequestSeries::takes(const sip::Message& request) { return !dialog_ || dialog_->accept(request); }

bool RequestSeries::is_answered_by(const sip::Message& request) const {
  const auto from = sip::parse_name_addr(request.headers.get("From"));
  const auto to = sip::parse_name_addr(request.headers.get("To"));
  return from && to && trim(request.headers.get("Call-ID")) == call_id_ && to->tag() == local_tag_ &&
         (remote_tag_.empty() || from->tag() == remote_tag_);
}

}   // namespace parley::client
