// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <strata/data/image_file.hpp>
#include <strata/pictures/picture.hpp>

#include "../io/temporary_folder.hpp"
#include "image_bytes.hpp"

#if defined(STBI_INCLUDE_STB_IMAGE_H) || defined(INCLUDE_STB_IMAGE_WRITE_H)
#error "a program that uses stb itself defines its functions where it likes"
#endif

using strata::test::big_endian;
using strata::test::contains;
using strata::test::deflated;
using strata::test::file_text;
using strata::test::jpeg_bytes;
using strata::test::png_bytes;
using strata::test::png_chunk;
using strata::test::png_forms;
using strata::test::png_parts;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
using strata::test::with_right_checksums;

namespace {

std::string error_of_image(const std::filesystem::path& path, int channels = 3) {
    return text_of<strata::error>([&] { (void)strata::read_image(path, channels); });
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

xt::xtensor<float, 3> image_of(const std::string& bytes, int channels = 3) {
    return strata::image_of_bytes(bytes_of(bytes), "file", channels);
}

/// What reading these bytes throws, without the file's name; nothing if it does not.
std::string picture_refusal(const std::string& bytes) {
    const std::string text = text_of<strata::error>([&] { (void)image_of(bytes); });
    if (text.empty()) return text;
    REQUIRE(text.starts_with("file: "));
    return text.substr(6);
}

xt::xtensor<float, 3> row(std::initializer_list<float> values) {
    xt::xtensor<float, 3> image({1, 1, values.size()});
    std::copy(values.begin(), values.end(), image.data());
    return image;
}

}  // namespace

TEST_CASE("a PNG is read as red, green and blue in [0, 1], rows first") {
    temporary_folder folder;
    strata::picture drawn(3, 2);
    drawn.set(2, 1, {255, 51, 0});
    strata::write_png(drawn, folder.path / "a.png");
    const auto image = strata::read_image(folder.path / "a.png");
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{3, 2, 3});
    CHECK(image(0, 1, 2) == 1.0f);
    CHECK(image(1, 1, 2) == 0.2f);
    CHECK(image(2, 1, 2) == 0.0f);
    CHECK(image(2, 0, 2) == 1.0f);
}

TEST_CASE("a coloured image read as grey is its luminance") {
    temporary_folder folder;
    strata::write_png(strata::picture(1, 1, {200, 100, 50}), folder.path / "a.png");
    const auto image = strata::read_image(folder.path / "a.png", 1);
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{1, 1, 1});
    CHECK(std::abs(255 * image(0, 0, 0) - (0.299f * 200 + 0.587f * 100 + 0.114f * 50)) < 1.5f);
}

TEST_CASE("every kind of PNG has its samples in [0, 1], interlaced or not, without its transparency") {
    const std::string colours =
        png_chunk("PLTE", std::string("\x00\x33\xff\xff\x00\x66\x99\xcc\x00\x01\x02\x03", 12));
    for (const bool interlaced : {false, true})
        for (const auto& [kind, bits] : png_forms) {
            CAPTURE(interlaced);
            CAPTURE(kind);
            CAPTURE(bits);
            png_parts parts{.width = 11, .height = 7, .bits = bits, .kind = kind, .interlaced = interlaced};
            if (kind == 3) parts.before_data = colours + png_chunk("tRNS", "\x01\x80");
            if (kind == 0) parts.before_data = png_chunk("tRNS", std::string("\0\1", 2));
            const int levels = kind == 3 ? std::min(4, 1 << bits) : 1 << bits;
            std::vector<int> samples;
            for (std::size_t i = 0; i < 77 * parts.channels(); ++i)
                samples.push_back(static_cast<int>(i * i * 7919 + i * 257) % levels);
            const auto image = image_of(png_bytes(parts, samples));
            REQUIRE(image.shape() == xt::xtensor<float, 3>::shape_type{3, 7, 11});
            bool same = true;
            for (std::size_t c = 0; c < 3; ++c)
                for (std::size_t i = 0; i < 77; ++i) {
                    const auto sample = [&](std::size_t channel) {
                        return samples[i * parts.channels() + channel];
                    };
                    const float wanted =
                        kind == 3 ? static_cast<float>(static_cast<unsigned char>(
                                        colours[8 + 3 * static_cast<std::size_t>(sample(0)) + c])) /
                                        255.0f
                        : kind == 0 || kind == 4
                            ? static_cast<float>(sample(0)) / static_cast<float>((1 << bits) - 1)
                            : static_cast<float>(sample(c)) / static_cast<float>((1 << bits) - 1);
                    same = same && image.data()[c * 77 + i] == wanted;
                }
            CHECK(same);
        }
}

