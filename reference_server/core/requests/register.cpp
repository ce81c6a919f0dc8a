// REGISTER (RFC 3261, 10): the registrar of the Front End. Requests reach a user on the connection that he
// opened, so a binding says only that he is there and until when.
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"

namespace parley::server {
namespace {

std::uint32_t seconds(Duration duration) {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

// The Contact with the address under which this endpoint is known (a GRUU made of its instance).
std::string granted_contact(const sip::NameAddr& contact, const User& user, std::uint32_t expires) {
  std::string value = fmt::format("<{}>;expires={}", contact.uri, expires);
  const std::string_view instance = contact.parameters.get("+sip.instance");
  if (instance.empty()) return value;
  return value + fmt::format(";+sip.instance={};gruu=\"{};opaque=user:epid:{};gruu\"", instance, user.uri,
                             trim(instance.substr(instance.rfind(':') + 1, 36)));
}

}   // namespace

void on_register(Step& step, const Request& request) {
  const User* user = identify(step, request);
  if (!user) return;
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to || !sip::same_address(to->uri, user->uri)) return step.respond(request, 403, "Not your address");

  const std::uint32_t longest = seconds(step.state.settings.registration_expires);
  const auto asked = parse_uint32(request.message.headers.get("Expires"));
  const std::uint32_t expires = std::min(asked.value_or(longest), longest);

  sip::Message response = sip::make_response(request.message, 200);
  const auto contacts = sip::parse_name_addr_list(request.message.headers.get("Contact"));
  if (contacts && expires > 0)
    for (const sip::NameAddr& contact : *contacts)
      if (contact.uri != "*") response.headers.add("Contact", granted_contact(contact, *user, expires));
  // A real client needs Expires as a header, this Supported as a header of its own, and the list without
  // blanks (real-client.md 3.2).
  response.headers.add("Expires", std::to_string(expires));
  response.headers.add("Supported", "msrtc-event-categories");
  response.headers.add("Allow-Events", "vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-self");
  response.headers.add("Server", "parley");
  step.respond(request, std::move(response));
}

}   // namespace parley::server
