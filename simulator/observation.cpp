// See observation.h.
#include "simulator/observation.h"

#include "protocol/base/text.h"

namespace parley::sim {

std::string_view Observation::xml() const {
  if (kind == Kind::internal) return text;
  constexpr std::string_view kByteOrderMark =
      "\xef\xbb\xbf";   // A document may begin with it (XML 1.0, 4.3.3).
  std::string_view document = sip.body;
  if (document.starts_with(kByteOrderMark)) document.remove_prefix(kByteOrderMark.size());
  return trim(document).starts_with('<') ? document : std::string_view();
}

}   // namespace parley::sim