TEST_CASE("with four channels the last is the alpha of any kind of PNG, and 1 where the file has none") {
    const std::string colours = png_chunk("PLTE", std::string("\x00\x33\xff\xff\x00\x66\x99\xcc\x00", 9));
    for (const bool interlaced : {false, true})
        for (const auto& [kind, bits] : png_forms) {
            CAPTURE(interlaced);
            CAPTURE(kind);
            CAPTURE(bits);
            png_parts parts{.width = 5, .height = 3, .bits = bits, .kind = kind, .interlaced = interlaced};
            if (kind == 3) parts.before_data = colours + png_chunk("tRNS", "\x33");
            if (kind == 0) parts.before_data = png_chunk("tRNS", std::string("\0\1", 2));
            const int levels = kind == 3 ? 2 : 1 << bits;
            std::vector<int> samples;
            for (std::size_t i = 0; i < 15 * parts.channels(); ++i)
                samples.push_back(static_cast<int>(i * i * 7919 + i * 257) % levels);
            const std::string file = png_bytes(parts, samples);
            const auto image = image_of(file, 4), plain = image_of(file, 3);
            REQUIRE(image.shape() == xt::xtensor<float, 3>::shape_type{4, 3, 5});
            CHECK(std::equal(plain.begin(), plain.end(), image.begin()));
            bool same = true;
            for (std::size_t i = 0; i < 15; ++i) {
                const int first = samples[i * parts.channels()];
                const float last = static_cast<float>(samples[(i + 1) * parts.channels() - 1]) /
                                   static_cast<float>((1 << bits) - 1),
                            wanted = kind == 3   ? (first == 0 ? 0.2F : 1.0F)
                                     : kind == 0 ? (first == 1 ? 0.0F : 1.0F)
                                     : kind == 2 ? 1.0F
                                                 : last;
                same = same && image.data()[45 + i] == wanted;
            }
            CHECK(same);
        }
    CHECK(image_of("P2 1 1 4 1", 4) == xt::xtensor<float, 3>{{{0.25F}}, {{0.25F}}, {{0.25F}}, {{1}}});
}

TEST_CASE("sixteen bits keep their 65536 levels, in a PNG and in a PGM") {
    std::vector<int> levels(65536);
    std::string pgm = "P5\n256 256\n65535\n";
    for (int i = 0; i < 65536; ++i) {
        levels[static_cast<std::size_t>(i)] = i;
        pgm += static_cast<char>(i >> 8);
        pgm += static_cast<char>(i & 0xff);
    }
    for (const auto& bytes : {pgm, png_bytes({.width = 256, .height = 256, .bits = 16}, levels)})
        for (const int channels : {1, 3}) {
            const auto image = image_of(bytes, channels);
            bool same = true;
            for (std::size_t i = 0; i < image.size(); ++i)
                same = same && image.data()[i] == static_cast<float>(i % 65536) / 65535.0f;
            CHECK(same);
        }
    CHECK(image_of(std::string("P5 1 1 65535\n\x12\x34", 15))(2, 0, 0) == 0x1234 / 65535.0f);
}

TEST_CASE("a grey that is stored as a colour is the same grey") {
    std::string ppm = "P6 256 1 255\n";
    for (int i = 0; i < 256; ++i) ppm.append(3, static_cast<char>(i));
    const auto image = image_of(ppm, 1);
    for (std::size_t i = 0; i < 256; ++i) CHECK(image.data()[i] == static_cast<float>(i) / 255.0f);
}

