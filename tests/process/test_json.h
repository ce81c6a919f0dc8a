// What a program has printed as JSON, read back.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace parley::process {

// One object a line; a failure of the test for each line that is none.
inline std::vector<boost::json::object> json_lines(const std::string& text) {
  std::vector<boost::json::object> objects;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code wrong;
    boost::json::value value = boost::json::parse(line, wrong);
    EXPECT_FALSE(wrong) << line;
    if (value.is_object()) objects.push_back(std::move(value.as_object()));
    else ADD_FAILURE() << "not an object: " << line;
  }
  return objects;
}

}   // namespace parley::process
