// Reading of records with Boost.JSON.
#include "reports/json_reader.h"

#include <fmt/format.h>

namespace parley::reports {

void JsonFault::report(std::string_view path, std::string_view what) {
  if (!first_) first_ = Error{Errc::malformed, fmt::format("{} {}", path, what)};
}

ObjectReader::ObjectReader(const boost::json::value& value, std::string path, JsonFault& fault)
    : object_(value.if_object()), path_(std::move(path)), fault_(fault) {
  if (object_ == nullptr) fault_.report(path_.empty() ? "the document" : path_, "is no object");
}

void ObjectReader::text(std::string_view key, std::string& out) {
  const boost::json::value* value = take(key);
  if (value == nullptr) return;
  if (const auto* string = value->if_string()) out.assign(string->data(), string->size());
  else wrong(key, "is no string");
}

void ObjectReader::flag(std::string_view key, bool& out) {
  const boost::json::value* value = take(key);
  if (value == nullptr) return;
  if (const bool* flag = value->if_bool()) out = *flag;
  else wrong(key, "is neither true nor false");
}

void ObjectReader::texts(std::string_view key, std::vector<std::string>& out) {
  const boost::json::array* array = take_array(key);
  if (array == nullptr) return;
  for (const boost::json::value& value : *array) {
    const auto* string = value.if_string();
    if (string == nullptr) return wrong(key, "holds something that is no string");
    out.emplace_back(string->data(), string->size());
  }
}

void ObjectReader::numbers(std::string_view key, std::vector<std::uint32_t>& out) {
  const boost::json::array* array = take_array(key);
  if (array == nullptr) return;
  for (const boost::json::value& value : *array) {
    std::uint32_t number = 0;
    if (!read(value, number)) return wrong(key, "holds something that is no number of a message");
    out.push_back(number);
  }
}

void ObjectReader::objects(std::string_view key, const std::function<void(ObjectReader&)>& each) {
  const boost::json::array* array = take_array(key);
  if (array == nullptr) return;
  for (std::size_t i = 0; i < array->size(); ++i) {
    ObjectReader reader((*array)[i], fmt::format("{}[{}]", path_of(key), i), fault_);
    each(reader);
    reader.finish();
  }
}

void ObjectReader::finish() {
  if (object_ == nullptr) return;
  for (const auto& entry : *object_)
    if (!taken_.contains(std::string_view(entry.key().data(), entry.key().size())))
      wrong(std::string_view(entry.key().data(), entry.key().size()), "is no key of this record");
}

const boost::json::value* ObjectReader::take(std::string_view key) {
  taken_.emplace(key);
  if (object_ == nullptr) return nullptr;
  const boost::json::value* value = object_->if_contains(boost::json::string_view(key.data(), key.size()));
  if (value == nullptr) wrong(key, "is missing");
  return value;
}

const boost::json::array* ObjectReader::take_array(std::string_view key) {
  const boost::json::value* value = take(key);
  if (value == nullptr) return nullptr;
  if (!value->is_array()) wrong(key, "is no array");
  return value->if_array();
}

std::string ObjectReader::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

}   // namespace parley::reports
