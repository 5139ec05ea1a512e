// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/image_file.hpp>

#include "target.hpp"

namespace strata::test {

struct pnm_target {
    static constexpr const char* name = "pnm";

    static void read(bytes_view bytes) {
        static_cast<void>(image_of_bytes(bytes, "file", bytes.size() % 2 == 0 ? 3 : 1));
    }

    static std::vector<std::string> seeds() {
        return {"P2\n2 2\n15\n0 5 10 15\n",
                "P3 # colours\n1 2 255\n1 2 3\n4 5 6",
                "P5 3 1 255\nabc",
                std::string("P5 1 1 65535\n\x12\x34", 15),
                "P6 1 2 255\nabcdef",
                std::string("P6 1 1 300\n\0\1\0\2\0\3", 17),
                "GIF89a",
                "BM1234",
                "RIFF1234WEBP"};
    }
    static std::size_t most_memory(std::size_t size) { return 32 * size + (1 << 14); }
};

}  // namespace strata::test