TEST_CASE("PGM and PPM are read in letters and in bytes, with comments and any maxval") {
    CHECK(image_of("P6 1 1 255\n\x33\xff\x01")(0, 0, 0) == 0.2f);
    const auto plain = image_of("P3 # colours\n# more\n 2\t1 # wide\n4\n0 1 2\n3 4\r\n0\n\n# the end");
    CHECK(plain.shape() == xt::xtensor<float, 3>::shape_type{3, 1, 2});
    CHECK(plain(0, 0, 1) == 0.75f);
    CHECK(plain(1, 0, 1) == 1.0f);
    CHECK(plain(2, 0, 0) == 0.5f);
    CHECK(image_of("P2 2 1 65535 65535 13107")(0, 0, 1) == 0.2f);
    CHECK(image_of(std::string("P5 2 1 10 \x05\x0a", 12))(0, 0, 0) == 0.5f);
    CHECK(image_of(std::string("P5 1 1 256 \x01\x00", 13))(0, 0, 0) == 1.0f);
}

TEST_CASE("a PGM that is not as it should be is refused in a sentence") {
    CHECK(picture_refusal("P5") ==
          "width: the file ends early, found 2 bytes. The file was cut off: copy or download it again");
    CHECK(picture_refusal("P55 1 1 255\n1") ==
          "this is not a PGM or PPM file, expected white space after its two letters");
    CHECK(picture_refusal("P5 x 1 255\n1") ==
          "width: this is not a number, expected decimal digits, then white space, found the byte 120 at "
          "place 3");
    CHECK(contains(picture_refusal("P5 -1 1 255\n1"), "width: this is not a number"));
    CHECK(contains(picture_refusal("P5 1.5 1 255\n1"), "width: this is not a number"));
    CHECK(picture_refusal("P5 99999999999999999999 1 255\n1") ==
          "width: the number is too large, expected at most 2147483647");
    CHECK(contains(
        picture_refusal("P5 1 0 255\n"),
        "a picture cannot have this size, expected width and height from 1 to 2147483647, found 1 x 0"));
    CHECK(picture_refusal("P5 1 1 0\n1") ==
          "maxval: no sample can have a value, expected 1 to 65535, found 0");
    CHECK(picture_refusal("P5 1 1 65536\n12") == "maxval: the number is too large, expected at most 65535");
    CHECK(picture_refusal("P5 1 1 9\n\x0a") ==
          "sample 0: the sample is above maxval, expected at most 9, found 10");
    CHECK(picture_refusal("P2 2 1 9 9 10") ==
          "sample 1: the sample is above maxval, expected at most 9, found 10");
    CHECK(picture_refusal("P2 2 1 9 9 x") ==
          "samples: this is not a number, expected decimal digits, then white space, found the byte 120 at "
          "place 11");
    CHECK(picture_refusal("P5 1 1 255#\n1") == "the samples do not begin after one byte of white space");
    CHECK(picture_refusal("P5 2 1 255\n123") ==
          "bytes after the last sample belong to no pixel, expected 13 bytes for 2 x 1 pixels up to 255, "
          "found 14");
    CHECK(contains(picture_refusal("P2 1 1 9 1 2"), "bytes after the last sample belong to no pixel"));
    CHECK(picture_refusal(std::string("P5 1 1 65535\n\x12", 14)) ==
          "the file is too short for the picture that it claims to hold, expected at least 15 bytes for 1 x "
          "1 pixels, found 14. "
          "The file was cut off or is damaged: copy or download it again");
}

