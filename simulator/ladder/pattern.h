// An arrow made ready to be compared with what was seen.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "simulator/ladder/bindings.h"
#include "simulator/ladder/scenario.h"
#include "simulator/ladder/transcript.h"
#include "simulator/ladder/xml_template.h"

namespace parley::sim::ladder {

class Pattern {
 public:
  explicit Pattern(const Arrow& arrow);   // Not copied; must outlive the pattern.

  const Arrow& arrow() const { return *arrow_; }

  // How far an observation comes. `wrong` says why no further.
  enum class Fit {
    unlike,      // Other ends, another method: nothing that a person would compare with it.
    elsewhere,   // Of another transaction or dialog.
    beside,      // Of the dialog of what it should belong to, and nearer to it by that.
    different,   // The status, a header, the template or a condition does not hold.
    fits,
  };
  struct Result {
    Fit fit = Fit::unlike;
    std::string wrong;
    std::size_t held = 0;   // How much of a template did, to tell which of two different ones comes closer.
    // It is the final answer to the request, with another status: no other will come.
    bool is_last_word = false;
  };
  Result compare(std::size_t index, const Transcript& transcript, const Bindings& bindings) const;

  // A name that it needs and that stands for nothing yet; empty when it can be compared.
  std::string missing_name(const Bindings& bindings) const;

  // Of a response: success is one of its statuses.
  bool allows_success() const;

  // Whether taking a message for it opens its dialog.
  bool opens_dialog(const Bindings& bindings) const;

 private:
  bool same_kind(const Observation& seen) const;
  bool same_status(const Observation& seen) const;
  static bool is_reply(const Observation& seen, const Observation& command, const Transcript& transcript);
  static std::string repeated(const Observation& seen, const Transcript& transcript);
  Fit nearness(const Observation& seen, const Transcript& transcript, const Bindings& bindings) const;
  std::string wrong_place(std::size_t index, const Transcript& transcript, const Bindings& bindings) const;
  Result compare_content(std::size_t index, const Transcript& transcript, const Bindings& bindings) const;

  const Arrow* arrow_;
  std::vector<XmlTemplate> templates_;
  std::set<std::string> variables_;   // That templates, headers and conditions name.
};

}   // namespace parley::sim::ladder
