// Everything that was seen so far, what XML it held, and which arrows took it.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"
#include "simulator/ladder/attempts.h"
#include "simulator/ladder/xml_tree.h"
#include "simulator/observation.h"

namespace parley::sim::ladder {

class Transcript {
 public:
  void add(const Observation& observation);   // Not copied; must outlive the transcript.
  // Of a message that was added, by its Observation::number.
  std::size_t index_of(std::uint32_t number) const;
  const Attempts& attempts() const { return attempts_; }
  std::size_t size() const { return entries_.size(); }
  const Observation& operator[](std::size_t index) const { return *entries_[index].what; }

  // The normalised body; read at the first question and then kept for all others. An error: there is none,
  // or it cannot be read.
  const Result<std::shared_ptr<const XmlTree>>& tree(std::size_t index) const;

  // One message is taken by one arrow. A server may put replies to several commands into one envelope
  // (xccos.md 1.1), so such an INFO is taken once for each command that it answers; `reply_to` names that.
  bool available(std::size_t index, std::string_view reply_to) const;
  void take(std::size_t index, std::string_view reply_to, std::string position);
  void give_back(std::size_t index, std::string_view reply_to);

  // Number of a message -> position of the first arrow that took it.
  std::map<std::uint32_t, std::string> positions() const;

 private:
  struct Claim {
    std::string reply_to;
    std::string position;
  };
  struct Entry {
    const Observation* what = nullptr;
    mutable std::optional<Result<std::shared_ptr<const XmlTree>>> tree;
    std::vector<Claim> claims;
  };

  std::deque<Entry> entries_;
  Attempts attempts_;
};

}   // namespace parley::sim::ladder
