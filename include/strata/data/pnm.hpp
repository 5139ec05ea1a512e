// SPDX-License-Identifier: MIT
#pragma once
/// PGM and PPM pictures: P2 and P5 (grey), P3 and P6 (red, green, blue), up to 16 bits.
///
///     P5 <width> <height> <maxval>    decimal numbers between white space; "#" begins a comment to the end
///                                     of its line
///     one byte of white space
///     the samples, row by row         P5, P6: a byte each where maxval < 256, else two, the higher first;
///                                     P2, P3: decimal numbers
///
/// One picture a file; what follows it is refused, since it shows that the header does not fit the samples.
/// Source: J. Poskanzer, the manual pages pgm(5) and ppm(5) of Netpbm.
#include <strata/data/raster.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Whether bytes begin as the files do that `decode_pnm` reads.
[[nodiscard]] inline bool is_pnm(std::span<const std::uint8_t> bytes) {
    return bytes.size() >= 2 && bytes[0] == 'P' &&
           (bytes[1] == '2' || bytes[1] == '3' || bytes[1] == '5' || bytes[1] == '6');
}

/// Takes the decimal numbers of such a file in turn.
class pnm_numbers {
public:
    pnm_numbers(std::span<const std::uint8_t> bytes, const std::string& file) : bytes_(bytes), file_(file) {}

    std::size_t at = 2;  ///< the byte after the last number, the two letters at first

    /// The next number. Errors: `name` is the field that is missing, no number or above `most`.
    [[nodiscard]] int64 next(const char* name, int64 most) {
        skip_space();
        if (at == bytes_.size()) throw_error(ends_early(name));
        int64 number = 0;
        const std::size_t begin = at;
        for (; at < bytes_.size() && bytes_[at] >= '0' && bytes_[at] <= '9'; ++at) {
            number = 10 * number + (bytes_[at] - '0');
            if (number > most)
                throw_error({.problem = "the number is too large",
                             .file = file_,
                             .name = name,
                             .expected = "at most " + std::to_string(most)});
        }
        if (at == begin || (at < bytes_.size() && !is_space(bytes_[at]) && bytes_[at] != '#'))
            throw_error(
                {.problem = "this is not a number",
                 .file = file_,
                 .name = name,
                 .expected = "decimal digits, then white space",
                 .found = "the byte " + std::to_string(bytes_[at]) + " at place " + std::to_string(at)});
        return number;
    }

    /// Passes over white space and comments.
    void skip_space() {
        for (bool comment = false; at < bytes_.size(); ++at) {
            if (bytes_[at] == '#') comment = true;
            if (bytes_[at] == '\n' || bytes_[at] == '\r') comment = false;
            if (!comment && !is_space(bytes_[at])) return;
        }
    }

    [[nodiscard]] static bool is_space(std::uint8_t byte) {
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
    }

    [[nodiscard]] error ends_early(const char* name) const {
        return error{{.problem = "the file ends early",
                      .file = file_,
                      .name = name,
                      .found = std::to_string(bytes_.size()) + " bytes",
                      .advice = "The file was cut off: copy or download it again"}};
    }

private:
    std::span<const std::uint8_t> bytes_;
    const std::string& file_;
};

/// The picture in the bytes of a PGM or PPM file; `file` is the name for errors.
/// Errors: a header that is not as above; larger than the limits; other than the bytes that the header asks
/// for; a sample above maxval.
[[nodiscard]] inline raster decode_pnm(std::span<const std::uint8_t> bytes, const std::string& file,
                                       image_limits limits = {}) {
    if (!is_pnm(bytes))
        throw_error(
            {.problem = "this is not a PGM or PPM file", .file = file, .expected = "P2, P3, P5 or P6"});
    const bool plain = bytes[1] < '5', coloured = bytes[1] == '3' || bytes[1] == '6';
    pnm_numbers numbers(bytes, file);
    if (bytes.size() > 2 && !pnm_numbers::is_space(bytes[2]) && bytes[2] != '#')
        throw_error({.problem = "this is not a PGM or PPM file",
                     .file = file,
                     .expected = "white space after its two letters"});
    constexpr int64 any = std::numeric_limits<int>::max();
    const int64 width = numbers.next("width", any), height = numbers.next("height", any);
    const int64 white = numbers.next("maxval", 65535);
    if (white == 0)
        throw_error({.problem = "no sample can have a value",
                     .file = file,
                     .name = "maxval",
                     .expected = "1 to 65535",
                     .found = "0"});
    check_picture_size(file, width, height, limits);
    raster picture{.width = static_cast<int>(width),
                   .height = static_cast<int>(height),
                   .channels = coloured ? 3 : 1,
                   .white = static_cast<int>(white)};
    const int64 samples = width * height * picture.channels;
    const int64 begin = static_cast<int64>(numbers.at) + 1, size = static_cast<int64>(bytes.size());
    const int64 sample_bytes = white < 256 ? 1 : 2;
    // In digits, each sample takes a byte of white space and a digit, but for the space that is counted
    // already.
    const int64 end = begin + (plain ? 2 * samples - 1 : sample_bytes * samples);
    check_picture_fits_file(file, width, height, end, size, limits);
    const auto within = [&](int64 value, std::size_t i) {
        if (value > white)
            throw_error({.problem = "the sample is above maxval",
                         .file = file,
                         .name = "sample " + std::to_string(i),
                         .expected = "at most " + std::to_string(white),
                         .found = std::to_string(value)});
        return static_cast<std::uint16_t>(value);
    };
    picture.samples.resize(static_cast<std::size_t>(samples));
    int64 after = size - end;
    if (plain) {
        for (std::size_t i = 0; i < picture.samples.size(); ++i)
            picture.samples[i] = within(numbers.next("samples", 65535), i);
        numbers.skip_space();
        after = size - static_cast<int64>(numbers.at);
    } else if (const std::uint8_t* from = bytes.data() + begin; pnm_numbers::is_space(from[-1])) {
        for (std::size_t i = 0; i < picture.samples.size(); ++i, from += sample_bytes)
            picture.samples[i] = within(sample_bytes == 1 ? from[0] : from[0] << 8 | from[1], i);
    } else {
        throw_error({.problem = "the samples do not begin after one byte of white space", .file = file});
    }
    if (after > 0)
        throw_error({.problem = "bytes after the last sample belong to no pixel",
                     .file = file,
                     .expected = std::to_string(size - after) + " bytes for " + std::to_string(width) +
                                 " x " + std::to_string(height) + " pixels up to " + std::to_string(white),
                     .found = std::to_string(size)});
    return picture;
}

}  // namespace strata::inline STRATA_TARGET
