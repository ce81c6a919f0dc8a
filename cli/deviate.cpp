#include "cli/deviate.h"

#include <fmt/format.h>

#include "conformance/deviations.h"

namespace parley::cli {

Result<Deviations> read_deviations(const std::vector<std::string>& ids, std::string_view role) {
  for (const std::string& id : ids) {
    const conformance::Deviation* known = conformance::deviation_table().find(id);
    if (!known)
      return fail(Errc::not_found,
                  fmt::format("there is no deviation '{}'; see parley list --deviations", id));
    if (!role.empty() && known->role != role)
      return fail(Errc::unsupported,
                  fmt::format("the deviation '{}' is of the {}, not of the {}", id, known->role, role));
  }
  return Deviations({ids.begin(), ids.end()});
}

}   // namespace parley::cli
