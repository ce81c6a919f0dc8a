#include "conformance/requirements.h"

#include <string_view>
#include <utility>

#include "protocol/base/assert.h"

namespace parley::conformance {

// Made from the files by the build (cmake/ParleyEmbed.cmake).
std::string_view requirements_flows();
std::string_view requirements_product();
std::string_view requirements_sip();
std::string_view requirements_xccos();

const reports::RequirementTable& requirement_table() {
  static const reports::RequirementTable kTable = [] {
    reports::RequirementTable table;
    for (const auto& [name, text] : {std::pair{"flows.tsv", requirements_flows()},
                                     {"product.tsv", requirements_product()},
                                     {"sip.tsv", requirements_sip()},
                                     {"xccos.tsv", requirements_xccos()}})
      PARLEY_ASSERT(table.add(text, name));
    return table;
  }();
  return kTable;
}

}   // namespace parley::conformance
