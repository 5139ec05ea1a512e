// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/data/image_file.hpp>

#include "../data/image_bytes.hpp"
#include "target.hpp"

namespace strata::test {

/// PNG files as they come and with their checksums made right, without which few changes get far; and pixels
/// of which a PNG is made, whatever its kind.
struct png_target {
    static constexpr const char* name = "png";
    static constexpr image_limits limits{.pixels = 1 << 12};

    static void read(bytes_view bytes) {
        const int channels = std::array{1, 3, 4}[bytes.size() % 3];
        if (bytes.size() > 5 && bytes[0] != 0x89) {
            const std::string made = of_pixels(bytes);
            static_cast<void>(image_of_bytes(view(made), "file", channels, limits));
            return;
        }
        const std::string right = with_right_checksums(text(bytes));
        if (right == text(bytes)) {
            static_cast<void>(image_of_bytes(bytes, "file", channels, limits));
            return;
        }
        try {
            static_cast<void>(image_of_bytes(bytes, "file", channels, limits));
        } catch (const error&) {
        }
        static_cast<void>(image_of_bytes(view(right), "file", channels, limits));
    }

    /// Kind and bits, width, height, colours of the palette, filter; then samples, again and again.
    static std::string of_pixels(bytes_view bytes) {
        const auto [kind, bits] = png_forms[bytes[0] % std::size(png_forms)];
        png_parts parts{.width = 1U + bytes[1] % 40U,
                        .height = 1U + bytes[2] % 40U,
                        .bits = bits,
                        .kind = kind,
                        .interlaced = bytes[0] >= 128,
                        .packed = false};
        if (bytes[3] > 0) parts.before_data = png_chunk("PLTE", std::string(3U * (1U + bytes[3] % 16U), 'p'));
        if (bytes[4] > 128)
            parts.before_data += png_chunk(
                "tRNS", text(bytes.subspan(4, std::min<std::size_t>(bytes.size() - 4, bytes[4] - 128U))));
        std::vector<int> samples(parts.width * parts.height * parts.channels());
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = (bytes[4 + i % (bytes.size() - 4)] * 257) & ((1 << bits) - 1);
        return png_bytes(parts, samples);
    }

    static std::vector<std::string> seeds() {
        std::vector<std::string> all;
        for (int form = 0; form < 30; ++form) {
            const std::string pixels{static_cast<char>(form < 15 ? form : 128 + form),
                                     5,
                                     4,
                                     3,
                                     static_cast<char>(130 + form),
                                     1,
                                     2,
                                     3,
                                     9,
                                     0};
            all.push_back(of_pixels(view(pixels)));
            all.push_back(pixels);
        }
        all.push_back(
            png_bytes({.width = 2,
                       .height = 2,
                       .before_data = png_chunk("tEXt", "a note") + png_chunk("gAMA", big_endian(45455))},
                      {1, 2, 3, 4}));
        return all;
    }
    static std::size_t most_memory(std::size_t size) { return 25 * (1 << 12) + 16 * size + (1 << 20); }
};

}  // namespace strata::test
