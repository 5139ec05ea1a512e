// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/image_file.hpp>

#include "../data/image_bytes.hpp"
#include "target.hpp"

namespace strata::test {

struct jpeg_target {
    static constexpr const char* name = "jpeg";
    static constexpr image_limits limits{.pixels = 1 << 12};

    static void read(bytes_view bytes) {
        static_cast<void>(image_of_bytes(bytes, "file", bytes.size() % 2 == 0 ? 3 : 1, limits));
    }

    static std::vector<std::string> seeds() {
        std::vector<std::string> all;
        std::vector<int> samples;
        for (int i = 0; i < 17 * 11 * 4; ++i) samples.push_back((i * i + 31 * i) % 256);
        for (const J_COLOR_SPACE colours : {JCS_GRAYSCALE, JCS_RGB, JCS_CMYK})
            for (const bool progressive : {false, true})
                for (const bool thin : {false, true})
                    all.push_back(jpeg_bytes({.width = 17,
                                              .height = 11,
                                              .colours = colours,
                                              .progressive = progressive,
                                              .thin_colours = thin,
                                              .quality = 40},
                                             samples));
        all.push_back(
            jpeg_bytes({.width = 9, .height = 9, .scan_each = true, .quality = 40, .note = "Exif"}, samples));
        return all;
    }
    static std::size_t most_memory(std::size_t size) { return 40 * (1 << 12) + 16 * size + (1 << 20); }
};

}  // namespace strata::test
