// Takes the keys of JSON objects one by one and remembers the first thing that is wrong, with its path
// ("cases[3].checks[0].grade"). Private to this folder.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace parley::reports {

// The first error of a whole document; later ones are its consequences.
class JsonFault {
 public:
  void report(std::string_view path, std::string_view what);
  const std::optional<Error>& first() const { return first_; }

 private:
  std::optional<Error> first_;
};

class ObjectReader {
 public:
  ObjectReader(const boost::json::value& value, std::string path, JsonFault& fault);

  // Each takes one key that must be there and be of its kind; when it is not, `out` stays as it was.
  void text(std::string_view key, std::string& out);
  void flag(std::string_view key, bool& out);
  void texts(std::string_view key, std::vector<std::string>& out);
  void numbers(std::string_view key, std::vector<std::uint32_t>& out);
  void objects(std::string_view key, const std::function<void(ObjectReader&)>& each);
  template <class Number>
  void number(std::string_view key, Number& out) {
    const boost::json::value* value = take(key);
    if (value != nullptr && !read(*value, out)) wrong(key, "is no whole number of the range it needs");
  }
  template <class T>
  void word(std::string_view key, T& out, std::optional<T> (*parse)(std::string_view)) {
    std::string written;
    text(key, written);
    if (const std::optional<T> parsed = parse(written)) out = *parsed;
    else wrong(key, "is none of the words it can be: \"" + written + '"');
  }

  bool has(std::string_view key) const { return object_ != nullptr && object_->contains(key); }
  void wrong(std::string_view key, std::string_view what) { fault_.report(path_of(key), what); }
  void finish();   // Keys that nobody took are errors: a newer or foreign record must not be half understood.

 private:
  const boost::json::value* take(std::string_view key);
  const boost::json::array* take_array(std::string_view key);
  std::string path_of(std::string_view key) const;
  template <class Number>
  static bool read(const boost::json::value& value, Number& out) {
    boost::json::error_code error;
    const auto number = value.to_number<Number>(error);
    if (error || value.is_double()) return false;
    out = number;
    return true;
  }

  const boost::json::object* object_ = nullptr;
  std::string path_;
  JsonFault& fault_;
  std::set<std::string, std::less<>> taken_;
};

}   // namespace parley::reports
