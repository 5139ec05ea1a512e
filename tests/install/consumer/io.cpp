// SPDX-License-Identifier: MIT
#include <zlib.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <strata/data/image_file.hpp>
#include <strata/pictures/picture.hpp>

int main() {
    strata::write_png(strata::picture(3, 2), "white.png");
    const float white = strata::read_image("white.png")(2, 1, 2);
    std::cout << nlohmann::json{{"zlib", zlibVersion()}, {"white", white}} << '\n';
    return white == 1 ? 0 : 1;
}
