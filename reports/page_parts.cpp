// Badges, anchors and links of the page.
#include "reports/page_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/base/text.h"
#include "reports/printable.h"
#include "reports/wording.h"

namespace parley::reports {

std::string css_class(Verdict verdict) { return to_lower(to_string(verdict)); }

std::string badge(Verdict verdict) {
  return fmt::format(
      "<span class=\"badge {}\" title=\"{}\"><span class=\"sign\" aria-hidden=\"true\">{}</span>{}</span>",
      css_class(verdict), escape_markup(meaning_of(verdict)), sign_of(verdict), to_string(verdict));
}

std::string case_anchor(std::size_t index) { return fmt::format("case-{}", index + 1); }

std::string requirement_anchor(std::string_view id) { return "req-" + escape_markup(id); }

std::string requirement_link(std::string_view id) {
  if (id.empty()) return "<span class=\"quiet\">untagged</span>";
  return fmt::format("<a class=\"id\" href=\"#{}\">{}</a>", requirement_anchor(id), escape_markup(id));
}

int time_decimals(const CaseRecord& one) {
  int decimals = 3;
  for (const MessageRecord& message : one.messages)
    decimals = std::max(decimals, decimals_for(message.at_ns));
  return decimals;
}

}   // namespace parley::reports
