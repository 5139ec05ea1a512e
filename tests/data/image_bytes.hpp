// SPDX-License-Identifier: MIT
#pragma once
/// Picture files of every kind, made for tests: PNG by hand, JPEG by libjpeg.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <jpeglib.h>

namespace strata::test {

/// A number of 32 bits, highest byte first.
inline std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

inline std::uint32_t checksum(const std::string& bytes) {
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

inline std::string png_chunk(const std::string& kind, const std::string& content) {
    return big_endian(static_cast<std::uint32_t>(content.size())) + kind + content +
           big_endian(checksum(kind + content));
}

inline std::string deflated(const std::string& plain) {
    uLongf size = ::compressBound(plain.size());
    std::string packed(size, '\0');
    if (::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                   reinterpret_cast<const Bytef*>(plain.data()), plain.size()) != Z_OK)
        std::abort();
    packed.resize(size);
    return packed;
}

/// Deflate's own form for bytes that are not packed: quick to make.
inline std::string stored(const std::string& plain) {
    std::string blocks;
    std::size_t at = 0;
    do {
        const std::size_t size = std::min<std::size_t>(plain.size() - at, 0xffff);
        blocks += static_cast<char>(at + size == plain.size());
        for (const std::size_t field : {size, ~size}) {
            blocks += static_cast<char>(field & 0xff);
            blocks += static_cast<char>(field >> 8 & 0xff);
        }
        blocks.append(plain, at, size);
        at += size;
    } while (at < plain.size());
    return blocks;
}

/// The same as the data of a PNG.
inline std::string stored_for_png(const std::string& plain) {
    const auto sum =
        ::adler32(1, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(plain.size()));
    return "\x78\x01" + stored(plain) + big_endian(static_cast<std::uint32_t>(sum));
}

/// Kind and bits of a PNG: kind 0 is grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha.
struct png_form {
    int kind, bits;
};
inline constexpr png_form png_forms[] = {{0, 1}, {0, 2}, {0, 4}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 1},
                                         {3, 2}, {3, 4}, {3, 8}, {4, 8}, {4, 16}, {6, 8}, {6, 16}};

/// What a PNG is made of.
struct png_parts {
    std::uint32_t width, height;
    int bits = 8, kind = 0;
    bool interlaced = false, packed = true;
    std::string before_data = {};  ///< chunks before the pixels
    std::string after_data = {};   ///< and after them

    [[nodiscard]] std::size_t channels() const { return kind == 2 ? 3 : kind == 4 ? 2 : kind == 6 ? 4 : 1; }
};

/// A PNG of these samples, [H, W, C] with C as the kind has it.
inline std::string png_bytes(const png_parts& p, const std::vector<int>& samples) {
    const auto rows_of = [&](std::size_t x0, std::size_t y0, std::size_t dx, std::size_t dy) {
        std::string rows;
        for (std::size_t y = y0; y < p.height && x0 < p.width; y += dy) {
            std::string row(1, '\0');  // no filter
            unsigned held = 0, count = 0;
            for (std::size_t x = x0; x < p.width; x += dx)
                for (std::size_t c = 0; c < p.channels(); ++c) {
                    const auto sample = static_cast<unsigned>(samples[(y * p.width + x) * p.channels() + c]);
                    if (p.bits == 16) row += static_cast<char>(sample >> 8);
                    held = held << p.bits | (sample & 0xff);
                    if (p.bits == 16 || (count += static_cast<unsigned>(p.bits)) % 8 == 0)
                        row += static_cast<char>(held & 0xff);
                }
            if (count % 8 != 0) row += static_cast<char>(held << (8 - count % 8) & 0xff);
            rows += row;
        }
        return rows;
    };
    std::string plain;
    if (p.interlaced)
        for (const auto& [x, y, dx, dy] : {std::array{0, 0, 8, 8},
                                           {4, 0, 8, 8},
                                           {0, 4, 4, 8},
                                           {2, 0, 4, 4},
                                           {0, 2, 2, 4},
                                           {1, 0, 2, 2},
                                           {0, 1, 1, 2}})
            plain += rows_of(static_cast<std::size_t>(x), static_cast<std::size_t>(y),
                             static_cast<std::size_t>(dx), static_cast<std::size_t>(dy));
    else
        plain = rows_of(0, 0, 1, 1);
    std::string header = big_endian(p.width) + big_endian(p.height);
    for (const int field : {p.bits, p.kind, 0, 0, p.interlaced ? 1 : 0}) header += static_cast<char>(field);
    return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + p.before_data +
           png_chunk("IDAT", p.packed ? deflated(plain) : stored_for_png(plain)) + p.after_data +
           png_chunk("IEND", "");
}

/// The same bytes with the checksum of each chunk made right.
inline std::string with_right_checksums(std::string png) {
    for (std::size_t at = 8; at + 12 <= png.size();) {
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(png[at + i]);
        if (length > png.size() - at - 12) break;
        png.replace(at + 8 + length, 4, big_endian(checksum(png.substr(at + 4, 4 + length))));
        at += 12 + length;
    }
    return png;
}

/// What a JPEG is made of; a quality of 100 and no thinned colours unless said.
struct jpeg_parts {
    int width, height;
    J_COLOR_SPACE colours = JCS_RGB;  ///< of the samples: JCS_GRAYSCALE, JCS_RGB or JCS_CMYK
    bool progressive = false, thin_colours = false, adobe = true, scan_each = false;
    int quality = 100;
    std::string note = {};  ///< the content of an APP1 segment, where a camera writes how it was held
};

/// A JPEG of these samples, [H, W, C].
inline std::string jpeg_bytes(const jpeg_parts& p, const std::vector<int>& samples) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = ::jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    ::jpeg_mem_dest(&info, &memory, &size);
    info.image_width = static_cast<JDIMENSION>(p.width);
    info.image_height = static_cast<JDIMENSION>(p.height);
    info.in_color_space = p.colours;
    info.input_components = p.colours == JCS_GRAYSCALE ? 1 : p.colours == JCS_RGB ? 3 : 4;
    ::jpeg_set_defaults(&info);
    ::jpeg_set_quality(&info, p.quality, TRUE);
    info.write_Adobe_marker = p.adobe && p.colours == JCS_CMYK ? TRUE : FALSE;
    if (!p.thin_colours) info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
    if (p.progressive) ::jpeg_simple_progression(&info);
    const jpeg_scan_info scans[] = {{1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};
    if (p.scan_each) info.scan_info = scans, info.num_scans = 3;
    ::jpeg_start_compress(&info, TRUE);
    if (!p.note.empty())
        ::jpeg_write_marker(&info, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(p.note.data()),
                            static_cast<unsigned>(p.note.size()));
    std::vector<JSAMPLE> row(static_cast<std::size_t>(p.width * info.input_components));
    for (int y = 0; y < p.height; ++y) {
        for (std::size_t i = 0; i < row.size(); ++i)
            row[i] = static_cast<JSAMPLE>(samples[static_cast<std::size_t>(y) * row.size() + i]);
        JSAMPROW at = row.data();
        ::jpeg_write_scanlines(&info, &at, 1);
    }
    ::jpeg_finish_compress(&info);
    std::string bytes(reinterpret_cast<const char*>(memory), size);
    ::jpeg_destroy_compress(&info);
    std::free(memory);
    return bytes;
}

}  // namespace strata::test
