#include "cli/address_option.h"

#include <string>

#include "transport/url.h"

namespace parley::cli {

CLI::Validator address() {
  const auto rewrite = [](std::string& text) {
    if (text.empty()) return std::string();   // Refused for all options alike, in main.cpp.
    const auto url = transport::parse_url(text);
    if (!url) return url.error().detail;
    text = transport::to_string(*url);
    return std::string();
  };
  return CLI::Validator(rewrite, "");
}

}   // namespace parley::cli
