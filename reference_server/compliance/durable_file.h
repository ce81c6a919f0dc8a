// A file that is either there with all its bytes or not there at all, also after a power cut.
#pragma once

#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace parley::compliance {

// Replaces a file of that name in one step. What a crash can leave behind is "PATH.part", which the next
// call overwrites. Errc::unavailable, with a sentence, when the disk or the directory does not let us.
Result<void> write_durably(const std::string& path, std::string_view bytes);

}   // namespace parley::compliance
