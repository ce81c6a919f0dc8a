#include "protocol/base/result.h"

namespace parley {

std::string_view to_string(Errc code) {
  switch (code) {
    case Errc::malformed: return "malformed";
    case Errc::unsupported: return "unsupported";
    case Errc::limit_exceeded: return "limit exceeded";
    case Errc::not_found: return "not found";
    case Errc::denied: return "denied";
    case Errc::conflict: return "conflict";
    case Errc::overloaded: return "overloaded";
    case Errc::unavailable: return "unavailable";
  }
  return "unknown";
}

}   // namespace parley