TEST_CASE("a JPEG is read, baseline and progressive, grey and in colour, as the picture it was made of") {
    std::vector<int> colours, greys;
    for (int y = 0; y < 13; ++y)
        for (int x = 0; x < 19; ++x) {
            for (const int value : {12 * x, 18 * y, 255 - 6 * (x + y)}) colours.push_back(value);
            greys.push_back(6 * (x + y));
        }
    const auto far = [](const xt::xtensor<float, 3>& image, const auto& wanted) {
        float most = 0;
        for (std::size_t i = 0; i < image.size(); ++i)
            most = std::max(most,
                            std::abs(255 * image.data()[i] - static_cast<float>(wanted(i / 247, i % 247))));
        return most;
    };
    for (const bool progressive : {false, true}) {
        CAPTURE(progressive);
        const auto colour = jpeg_bytes({.width = 19, .height = 13, .progressive = progressive}, colours);
        const auto grey = jpeg_bytes(
            {.width = 19, .height = 13, .colours = JCS_GRAYSCALE, .progressive = progressive}, greys);
        CHECK(image_of(colour).shape() == xt::xtensor<float, 3>::shape_type{3, 13, 19});
        CHECK(far(image_of(colour), [&](std::size_t c, std::size_t i) { return colours[3 * i + c]; }) <= 4);
        CHECK(far(image_of(colour, 1), [&](std::size_t, std::size_t i) {
                  return 0.299 * colours[3 * i] + 0.587 * colours[3 * i + 1] + 0.114 * colours[3 * i + 2];
              }) <= 2);
        CHECK(far(image_of(grey), [&](std::size_t, std::size_t i) { return greys[i]; }) <= 2);
        CHECK(far(image_of(grey, 1), [&](std::size_t, std::size_t i) { return greys[i]; }) <= 2);
        CHECK(
            far(image_of(jpeg_bytes(
                    {.width = 19, .height = 13, .progressive = progressive, .thin_colours = true}, colours)),
                [&](std::size_t c, std::size_t i) { return colours[3 * i + c]; }) <= 24);
    }
}

TEST_CASE("a JPEG of four inks is read, Adobe's with its inks turned round") {
    for (const bool adobe : {true, false}) {
        std::vector<int> inks;
        for (int i = 0; i < 64; ++i)
            for (const int light : {200, 100, 50, 204}) inks.push_back(adobe ? light : 255 - light);
        const auto image =
            image_of(jpeg_bytes({.width = 8, .height = 8, .colours = JCS_CMYK, .adobe = adobe}, inks));
        for (std::size_t c = 0; c < 3; ++c)
            CHECK(std::abs(255 * image(c, 3, 4) - std::array{160.0f, 80.0f, 40.0f}[c]) <= 2);
    }
}

TEST_CASE("a camera's note that the picture lies on its side is not followed") {
    const std::string sideways("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 32);
    const auto image =
        image_of(jpeg_bytes({.width = 9, .height = 4, .note = sideways}, std::vector<int>(108, 128)));
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{3, 4, 9});
}

TEST_CASE("missing, empty and other files are each their own error, which names what is read") {
    temporary_folder folder;
    CHECK(contains(error_of_image(folder.path / "none.png"), "none.png: the file does not exist"));
    put_file(folder.path / "empty.png", "");
    CHECK(contains(error_of_image(folder.path / "empty.png"),
                   "empty.png: the file is empty, expected an image"));
    const std::string not_read =
        "this is not an image that can be read, expected a PNG, JPEG, PGM or PPM file, found ";
    CHECK(picture_refusal("this is no image at all") ==
          not_read +
              "a file that begins with the bytes 74 68 69 73. Save it "
              "as one of these, PNG where no digit may be lost");
    // stb takes this for a TGA of 4 GB.
    const unsigned char hostile[] = {0x00, 0x00, 0x03, 0x00, 0xa1, 0x21, 0x00, 0x61, 0xed,
                                     0x3d, 0x8b, 0x64, 0x90, 0x61, 0x46, 0x2c, 0x20, 0x01,
                                     0x00, 0x6e, 0x00, 0x00, 0x00, 0x99, 0x9b, 0x73, 0x65};
    CHECK(contains(picture_refusal({hostile, hostile + sizeof hostile}),
                   not_read + "a file that begins with the bytes 00 00 03 00. "));
    CHECK(contains(picture_refusal("x"), not_read + "a file that begins with the bytes 78. "));
    for (const auto& [bytes, kind] :
         std::vector<std::pair<std::string, std::string>>{{"BM1234", "a BMP file"},
                                                          {"GIF89a", "a GIF file"},
                                                          {"RIFF1234WEBP", "a WebP file"},
                                                          {"II*1", "a TIFF file"},
                                                          {"1234ftypavif", "a HEIF or AVIF file"},
                                                          {"P4 8 1 1", "a PBM file"}})
        CHECK(contains(picture_refusal(bytes), not_read + kind + ". "));
}

