// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <strata/data/image_reader.hpp>

#include "../io/temporary_folder.hpp"
#include "image_bytes.hpp"

using strata::test::put_file;
using strata::test::temporary_folder;

TEST_CASE("image files are samples of their own extents or of those that are asked for") {
    temporary_folder folder;
    put_file(folder.path / "a.pgm", std::string("P5 4 1 255\n") + std::string("\x00\x33\x66\xff", 4));
    const auto read = [&](strata::image_reader reader) {
        const strata::file_set set(std::vector<std::filesystem::path>{folder.path / "a.pgm"}, reader);
        auto one = strata::sample_batch<float>::of_any_layout();
        strata::append_sample(one, 0, {}, [&](auto& to) { set.read(0, to); });
        return one;
    };
    const auto grey = read({.channels = 1});
    CHECK(grey.layout().inputs[0] == std::vector<int>{1, 1, 4});
    CHECK(std::vector<float>(grey.input(), grey.input() + 4) == std::vector<float>{0, 0.2F, 0.4F, 1});
    const auto half = read({.width = 2});
    CHECK(half.layout().inputs[0] == std::vector<int>{3, 1, 2});
    CHECK(half.input()[2] == doctest::Approx(0.1));
    CHECK(half.input()[5] == doctest::Approx(0.7));
}

TEST_CASE("an image that is read with its alpha is resized by it") {
    temporary_folder folder;
    // grey 51, opaque, beside a white that is not seen
    put_file(folder.path / "a.png",
             strata::test::png_bytes({.width = 2, .height = 1, .kind = 4}, {51, 255, 255, 0}));
    const strata::file_set set(std::vector<std::filesystem::path>{folder.path / "a.png"},
                               strata::image_reader{.channels = 4, .width = 1});
    auto one = strata::sample_batch<float>::of_any_layout();
    strata::append_sample(one, 0, {}, [&](auto& to) { set.read(0, to); });
    CHECK(std::vector<float>(one.input(), one.input() + 4) == std::vector<float>{0.2F, 0.2F, 0.2F, 0.5F});
}
