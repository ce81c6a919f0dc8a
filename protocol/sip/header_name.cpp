// Two tables: compact names by their letter, long names by their length and first letter.
#include "protocol/sip/header_name.h"

#include <array>
#include <bit>
#include <cstring>

namespace parley::sip {
namespace {

struct Known {
  std::string_view name;
  HeaderName id = HeaderName::other;
  char compact = 0;
};

// The compact forms are of RFC 3261, 7.3.3; 3515; 3841; 3892; 4028; 6665.
constexpr std::array kKnown = {
    Known{"Accept-Contact", HeaderName::accept_contact, 'a'},
    Known{"Allow-Events", HeaderName::allow_events, 'u'},
    Known{"Authorization", HeaderName::authorization},
    Known{"Call-ID", HeaderName::call_id, 'i'},
    Known{"Contact", HeaderName::contact, 'm'},
    Known{"Content-Encoding", HeaderName::content_encoding, 'e'},
    Known{"Content-Length", HeaderName::content_length, 'l'},
    Known{"Content-Type", HeaderName::content_type, 'c'},
    Known{"CSeq", HeaderName::cseq},
    Known{"Event", HeaderName::event, 'o'},
    Known{"Expires", HeaderName::expires},
    Known{"From", HeaderName::from, 'f'},
    Known{"Max-Forwards", HeaderName::max_forwards},
    Known{"Proxy-Authorization", HeaderName::proxy_authorization},
    Known{"Record-Route", HeaderName::record_route},
    Known{"Refer-To", HeaderName::refer_to, 'r'},
    Known{"Referred-By", HeaderName::referred_by, 'b'},
    Known{"Reject-Contact", HeaderName::reject_contact, 'j'},
    Known{"Request-Disposition", HeaderName::request_disposition, 'd'},
    Known{"Route", HeaderName::route},
    Known{"Session-Expires", HeaderName::session_expires, 'x'},
    Known{"Subject", HeaderName::subject, 's'},
    Known{"Supported", HeaderName::supported, 'k'},
    Known{"To", HeaderName::to, 't'},
    Known{"User-Agent", HeaderName::user_agent},
    Known{"Via", HeaderName::via, 'v'},
};

// A name in lower case as three words, longer than any known name and filled up with NUL. The characters that
// share their lower case with one of a known name are no characters of a name, and none of them is in a line
// but CR.
using Spelling = std::array<std::uint64_t, 3>;
constexpr std::size_t kSpellingBytes = sizeof(Spelling);

constexpr std::uint64_t kLowerCase = 0x2020202020202020;

// Which bits of the three words belong to a name, by its size.
constexpr std::array<Spelling, kSpellingBytes> kMasks = [] {
  std::array<Spelling, kSpellingBytes> masks{};
  for (std::size_t size = 0; size < masks.size(); ++size)
    for (std::size_t i = 0; i < size; ++i) masks[size][i / 8] |= std::uint64_t{0xff} << i % 8 * 8;
  return masks;
}();

constexpr std::uint64_t lowered(std::uint64_t word, std::size_t size, std::size_t index) {
  return (word | kLowerCase) & kMasks[size][index];
}

// Where a name would stand: its length and two of its letters tell all known names apart, as the compiler
// checks.
constexpr std::size_t kSlots = 64;
constexpr std::size_t slot_of(std::string_view name) {
  const auto letter = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(name[at]) | 0x20u);
  };
  return (name.size() + letter(0) + letter(name.size() / 2) * 17) % kSlots;
}

struct Slot {
  Spelling name{};
  HeaderName id = HeaderName::other;
};

struct Tables {
  std::array<Slot, kSlots> by_slot{};
  std::array<HeaderName, 26> by_letter{};
  bool collided = false;
};

consteval Tables made() {
  Tables tables;
  for (const Known& known : kKnown) {
    Spelling words{};
    for (std::size_t i = 0; i < known.name.size(); ++i)
      words[i / 8] |= static_cast<std::uint64_t>(static_cast<unsigned char>(known.name[i])) << i % 8 * 8;
    Slot& slot = tables.by_slot[slot_of(known.name)];
    tables.collided = tables.collided || slot.id != HeaderName::other;
    for (std::size_t i = 0; i < words.size(); ++i) slot.name[i] = lowered(words[i], known.name.size(), i);
    slot.id = known.id;
    if (known.compact != 0) tables.by_letter[static_cast<std::size_t>(known.compact - 'a')] = known.id;
  }
  return tables;
}

constexpr Tables kTables = made();
static_assert(!kTables.collided && std::endian::native == std::endian::little);

}   // namespace

HeaderName known_name(std::string_view name, std::size_t readable) {
  if (name.empty() || name.size() >= kSpellingBytes) return HeaderName::other;
  if (name.size() == 1) {
    const auto letter = static_cast<std::size_t>((static_cast<unsigned char>(name[0]) | 0x20) - 'a');
    return letter < kTables.by_letter.size() ? kTables.by_letter[letter] : HeaderName::other;
  }
  Spelling words{};
  if (readable >= kSpellingBytes) std::memcpy(words.data(), name.data(), kSpellingBytes);
  else std::memcpy(words.data(), name.data(), name.size());
  const Slot& slot = kTables.by_slot[slot_of(name)];
  // Word by word: as a whole they would have to be in memory first.
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    difference |= lowered(words[i], name.size(), i) ^ slot.name[i];
  return difference == 0 ? slot.id : HeaderName::other;
}

}   // namespace parley::sip