TEST_CASE("a picture that is cut off anywhere is refused, of each kind") {
    std::vector<int> samples;
    for (int i = 0; i < 20 * 9 * 3; ++i) samples.push_back(i * i % 251);
    std::string pgm = "P5 20 9 255\n";
    for (int i = 0; i < 180; ++i) pgm += static_cast<char>(i);
    for (const std::string& whole : {png_bytes({.width = 20, .height = 9, .kind = 2}, samples),
                                     png_bytes({.width = 20, .height = 9, .interlaced = true}, samples),
                                     jpeg_bytes({.width = 20, .height = 9}, samples),
                                     jpeg_bytes({.width = 20, .height = 9, .progressive = true}, samples),
                                     pgm, std::string("P3 2 1 255 1 2 3 4 5 ") + "6"}) {
        REQUIRE(picture_refusal(whole).empty());
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(size);
            REQUIRE_FALSE(picture_refusal(whole.substr(0, size)).empty());
        }
    }
}

TEST_CASE("a PNG with a damaged byte is refused wherever it is") {
    const std::string whole = png_bytes({.width = 5, .height = 4, .before_data = png_chunk("tEXt", "a note")},
                                        std::vector<int>(20, 7));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        CHECK_FALSE(picture_refusal(damaged).empty());
    }
    std::string damaged = whole;
    damaged[whole.size() - 20] = static_cast<char>(damaged[whole.size() - 20] ^ 1);
    CHECK(picture_refusal(damaged) ==
          "the PNG data are damaged (libpng: IDAT: incorrect data check). Copy or download the file again");
    damaged = whole;
    damaged[whole.size() - 13] = static_cast<char>(damaged[whole.size() - 13] ^ 1);
    CHECK(picture_refusal(damaged) ==
          "the PNG data are damaged (libpng: IDAT: CRC error). Copy or download the file again");
}

TEST_CASE("a PNG whose pixels have colours that its palette lacks is refused") {
    const auto colours = png_chunk("PLTE", "123456");
    CHECK(picture_refusal(png_bytes({.width = 2, .height = 1, .kind = 3, .before_data = colours}, {1, 0}))
              .empty());
    CHECK(picture_refusal(png_bytes({.width = 2, .height = 1, .kind = 3, .before_data = colours}, {1, 2})) ==
          "pixel 1: a pixel has a colour that the palette lacks, expected 0 to 1, found 2");
    CHECK(contains(picture_refusal(png_bytes({.width = 2, .height = 1, .kind = 3}, {1, 2})),
                   "the PNG data are damaged (libpng: "));
}

TEST_CASE("texts and profiles of a PNG are not unpacked") {
    const std::string bomb =
        png_chunk("zTXt", std::string("a\0\0", 3) + deflated(std::string(50'000'000, 'x')));
    const std::string profile =
        png_chunk("iCCP", std::string("a\0\0", 3) + deflated(std::string(50'000'000, 'x')));
    std::string bytes =
        png_bytes({.width = 1, .height = 1, .before_data = profile + bomb, .after_data = bomb}, {255});
    CHECK(image_of(bytes)(0, 0, 0) == 1.0f);
}

