// The ladder of a case as inline SVG: actors as lifelines, time downwards, an arrow for each message, and
// beside it what the checks made of it. Colours come from the style sheet of the page (page/page.css).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "reports/ladder_layout.h"
#include "reports/run_record.h"

namespace parley::reports {

// The class of the colour of each dialog, by the order in which the dialogs of the case appear. The colours
// repeat after six; a seventh dialog in one case is told apart by its name.
class DialogColours {
 public:
  explicit DialogColours(const CaseRecord& one);
  std::string css_class(std::string_view dialog) const;   // "d0"; "dn" for no dialog.
  const std::map<std::string, std::size_t, std::less<>>& places() const { return places_; }

 private:
  std::map<std::string, std::size_t, std::less<>> places_;
};

// `anchor` is the id of the case on the page: arrows lead to "ANCHOR-m4", results to "ANCHOR-k2". Empty when
// there is nobody to draw.
std::string ladder_svg(const CaseRecord& one, const LadderLayout& layout, std::string_view anchor);

}   // namespace parley::reports
