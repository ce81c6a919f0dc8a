// Captures that an editor or a web page has touched: every line end has lost its CR.
#pragma once

#include <string>
#include <string_view>

namespace parley::cli {

bool has_lost_its_line_ends(std::string_view bytes);   // LF, and no CR anywhere.

// Messages with CR LF in their heads again, and in a body, too, unless it has the length that its head
// announces as it stands: then its lines have always ended in LF.
std::string with_line_ends(std::string_view bytes);

}   // namespace parley::cli
