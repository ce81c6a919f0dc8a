// Parameter lists behind URIs and header values.
#include <algorithm>

#include "protocol/base/text.h"
#include "protocol/sip/grammar.h"
#include "protocol/sip/uri.h"

namespace parley::sip {
namespace {

auto named(std::string_view name) {
  return [name](const Parameter& parameter) { return equal_ignoring_case(parameter.name, name); };
}

Parameter parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  Parameter parameter{std::string(trim(text.substr(0, equals))), std::nullopt};
  if (equals != std::string_view::npos) parameter.value = trim(text.substr(equals + 1));
  return parameter;
}

}   // namespace

const std::optional<std::string>* Parameters::find(std::string_view name) const {
  const auto found = std::find_if(list_.begin(), list_.end(), named(name));
  return found == list_.end() ? nullptr : &found->value;
}

std::string_view Parameters::get(std::string_view name) const {
  const std::optional<std::string>* value = find(name);
  return value && *value ? std::string_view(**value) : std::string_view();
}

void Parameters::set(std::string_view name, std::optional<std::string> value) {
  const auto found = std::find_if(list_.begin(), list_.end(), named(name));
  if (found != list_.end()) found->value = std::move(value);
  else list_.push_back({std::string(name), std::move(value)});
}

void Parameters::remove(std::string_view name) {
  const std::string kept(name);   // `name` may point into this list.
  std::erase_if(list_, named(kept));
}

std::string Parameters::to_string() const {
  std::string text;
  for (const Parameter& parameter : list_) {
    text += ';';
    text += parameter.name;
    if (parameter.value) text += '=', text += *parameter.value;
  }
  return text;
}

Parameters parse_parameters(std::string_view text) {
  Parameters parameters;
  while (!text.empty()) {
    const std::size_t end = find_outside(text, ";");
    const std::string_view piece = trim(text.substr(0, end));
    if (!piece.empty()) parameters.list_.push_back(parse_parameter(piece));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parameters;
}

}   // namespace parley::sip
