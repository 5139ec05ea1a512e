// SPDX-License-Identifier: MIT
#include <stb/stb_image.h>
#include <zlib.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <strata/error.hpp>

int main() { std::cout << nlohmann::json{{"zlib", zlibVersion()}} << '\n'; }