TEST_CASE("a small file that claims a huge picture is refused before memory is taken") {
    const std::string short_file =
        "the file is too short for the picture that it claims to hold, expected at least ";
    const std::string larger =
        "the picture is larger than what is read, expected at most 100000000 pixels, found ";
    std::string png = png_bytes({.width = 1, .height = 1}, {0});
    const auto png_of = [&](std::uint32_t width, std::uint32_t height) {
        std::string claims = png;
        claims.replace(16, 8, big_endian(width) + big_endian(height));
        return with_right_checksums(claims);
    };
    CHECK(contains(picture_refusal(png_of(9999, 9999)),
                   short_file + "96889 bytes for 9999 x 9999 pixels, found " + std::to_string(png.size())));
    CHECK(
        contains(picture_refusal(png_of(100000, 100000)),
                 larger + "100000 x 100000. Where it is meant to be so large, read it with a higher limit"));
    CHECK(contains(picture_refusal(png_of(0x7fffffff, 0x7fffffff)), larger));
    CHECK(contains(picture_refusal(png_of(0, 1)), "the PNG data are damaged (libpng: "));
    std::string jpeg =
        jpeg_bytes({.width = 8, .height = 8, .colours = JCS_GRAYSCALE}, std::vector<int>(64, 9));
    jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, "\x20\x00\x20\x00", 4);
    CHECK(contains(picture_refusal(jpeg), short_file + "65536 bytes for 8192 x 8192 pixels, found "));
    jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, "\xff\x00\xff\x00", 4);
    CHECK(contains(picture_refusal(jpeg), larger + "65280 x 65280"));
    CHECK(contains(picture_refusal("P6 9999 9999 65535\n"),
                   short_file + "599880025 bytes for 9999 x 9999 pixels, found 19"));
    CHECK(contains(picture_refusal("P2 9999 9999 255\n"),
                   short_file + "199960018 bytes for 9999 x 9999 pixels, found 17"));
    CHECK(contains(picture_refusal("P5 2147483647 2147483647 255\n"), larger + "2147483647 x 2147483647"));
}

TEST_CASE("how large a picture may be is an option") {
    const std::string bytes = png_bytes({.width = 5, .height = 4}, std::vector<int>(20, 7));
    const auto read = [&](std::int64_t pixels) {
        return text_of<strata::error>(
            [&] { (void)strata::image_of_bytes(bytes_of(bytes), "a.png", 1, {.pixels = pixels}); });
    };
    CHECK(read(20).empty());
    CHECK(read(std::numeric_limits<std::int64_t>::max()).empty());
    CHECK(contains(
        read(19), "a.png: the picture is larger than what is read, expected at most 19 pixels, found 5 x 4"));
    CHECK(contains(read(0), "expected at most 0 pixels"));
    CHECK(contains(read(-1), "expected at most -1 pixels"));
}

TEST_CASE("a picture that deflate packs as far as it can is read") {
    const auto image =
        image_of(png_bytes({.width = 3000, .height = 2000, .bits = 1}, std::vector<int>(6'000'000, 0)), 1);
    CHECK(image(0, 1999, 2999) == 0.0f);
}

