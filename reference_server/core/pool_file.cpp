#include "reference_server/core/pool_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

// Errors are values here; Debian builds its library with exceptions, so the header is compiled in.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "protocol/base/fingerprint.h"
#include "protocol/base/random.h"
#include "protocol/base/text.h"

namespace parley::server {
namespace {

constexpr std::size_t kFileBytesMax = 16 * 1024 * 1024;   // X: a directory of 80,000 users is about 10 MiB.

constexpr std::string_view kHeadOfKept =
    "# The pool of a run, as parley read it. Passwords do not belong into reports: each is \"secret\" here.\n"
    "# To judge a server that knows better ones, name a file of your own with --users;\n"
    "# this one is written anew by the next run into its folder.\n\n";

std::string at(const toml::source_region& where) {
  return fmt::format("line {}, column {}", where.begin.line, where.begin.column);
}

tl::unexpected<Error> wrong(const toml::node& node, const std::string& what) {
  return fail(Errc::malformed, fmt::format("{}: {}", at(node.source()), what));
}

// What toml++ says of a value that it cannot read ends with a piece of it, and that may be of a password.
std::string_view without_quotation(std::string_view sentence) {
  for (const std::string_view quotation : {", saw '", " '\\"})
    sentence = sentence.substr(0, sentence.find(quotation));
  return sentence;
}

Result<toml::table> parse(std::string_view text) {
  if (text.size() > kFileBytesMax)
    return fail(Errc::limit_exceeded, fmt::format("the pool file is larger than {} bytes", kFileBytesMax));
  toml::parse_result parsed = toml::parse(text);
  if (parsed) return std::move(parsed).table();
  return fail(Errc::malformed, fmt::format("{}: {}", at(parsed.error().source()),
                                           without_quotation(parsed.error().description())));
}

// Reads the keys of one table; the first thing that is wrong is remembered and reported at the end.
class Keys {
 public:
  explicit Keys(const toml::table& table) : table_(table) {}

  std::string text(std::string_view key, std::string fallback = {}) {
    return value<std::string>(key, std::move(fallback), "a text");
  }
  bool flag(std::string_view key, bool fallback) { return value<bool>(key, fallback, "true or false"); }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> found;
    const toml::node* node = take(key);
    if (!node) return found;
    const toml::array* array = node->as_array();
    if (!array) return note(*node, key, "a list of texts"), found;
    for (const toml::node& item : *array) {
      const auto text = item.value_exact<std::string>();
      if (!text) return note(item, key, "a list of texts"), found;
      found.push_back(*text);
    }
    return found;
  }

  void allow(std::string_view key) { taken_.emplace(key); }

  // An error when something was wrong or a key was not asked for: a misspelt key must not pass silently.
  Result<void> finish() const {
    if (error_) return tl::unexpected<Error>(*error_);
    for (const auto& [key, node] : table_)
      if (!taken_.contains(key.str()))
        return wrong(node,
                     fmt::format("unknown key '{}'; known here are {}", key.str(), fmt::join(taken_, ", ")));
    return {};
  }

 private:
  const toml::node* take(std::string_view key) {
    taken_.emplace(key);
    return table_.get(key);
  }
  void note(const toml::node& node, std::string_view key, std::string_view expected) {
    if (!error_) error_ = wrong(node, fmt::format("'{}' must be {}", key, expected)).value();
  }
  template <class T>
  T value(std::string_view key, T fallback, std::string_view expected) {
    const toml::node* node = take(key);
    if (!node) return fallback;
    if (const auto found = node->value_exact<T>()) return *found;
    note(*node, key, expected);
    return fallback;
  }

  const toml::table& table_;
  std::set<std::string, std::less<>> taken_;
  std::optional<Error> error_;
};

// A GUID that depends on the name only, for what the file gives no id: the same file is the same pool.
std::string guid_of(std::string_view kind, std::string_view name) {
  return Random{20131018}.fork(fmt::format("{}/{}", kind, to_lower(name))).guid();
}

class PoolFileReader {
 public:
  PoolFileReader(const toml::table& root, std::string_view domain) : root_(root) {
    directory_.domain = std::string(domain);
  }

  Result<Directory> read() {
    using Reader = Result<void> (PoolFileReader::*)(Keys&);
    static constexpr std::pair<std::string_view, Reader> kLists[] = {
        {"pools", &PoolFileReader::pool},
        {"users", &PoolFileReader::user},
        {"categories", &PoolFileReader::category},
        {"rooms", &PoolFileReader::room},
        {"invitations", &PoolFileReader::invitation}};
    Keys top(root_);
    directory_.domain = to_lower(top.text("domain", directory_.domain));
    for (const auto& [name, reader] : kLists) top.allow(name);
    if (auto read = top.finish(); !read) return tl::unexpected(read.error());
    for (const auto& [name, reader] : kLists)
      if (auto read = each(name, reader); !read) return tl::unexpected(read.error());
    if (directory_.pools().empty())
      return fail(Errc::malformed, "no [[pools]] entry: at least one is needed");
    return std::move(directory_);
  }

