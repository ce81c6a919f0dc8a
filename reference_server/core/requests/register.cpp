// REGISTER (RFC 3261, 10): the registrar of the Front End.
#include <fmt/format.h>

#include "protocol/base/text.h"
#include "protocol/sip/uri.h"
#include "reference_server/core/requests/requests.h"

namespace parley::server {
namespace {

// What a REGISTER asks for.
struct Wish {
  std::vector<Binding> changes;
  bool remove_all = false;     // "Contact: *"
  std::uint32_t expires = 0;   // Seconds, of the first contact; without one, of the request.
};

std::uint32_t seconds(Duration duration) {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

// What Expires or expires= grants; what is absent or unreadable is the longest (RFC 3261, 10.2.1.1, 20.19).
std::uint32_t granted(const Step& step, std::string_view asked) {
  const std::uint32_t longest = seconds(step.state.settings.registration_expires);
  return std::min(parse_uint32(trim(asked)).value_or(longest), longest);
}

Binding binding_of(const Step& step, const Request& request, const sip::NameAddr& contact,
                   std::uint32_t expires) {
  Binding binding;
  binding.contact = contact.uri;
  binding.instance = contact.parameters.get("+sip.instance");
  binding.link = request.link;
  binding.call_id = request.message.headers.get("Call-ID");
  binding.cseq = sip::parse_cseq(request.message.headers.get("CSeq"))->number;
  binding.expires = step.now.monotonic + std::chrono::seconds{expires};
  return binding;
}

constexpr std::string_view kUnreadable = "Contact cannot be read";

// An error is the reason phrase of a 400: the Contacts cannot be read, "*" stands where it may not (RFC 3261,
// 10.2.2, 10.3 step 6), or they are more, or longer, than a user may have.
Result<Wish> read_wish(const Step& step, const Request& request) {
  const std::string_view header = request.message.headers.get("Expires");
  Wish wish;
  wish.expires = granted(step, header);
  bool star = false, first = true;
  for (const std::string_view value : request.message.headers.all("Contact")) {
    const auto contacts = sip::parse_name_addr_list(value);
    if (!contacts) return fail(Errc::malformed, std::string(kUnreadable));
    if (wish.changes.size() + contacts->size() > Bindings::kPerUserMax)
      return fail(Errc::limit_exceeded, "Too many Contacts");
    for (const sip::NameAddr& contact : *contacts) {
      const auto* own = contact.parameters.find("expires");
      const std::uint32_t expires = granted(step, own ? own->value_or("") : header);
      if (std::exchange(first, false)) wish.expires = expires;
      star = star || contact.uri == "*";
      Binding binding = binding_of(step, request, contact, expires);
      if (binding.contact.size() + binding.instance.size() > Bindings::kContactBytesMax)
        return fail(Errc::limit_exceeded, "Contact Too Long");
      wish.changes.push_back(std::move(binding));
    }
  }
  if (star && (wish.changes.size() > 1 || trim(header) != "0"))
    return fail(Errc::malformed, std::string(kUnreadable));
  wish.remove_all = star;
  return wish;
}

// What an instance is told by: what stands behind its last colon, of which a GUID has 36 characters. Nothing
// that could end the text that it is put into.
std::string_view endpoint_id(std::string_view instance) {
  const std::string_view rest = instance.substr(instance.rfind(':') + 1);
  const auto end = rest.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
  return rest.substr(0, std::min<std::size_t>(end, 36));
}

// The Contact with the address under which this endpoint is known (a GRUU made of its instance).
std::string shown(const Step& step, const Binding& binding, const User& user) {
  std::string value =
      fmt::format("<{}>;expires={}", binding.contact, seconds(binding.expires - step.now.monotonic));
  if (binding.instance.empty()) return value;
  value += ";+sip.instance=" + binding.instance;
  const std::string_view id = endpoint_id(binding.instance);
  if (id.empty()) return value;
  return value + fmt::format(";gruu=\"{};opaque=user:epid:{};gruu\"", user.uri, id);
}

sip::Message accepted(const Step& step, const Request& request, const User& user, std::uint32_t expires) {
  sip::Message response = sip::make_response(request.message, 200);
  for (const Binding& binding : step.state.bindings.of(user.uri, step.now.monotonic))
    response.headers.add("Contact", shown(step, binding, user));
  // A real client needs Expires as a header, this Supported as a header of its own, and the list without
  // blanks (real-client.md 3.2).
  response.headers.add("Expires", std::to_string(expires));
  response.headers.add("Supported", "msrtc-event-categories");
  response.headers.add("Allow-Events", "vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-self");
  response.headers.add("Server", "parley");
  return response;
}

}   // namespace

void on_register(Step& step, const Request& request) {
  const User* user = identify(step, request);
  if (!user) return;
  const auto to = sip::parse_name_addr(request.message.headers.get("To"));
  if (!to || !sip::same_address(to->uri, user->uri)) return step.respond(request, 403, "Not your address");
  const auto wish = read_wish(step, request);
  if (!wish) return step.respond(request, 400, wish.error().detail);

  const Instant now = step.now.monotonic;
  auto changed = wish->remove_all ? step.state.bindings.remove_all(user->uri, wish->changes.front(), now)
                                  : step.state.bindings.change(user->uri, wish->changes, now);
  if (!changed) return step.respond(request, 500, "CSeq out of order");
  step.state.connections.at(request.link).registered_users.insert(user->uri);
  step.respond(request, accepted(step, request, *user, wish->expires));
}

}   // namespace parley::server