TEST_CASE("a large picture that is packed as no photograph is needs leave") {
    const std::string header = big_endian(5000) + big_endian(4000) + std::string("\1\0\0\0\0", 5);
    const std::string empty = "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) +
                              png_chunk("IDAT", deflated(std::string(4000 * 626, '\0'))) +
                              png_chunk("IEND", "");
    CHECK(picture_refusal(empty) ==
          "so large a picture is not read from so small a file, expected at most 256 pixels a byte, or "
          "16777216 in all, "
          "found 5000 x 4000 in " +
              std::to_string(empty.size()) +
              " bytes. Where it is meant to be so, read it with a "
              "higher limit: read_image(path, 3, {.pixels_a_byte = ...})");
    CHECK(strata::image_of_bytes(bytes_of(empty), "a.png", 1, {.pixels_a_byte = 10'000}).size() ==
          20'000'000);
}

TEST_CASE("a JPEG of more scans than encoders write is refused") {
    const std::string whole =
        jpeg_bytes({.width = 8, .height = 8, .scan_each = true}, std::vector<int>(192, 9));
    CHECK(picture_refusal(whole).empty());
    const std::size_t last = whole.rfind("\xff\xda");
    std::string scans;
    for (int i = 0; i < 200; ++i) scans += whole.substr(last, whole.size() - 2 - last);
    CHECK(contains(picture_refusal(whole.substr(0, last) + scans + "\xff\xd9"),
                   "the JPEG data are cut off or damaged (libjpeg: more than 100 scans)"));
}

TEST_CASE("an image has one channel, three or four") {
    for (const int channels : {0, 2, 5})
        CHECK(contains(error_of_image("a.png", channels),
                       "expected 1 (grey), 3 (red, green, blue) or 4 (and alpha), found "));
}

TEST_CASE("resizing to the same extents changes nothing") {
    const auto image = row({0.25f, 1, 0, 0.7f, 0.1f});
    CHECK(strata::resized(image, 1, 5) == image);
}

TEST_CASE("an array that is resized has three axes, whatever it holds") {
    CHECK(strata::resized(xt::xarray<int>{{{1, 3}}}, 1, 1) == row({2}));
    CHECK_THROWS_WITH_AS((strata::resized(xt::xarray<float>{{1, 3}}, 1, 1)),
                         "the image: the array has another number of axes, expected 3, found [1, 2]",
                         strata::error);
}

TEST_CASE("a shrunk image holds the means of the areas that its pixels cover") {
    CHECK(strata::resized(row({1, 3, 5, 9}), 1, 2) == row({2, 7}));
    const auto uneven = strata::resized(row({3, 6, 9}), 1, 2);  // each covers one and a half
    CHECK(uneven(0, 0, 0) == doctest::Approx((3 + 0.5 * 6) / 1.5));
    CHECK(uneven(0, 0, 1) == doctest::Approx((0.5 * 6 + 9) / 1.5));
}

TEST_CASE("a grown image is linear between the centres of the pixels and constant outside of them") {
    const auto grown = strata::resized(row({0, 4}), 2, 4);
    for (std::size_t y = 0; y < 2; ++y) {
        CHECK(grown(0, y, 0) == doctest::Approx(0));
        CHECK(grown(0, y, 1) == doctest::Approx(1));
        CHECK(grown(0, y, 2) == doctest::Approx(3));
        CHECK(grown(0, y, 3) == doctest::Approx(4));
    }
}

TEST_CASE("one axis may shrink while the other grows, each channel by itself") {
    xt::xtensor<float, 3> image({2, 2, 1});
    image(0, 0, 0) = 1, image(0, 1, 0) = 3, image(1, 0, 0) = 10, image(1, 1, 0) = 30;
    const auto changed = strata::resized(image, 1, 3);
    for (std::size_t x = 0; x < 3; ++x) {
        CHECK(changed(0, 0, x) == doctest::Approx(2));
        CHECK(changed(1, 0, x) == doctest::Approx(20));
    }
}

TEST_CASE("the weights of each new position sum to 1 for any two extents") {
    for (std::size_t from = 1; from <= 40; ++from)
        for (std::size_t to = 1; to <= 40; ++to)
            for (const auto& position : strata::resize_weights(from, to)) {
                float sum = 0;
                for (const float weight : position.weights) sum += weight;
                REQUIRE(std::abs(sum - 1) < 1e-5f);
                REQUIRE(position.begin + position.weights.size() <= from);
            }
}

TEST_CASE("an image cannot be resized to nothing") {
    CHECK(contains(
        text_of<strata::error>([] {
            (void)strata::resized(row({1, 2}), 0, 3);
        }),
        "an image cannot be resized from or to nothing, expected positive extents, found 1 x 2 to 0 x 3"));
}

TEST_CASE("colours of a cut-out weigh by their alpha where it shrinks and where it grows") {
    const xt::xtensor<float, 3> pair{{{0.25F, 1}}, {{1, 0.5F}}};  // a grey with an alpha
    const auto one = strata::resized_cut_out(pair, 1, 1);
    CHECK(one(1, 0, 0) == 0.75F);
    CHECK(one(0, 0, 0) == (0.25F * 1 + 1 * 0.5F) / 2 / 0.75F);
    const xt::xtensor<float, 3> edge{{{0.25F, 1}}, {{1, 0}}};
    const auto grown = strata::resized_cut_out(edge, 1, 4);
    for (std::size_t j = 0; j < 3; ++j) CHECK(grown(0, 0, j) == 0.25F);
    CHECK(grown(1, 0, 1) == 0.75F);
    CHECK(grown(0, 0, 3) == 0);  // nothing of it is seen
    CHECK(grown(1, 0, 3) == 0);
}