 private:
  Result<void> each(std::string_view name, Result<void> (PoolFileReader::*reader)(Keys&)) {
    const toml::node* list = root_.get(name);
    if (!list) return {};
    if (!list->is_array_of_tables())
      return wrong(*list, fmt::format("'{0}' must be written as [[{0}]]", name));
    for (const toml::node& item : *list->as_array()) {
      Keys keys(*item.as_table());
      auto added = (this->*reader)(keys);
      if (auto shaped = keys.finish(); !shaped) return shaped;
      if (!added) return wrong(item, added.error().detail);
    }
    return {};
  }

  std::string user_uri(std::string_view name) const {
    return to_lower(starts_with_ignoring_case(name, "sip:")
                        ? std::string(name)
                        : fmt::format("sip:{}@{}", name, directory_.domain));
  }
  UserSet user_set(const std::vector<std::string>& names) const {
    UserSet set;
    for (const std::string& name : names) set.insert(user_uri(name));
    return set;
  }
  std::string pool_uri(Keys& keys) const {
    const std::string fallback = directory_.pools().empty() ? std::string() : directory_.pools().front().uri;
    const std::string named = keys.text("pool");
    return named.empty() ? fallback : full_pool_uri(named);
  }

  // "sip:USER@DOMAIN", or only USER for one of the file's own domain. Its spelling is kept.
  std::string full_pool_uri(std::string_view text) const {
    if (text.find('@') != std::string_view::npos) return std::string(text);
    return fmt::format("sip:{}@{}", text, directory_.domain);
  }

  Result<void> pool(Keys& keys) {
    const std::string name = keys.text("uri");
    if (name.empty()) return fail(Errc::malformed, "a pool without a uri");
    return directory_.add_pool({full_pool_uri(name)});
  }

  Result<void> user(Keys& keys) {
    User user;
    user.name = keys.text("name");
    user.uri = user_uri(user.name);
    user.display_name = keys.text("display", user.name);
    user.password = keys.text("password");
    user.enabled = keys.flag("enabled", true);
    user.default_pool = pool_uri(keys);
    return directory_.add_user(std::move(user));
  }

  Result<void> category(Keys& keys) {
    Category category;
    category.name = keys.text("name");
    category.id = keys.text("id", guid_of("category", category.name));
    category.pool = pool_uri(keys);
    category.allowed = user_set(keys.texts("allowed"));
    category.denied = user_set(keys.texts("denied"));
    category.history = keys.flag("history", true);
    category.files = keys.flag("files", true);
    category.invitations = keys.flag("invitations", true);
    return directory_.add_category(std::move(category));
  }

  Result<void> room(Keys& keys) {
    Room room;
    room.name = keys.text("name");
    room.description = keys.text("description");
    room.uri = xccos::RoomUri{directory_.domain, keys.text("id", guid_of("room", room.name))}.to_string();
    room.pool = pool_uri(keys);
    room.category = keys.text("category");
    room.disabled = keys.flag("disabled", false);
    room.invitations = keys.flag("invitations", true);
    room.members = user_set(keys.texts("members"));
    room.managers = user_set(keys.texts("managers"));
    room.presenters = user_set(keys.texts("presenters"));
    const std::string privacy = keys.text("privacy", "closed");   // The product's default (product.md 2.7).
    const std::string type = keys.text("type", "normal");
    if (privacy == "open") room.privacy = Privacy::open;
    else if (privacy == "secret") room.privacy = Privacy::secret;
    else if (privacy != "closed")
      return fail(Errc::malformed, fmt::format("privacy must be open, closed or secret, not '{}'", privacy));
    if (type == "auditorium") room.type = RoomType::auditorium;
    else if (type != "normal")
      return fail(Errc::malformed, fmt::format("type must be normal or auditorium, not '{}'", type));
    if (!xccos::parse_room_uri(room.uri))
      return fail(Errc::malformed, fmt::format("'{}' is no room URI", room.uri));
    return directory_.add_room(std::move(room));
  }

  Result<void> invitation(Keys& keys) {
    const std::string user = user_uri(keys.text("user"));
    const std::string name = keys.text("room");
    for (const Room& room : directory_.rooms())
      if (equal_ignoring_case(room.name, name) && directory_.find_user(user)) {
        directory_.add_invitation({user, room.uri});
        return {};
      }
    return fail(Errc::not_found,
                fmt::format("an invitation of '{}' to '{}': no such user or room", user, name));
  }

  const toml::table& root_;
  Directory directory_;
};

}   // namespace

Result<Directory> read_pool_file(std::string_view text, std::string_view domain) {
  const auto table = parse(text);
  if (!table) return tl::unexpected(table.error());
  return PoolFileReader(*table, domain).read();
}

Result<std::string> without_passwords(std::string_view text, std::string_view domain) {
  auto table = parse(text);
  if (!table) return tl::unexpected(table.error());
  table->insert("domain", domain);   // Unless it has one.
  if (toml::array* users = (*table)["users"].as_array())
    users->for_each([](toml::table& user) {
      if (!user["password"].value_or(std::string()).empty()) user.insert_or_assign("password", "secret");
    });
  std::ostringstream kept;   // What toml++ writes to.
  kept << kHeadOfKept << *table << "\n";
  return kept.str();
}

}   // namespace parley::server
