// SPDX-License-Identifier: MIT
#pragma once
/// PNG pictures, unpacked by libpng.
///
/// Grey, colour and palette, 1 to 16 bits, interlaced or not. Sixteen bits keep their digits. Transparency is
/// dropped or becomes a last channel; samples are taken as they are stored, without the file's gamma or
/// colour profile; of an animation the first picture is read. Every chunk's checksum is compared, and the
/// file has to be there to its end.
#include <strata/data/raster.hpp>
#include <strata/target.hpp>

#include <png.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What libpng reads from, and what it said before it gave up.
struct png_source {
    std::span<const std::uint8_t> left = {};
    bool ends_early = false;
    char problem[160] = "";
    std::jmp_buf back = {};

    static void take(png_structp png, png_bytep to, std::size_t count) {
        auto* const source = static_cast<png_source*>(png_get_io_ptr(png));
        if (count > source->left.size()) {
            source->ends_early = true;
            png_error(png, "the file ends early");
        }
        std::copy_n(source->left.data(), count, to);
        source->left = source->left.subspan(count);
    }
    [[noreturn]] static void give_up(png_structp png, png_const_charp text) {
        auto* const source = static_cast<png_source*>(png_get_error_ptr(png));
        std::size_t length = 0;
        for (; text[length] != '\0' && length + 1 < sizeof source->problem; ++length)
            source->problem[length] = text[length];
        source->problem[length] = '\0';
        std::longjmp(source->back, 1);
    }
    static void ignore_warning(png_structp, png_const_charp) {}
};

/// The picture in the bytes of a PNG file; `file` is the name for errors. With alpha it has a channel more,
/// which is white where the file says nothing of transparency.
/// Errors: not a PNG, cut off, damaged; larger than the limits; claims more than deflate could have packed
/// into it.
[[nodiscard]] inline raster decode_png(std::span<const std::uint8_t> bytes, const std::string& file,
                                       image_limits limits = {}, bool alpha = false) {
    png_source source{.left = bytes};
    png_structp png = nullptr;
    png_infop info = nullptr;
    const auto close = [&](png_source*) { png_destroy_read_struct(&png, &info, nullptr); };
    const std::unique_ptr<png_source, decltype(close)> closed_at_exit{&source, close};
    const auto run = [&](const auto& work) {
        if (returns_without_jump(source.back, work)) return;
        if (source.ends_early)
            throw_error({.problem = "the PNG data end early",
                         .file = file,
                         .found = std::to_string(bytes.size()) + " bytes",
                         .advice = "The file was cut off: copy or download it again"});
        throw_error({.problem = std::string("the PNG data are damaged (libpng: ") + source.problem + ")",
                     .file = file,
                     .advice = "Copy or download the file again"});
    };

    png_uint_32 width = 0, height = 0;
    int bits = 0, kind = 0;
    run([&] {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, png_source::give_up,
                                     png_source::ignore_warning);
        if (png != nullptr) info = png_create_info_struct(png);
        if (info == nullptr) return;
        png_set_read_fn(png, &source, png_source::take);
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        // The limits are ours, and so is the sentence.
        png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
#ifdef PNG_SET_UNKNOWN_CHUNKS_SUPPORTED
        // Texts, profiles: none is unpacked.
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
#endif
        png_read_info(png, info);
        png_get_IHDR(png, info, &width, &height, &bits, &kind, nullptr, nullptr, nullptr);
    });
    if (info == nullptr) throw_error({.problem = "libpng cannot start", .file = file});

    check_picture_size(file, width, height, limits);
    // A row is its bits and one byte for its filter, and deflate packs at most 1032 bytes into one.
    const int64 row = 1 + (int64{width} * bits * png_get_channels(png, info) + 7) / 8;
    const int64 least = row / 1032 * height + row % 1032 * height / 1032;
    check_picture_fits_file(file, width, height, least, static_cast<int64>(bytes.size()), limits);

    raster picture{.width = static_cast<int>(width), .height = static_cast<int>(height), .white = 0xffff};
    int passes = 0;
    // libpng makes black what the palette lacks, so that the palette is looked up here.
    const bool indexed = kind == PNG_COLOR_TYPE_PALETTE;
    png_colorp palette = nullptr;
    int colours = 0, transparent = 0;
    png_bytep alphas = nullptr;
    run([&] {
        if (indexed) {
            png_get_PLTE(png, info, &palette, &colours);
            png_get_tRNS(png, info, &alphas, &transparent, nullptr);
            png_set_packing(png);  // a byte each
        } else {
            png_set_expand_16(png);
            if (alpha)
                png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
            else
                png_set_strip_alpha(png);
            if constexpr (std::endian::native == std::endian::little) png_set_swap(png);
        }
        passes = png_set_interlace_handling(png);
        png_read_update_info(png, info);
        picture.channels = indexed ? (alpha ? 4 : 3) : png_get_channels(png, info);
    });
    const std::size_t area = std::size_t{width} * height;
    picture.samples.resize(area * static_cast<std::size_t>(picture.channels));
    std::vector<png_byte> indices(indexed ? area : 0);
    png_byte* const rows = indexed ? indices.data() : reinterpret_cast<png_byte*>(picture.samples.data());
    const std::size_t row_bytes = width * (indexed ? 1 : 2 * static_cast<std::size_t>(picture.channels));
    run([&] {
        for (int pass = 0; pass < passes; ++pass)
            for (std::size_t y = 0; y < height; ++y) png_read_row(png, rows + y * row_bytes, nullptr);
        png_read_end(png, nullptr);
    });
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (indices[i] >= colours)
            throw_error({.problem = "a pixel has a colour that the palette lacks",
                         .file = file,
                         .name = "pixel " + std::to_string(i),
                         .expected = "0 to " + std::to_string(colours - 1),
                         .found = std::to_string(indices[i])});
        const png_color& colour = palette[indices[i]];
        // colours beyond the list of alphas are opaque
        const png_byte opacity = indices[i] < transparent ? alphas[indices[i]] : png_byte{255};
        const std::array samples{colour.red, colour.green, colour.blue, opacity};
        const auto channels = static_cast<std::size_t>(picture.channels);
        for (std::size_t c = 0; c < channels; ++c)
            picture.samples[channels * i + c] = static_cast<std::uint16_t>(257 * samples[c]);
    }
    return picture;
}

}  // namespace strata::inline STRATA_TARGET
