// SPDX-License-Identifier: MIT
#pragma once
/// JPEG pictures, unpacked by libjpeg (libjpeg-turbo).
///
/// Grey, colour and CMYK, baseline and progressive, 8 bits. A camera's note that the picture lies on its side
/// is not followed. JPEG keeps no checksum: data that contradict themselves or end early are refused, but a
/// damaged byte may also become another picture.
#include <strata/data/raster.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <jpeglib.h>

namespace strata::inline STRATA_TARGET {

/// libjpeg's state, and what it said before it gave up.
struct jpeg_source {
    /// Encoders write some ten scans. Thousands of empty ones would keep a reader busy for hours.
    static constexpr int most_scans = 100;

    jpeg_decompress_struct info = {};
    jpeg_error_mgr messages = {};
    jpeg_progress_mgr progress = {};
    char problem[JMSG_LENGTH_MAX] = "";
    std::jmp_buf back = {};

    jpeg_source() {
        info.err = jpeg_std_error(&messages);
        info.client_data = this;
        messages.error_exit = give_up;
        messages.emit_message = judge;
        progress.progress_monitor = count_scans;
    }
    jpeg_source(const jpeg_source&) = delete;
    jpeg_source& operator=(const jpeg_source&) = delete;
    ~jpeg_source() { jpeg_destroy_decompress(&info); }

    static void give_up(j_common_ptr common) {
        auto* const source = static_cast<jpeg_source*>(common->client_data);
        common->err->format_message(common, source->problem);
        std::longjmp(source->back, 1);
    }
    /// libjpeg goes on after a warning and paints what is missing grey. Only what loses no pixel is let pass.
    static void judge(j_common_ptr common, int level) {
        if (level >= 0) return;
        const std::string_view text = common->err->jpeg_message_table[common->err->msg_code];
        for (const std::string_view harmless :
             {"Corrupt JPEG data: %u extraneous bytes before marker", "Warning: unknown JFIF revision",
              "Unknown Adobe color transform code", "Invalid SOS parameters for sequential JPEG"})
            if (text.starts_with(harmless)) return;
        give_up(common);
    }
    static void count_scans(j_common_ptr common) {
        auto* const source = static_cast<jpeg_source*>(common->client_data);
        if (source->info.input_scan_number <= most_scans) return;
        constexpr std::string_view text = "more than 100 scans";
        text.copy(source->problem, text.size());
        source->problem[text.size()] = '\0';
        std::longjmp(source->back, 1);
    }
};

/// The picture in the bytes of a JPEG file, grey where the file is grey or `grey` asks for the luminance that
/// a file in luminance and colour holds; `file` is the name for errors.
/// Errors: not a JPEG, cut off, damaged; larger than the limits; claims more than JPEG could have packed.
[[nodiscard]] inline raster decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& file,
                                        bool grey = false, image_limits limits = {}) {
    jpeg_source source;
    jpeg_decompress_struct& info = source.info;
    const auto run = [&](const auto& work) {
        if (!returns_without_jump(source.back, work))
            throw_error({.problem = std::string("the JPEG data are cut off or damaged (libjpeg: ") +
                                    source.problem + ")",
                         .file = file,
                         .advice = "Copy or download the file again"});
    };
    run([&] {
        jpeg_create_decompress(&info);
        info.progress = &source.progress;
        jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
        jpeg_read_header(&info, TRUE);
    });
    check_picture_size(file, info.image_width, info.image_height, limits);
    // Each block of 8 x 8 takes a bit or more; of the thinnest colours, 8 blocks are 32 x 32 pixels.
    const int64 width = info.image_width, height = info.image_height;
    check_picture_fits_file(file, width, height, width * height / 1024, static_cast<int64>(bytes.size()),
                            limits);

    switch (info.jpeg_color_space) {
        case JCS_GRAYSCALE:
            info.out_color_space = JCS_GRAYSCALE;
            break;
        case JCS_YCbCr:
            info.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
            break;
        case JCS_RGB:
            info.out_color_space = JCS_RGB;
            break;
        case JCS_CMYK:
        case JCS_YCCK:
            info.out_color_space = JCS_CMYK;
            break;
        default:
            throw_error({.problem = "the JPEG has colours that are not read",
                         .file = file,
                         .expected = "grey, YCbCr, RGB, CMYK or YCCK",
                         .found = std::to_string(info.num_components) + " components"});
    }
    raster picture{.width = static_cast<int>(width), .height = static_cast<int>(height)};
    picture.channels = info.out_color_space == JCS_GRAYSCALE ? 1 : 3;
    const bool inks = info.out_color_space == JCS_CMYK;
    const std::size_t w = info.image_width, per_row = w * static_cast<std::size_t>(picture.channels);
    picture.samples.resize(per_row * info.image_height);
    std::vector<std::uint8_t> row(inks ? 4 * w : per_row);
    run([&] {
        jpeg_start_decompress(&info);
        std::uint16_t* to = picture.samples.data();
        while (info.output_scanline < info.output_height) {
            JSAMPROW at = row.data();
            jpeg_read_scanlines(&info, &at, 1);
            if (inks)
                // Programs that write CMYK leave Adobe's mark and store how much light each ink lets through.
                for (std::size_t x = 0; x < w; ++x)
                    for (std::size_t ink = 0; ink < 3; ++ink) {
                        const int flip = info.saw_Adobe_marker ? 0 : 255;
                        const int light = (row[4 * x + ink] ^ flip) * (row[4 * x + 3] ^ flip);
                        *to++ = static_cast<std::uint16_t>((light + 127) / 255);
                    }
            else
                for (std::size_t i = 0; i < per_row; ++i) *to++ = row[i];
        }
        jpeg_finish_decompress(&info);
    });
    return picture;
}

}  // namespace strata::inline STRATA_TARGET
