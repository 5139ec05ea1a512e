// SPDX-License-Identifier: MIT
#pragma once
/// A picture as its file holds it, before it becomes a tensor, and what a file may claim about one.
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How large a picture is read. A file that claims more is refused before memory is taken for it.
struct image_limits {
    int64 pixels = 100'000'000;  ///< at most, height times width
    /// At most, for each byte of the file, where a picture has more than `pixels_of_any_file`: no photograph
    /// is packed so far.
    int64 pixels_a_byte = 256;
};
/// So many pixels are read of a file of any length.
inline constexpr int64 pixels_of_any_file = int64{1} << 24;

/// Samples of up to 16 bits, [height, width, channels]; channels is 1 (grey) or 3 (red, green, blue), and one
/// more where there is an alpha channel.
struct raster {
    int width = 0, height = 0, channels = 0;
    int white = 255;  ///< the sample that is full brightness
    std::vector<std::uint16_t> samples = {};
};

/// Throws unless a picture can have these extents and the limits let it be read.
inline void check_picture_size(const std::string& file, int64 width, int64 height, image_limits limits) {
    constexpr int64 most = std::numeric_limits<int>::max();
    const auto refuse = [&](const char* problem, std::string expected, std::string advice) {
        throw_error({.problem = problem,
                     .file = file,
                     .expected = std::move(expected),
                     .found = std::to_string(width) + " x " + std::to_string(height),
                     .advice = std::move(advice)});
    };
    if (width < 1 || height < 1 || width > most || height > most)
        refuse("a picture cannot have this size", "width and height from 1 to " + std::to_string(most), {});
    // What is counted of a picture later, 18 bytes a pixel, then fits the counting of this machine.
    const int64 pixels = std::min<int64>(limits.pixels, std::numeric_limits<std::ptrdiff_t>::max() / 24);
    if (width > pixels / height)
        refuse("the picture is larger than what is read", "at most " + std::to_string(pixels) + " pixels",
               "Where it is meant to be so large, read it with a higher limit: "
               "read_image(path, 3, {.pixels = ...})");
}

/// Throws where the file is shorter than any that holds such a picture, or than the limits let it be. The
/// extents have passed `check_picture_size`.
inline void check_picture_fits_file(const std::string& file, int64 width, int64 height, int64 least_bytes,
                                    int64 bytes, image_limits limits) {
    if (bytes < least_bytes)
        throw_error({.problem = "the file is too short for the picture that it claims to hold",
                     .file = file,
                     .expected = "at least " + std::to_string(least_bytes) + " bytes for " +
                                 std::to_string(width) + " x " + std::to_string(height) + " pixels",
                     .found = std::to_string(bytes),
                     .advice = "The file was cut off or is damaged: copy or download it again"});
    if (width * height > pixels_of_any_file && width * height / bytes > limits.pixels_a_byte)
        throw_error({.problem = "so large a picture is not read from so small a file",
                     .file = file,
                     .expected = "at most " + std::to_string(limits.pixels_a_byte) + " pixels a byte, or " +
                                 std::to_string(pixels_of_any_file) + " in all",
                     .found = std::to_string(width) + " x " + std::to_string(height) + " in " +
                              std::to_string(bytes) + " bytes",
                     .advice = "Where it is meant to be so, read it with a higher limit: "
                               "read_image(path, 3, {.pixels_a_byte = ...})"});
}

/// Calls C code that reports an error by a jump to `back`; says whether it returned without. The jump passes
/// over `work`, in which therefore nothing may have a destructor.
template <class Work>
[[nodiscard, gnu::noinline]] bool returns_without_jump(std::jmp_buf& back, const Work& work) {
    if (setjmp(back) != 0) return false;
    work();
    return true;
}

}  // namespace strata::inline STRATA_TARGET
