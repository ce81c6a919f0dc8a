// Generator of samples with known blocks at any place, whose attributes are right, wrong or missing: what a
// sample with a few bytes changed never has.
#pragma once

#include <fmt/format.h>
#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <vector>

#include "protocol/xccos/test_samples.h"

namespace parley::xccos {

// Every block that xccos.xsd declares an attribute of, with values that are right.
inline const std::vector<std::string_view>& right_blocks() {
  static const std::vector<std::string_view> blocks = {
      "xccos ver=\"1\" envid=\"1\"",
      "cmd id=\"cmd:x\" seqid=\"1\"",
      "rpl id=\"rpl:x\" seqid=\"1\"",
      "ntc id=\"ntc:x\" seqid=\"1\"",
      "commandid seqid=\"1\" envid=\"1\"",
      "resp code=\"200\"",
      "grpchat id=\"grpchat\" seqid=\"1\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" "
      "ts=\"2010-09-21T09:48:10Z\" "
      "alert=\"true\" chatId=\"1\"",
      "msg id=\"grpchat\" seqid=\"1\" chanUri=\"ma-chan://d/v\" author=\"sip:a\" ts=\"2010-09-21T09:48:10Z\" "
      "alert=\"true\" chatId=\"1\"",
      "chat",
      "data",
      "chanid key=\"0\" domain=\"d\" value=\"v\"",
      "chanib uri=\"ma-chan://d/v\"",
      "uib id=\"0\" uri=\"sip:a\"",
      "aib key=\"1\" value=\"0\" domain=\"d\"",
      "fib key=\"1\"",
      "info id=\"urn:parlano:ma:info:ucnt\"",
      "prop id=\"zz\"",
      "sib infoType=\"1\" serverTime=\"2010-09-21T09:48:10Z\" searchLimit=\"1\" messageSizeLimit=\"1\" "
      "storySizeLimit=\"1\" rootUri=\"ma-cat://d/v\"",
      "qib qtype=\"BYNAME\" extended=\"true\"",
      "last cnt=\"1\"",
      "inv inviteId=\"1\"",
      "pref label=\"l\" seqid=\"1\" createdefault=\"true\"",
      "ftdb channelUri=\"ma-chan://d/v\" fileUrl=\"f\"",
      "token token=\"t\" serveruri=\"https://s\"",
      "x xmlns=\"\"",
      "x xmlns=\"urn:x\"",
  };
  return blocks;
}

inline std::string any_wrong_value() {
  return *rc::gen::element<std::string>("", "-1", "+1", "1e3", "noon", "18446744073709551616", "ma-cat://d/v",
                                        "ma-chan://d", "2010-02-30T09:48:10Z", "0,x");
}

// The pieces of a start tag behind its name, most of them as they are.
inline std::string with_any_damage(std::string_view right) {
  const auto pieces = split(right, '"');
  std::string tag;
  for (std::size_t at = 0; at + 1 < pieces.size(); at += 2) {
    const bool is_attribute = pieces[at].find("xmlns") == std::string_view::npos;
    const int damage = is_attribute ? *rc::gen::inRange(0, 12) : 0;
    if (damage == 1) tag += std::string(pieces[at].substr(0, at == 0 ? pieces[at].find(' ') : 0));
    else tag += fmt::format("{}\"{}\"", pieces[at], damage == 2 ? any_wrong_value() : pieces[at + 1]);
  }
  return pieces.size() == 1 ? std::string(right) : tag;
}

inline std::string any_attribute() {
  const std::string_view block = *rc::gen::elementOf(right_blocks());
  const auto pieces = split(block, '"');
  if (pieces.size() == 1 || block.find("xmlns") != block.npos) return " zz=\"1\"";
  const std::size_t at = 2 * *rc::gen::inRange<std::size_t>(0, pieces.size() / 2);
  const std::string_view name = pieces[at].substr(pieces[at].rfind(' '));
  return fmt::format("{}\"{}\"", name, *rc::gen::inRange(0, 2) == 0 ? any_wrong_value() : pieces[at + 1]);
}

inline std::size_t any_end_of_tag(const std::string& xml) {
  std::vector<std::size_t> ends;
  for (std::size_t at = xml.find('>'); at + 1 < xml.size(); at = xml.find('>', at + 1)) ends.push_back(at);
  return *rc::gen::elementOf(ends);
}

// A valid sample with a few blocks and attributes more; not always well-formed.
inline std::string any_sample_with_blocks() {
  static const std::vector<Sample> samples = samples_that_are("valid");
  std::string xml = samples[*rc::gen::inRange<std::size_t>(0, samples.size())].body();
  for (int more = *rc::gen::inRange(1, 3); more > 0; --more) {
    std::size_t at = any_end_of_tag(xml);
    if (*rc::gen::inRange(0, 3) == 0) {
      xml.insert(xml[at - 1] == '/' ? at - 1 : at, any_attribute());
      continue;
    }
    const std::string tag = with_any_damage(*rc::gen::elementOf(right_blocks()));
    const std::string inside = *rc::gen::element<std::string>("", "", "<chat/>", "1");
    xml.insert(at + 1, fmt::format("<{}>{}</{}>", tag, inside, tag.substr(0, tag.find(' '))));
  }
  return xml;
}

}   // namespace parley::xccos
