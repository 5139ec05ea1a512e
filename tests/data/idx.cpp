// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

#include <strata/data/idx.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

std::string idx(std::uint32_t magic, const std::vector<std::uint32_t>& extents, const std::string& values) {
    std::string bytes;
    const auto append = [&](std::uint32_t number) {
        for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xff);
    };
    append(magic);
    for (const std::uint32_t extent : extents) append(extent);
    return bytes + values;
}

std::string images_error(const std::string& bytes, int height = 0, int width = 0) {
    temporary_folder folder;
    put_file(folder.path / "images", bytes);
    return text_of<strata::error>(
        [&] { (void)strata::read_idx_images(folder.path / "images", height, width); });
}

std::string labels_error(const std::string& bytes, int classes = 10) {
    temporary_folder folder;
    put_file(folder.path / "labels", bytes);
    return text_of<strata::error>([&] { (void)strata::read_idx_labels(folder.path / "labels", classes); });
}

}  // namespace

TEST_CASE("images are read in order and scaled from bytes to [0, 1]") {
    temporary_folder folder;
    put_file(folder.path / "images", idx(2051, {2, 1, 3}, std::string("\0\x33\xff\x01\x02\x80", 6)));
    const auto images = strata::read_idx_images(folder.path / "images", 1, 3);
    CHECK(images.shape() == xt::xtensor<float, 4>::shape_type{2, 1, 1, 3});
    CHECK(images(0, 0, 0, 0) == 0.0f);
    CHECK(images(0, 0, 0, 1) == 0.2f);
    CHECK(images(0, 0, 0, 2) == 1.0f);
    CHECK(images(1, 0, 0, 0) == 1 / 255.0f);
    CHECK(images(1, 0, 0, 2) == 128 / 255.0f);
}

TEST_CASE("images and labels make a set, packed by gzip or not") {
    temporary_folder folder;
    put_file(folder.path / "images", idx(2051, {2, 1, 1}, "ab"));
    gzFile file = gzopen((folder.path / "labels.gz").c_str(), "wb");
    const std::string labels = idx(2049, {2}, std::string("\1\0", 2));
    REQUIRE(gzwrite(file, labels.data(), static_cast<unsigned>(labels.size())) ==
            static_cast<int>(labels.size()));
    REQUIRE(gzclose(file) == Z_OK);
    const auto set = strata::read_idx(folder.path / "images", folder.path / "labels.gz", {"coat", "bag"});
    CHECK(set.size() == 2);
    CHECK(set.labels == xt::xtensor<int, 1>{1, 0});
    CHECK(set.class_names[1] == "bag");
}

TEST_CASE("another magic number is an error that says which kind of file it is") {
    const std::string labels = idx(2049, {1}, "a"), images = idx(2051, {1, 1, 1}, "a");
    CHECK(
        contains(images_error(labels),
                 "images: wrong magic number, expected 2051 (images), found 2049. This is a file of labels"));
    CHECK(
        contains(labels_error(images),
                 "labels: wrong magic number, expected 2049 (labels), found 2051. This is a file of images"));
    CHECK(contains(images_error("some other file"), "This is no IDX file of bytes"));
}

TEST_CASE("a file that ends inside the header is an error") {
    CHECK(contains(images_error(""), "the file ends inside the header, expected 16 bytes, found 0"));
    CHECK(
        contains(images_error(idx(2051, {1, 1}, "")), "ends inside the header, expected 16 bytes, found 12"));
    CHECK(contains(labels_error(idx(2049, {}, "")), "ends inside the header, expected 8 bytes, found 4"));
}

TEST_CASE("counts in the header that disagree with the length of the file are an error") {
    const std::string said = "the header's counts disagree with the length of the file, expected ";
    CHECK(contains(images_error(idx(2051, {2, 1, 3}, "12345")),
                   said + "2 x 1 x 3 bytes behind the header, found 5"));
    CHECK(contains(images_error(idx(2051, {2, 1, 3}, "1234567")),
                   said + "2 x 1 x 3 bytes behind the header, found 7"));
    CHECK(contains(labels_error(idx(2049, {3}, "1")), said + "3 bytes behind the header, found 1"));
    // The product is 2^64, which 64 bits would hold as 0, and 0 bytes follow.
    CHECK(contains(images_error(idx(2051, {0x80000000, 0x80000000, 4}, "")), said));
}

TEST_CASE("a small packed file that claims many images is refused before memory is taken") {
    temporary_folder folder;
    const auto said = [&](const std::string& plain) {
        gzFile file = gzopen((folder.path / "images.gz").c_str(), "wb");
        REQUIRE(gzwrite(file, plain.data(), static_cast<unsigned>(plain.size())) ==
                static_cast<int>(plain.size()));
        REQUIRE(gzclose(file) == Z_OK);
        return text_of<strata::error>([&] { (void)strata::read_idx_images(folder.path / "images.gz"); });
    };
    const std::string disagree = "the header's counts disagree with the length of the file, expected ";
    CHECK(contains(said(idx(2051, {60000, 1000, 1000}, "ab")),
                   disagree + "60000 x 1000 x 1000 bytes behind the header, found "));
    CHECK(
        contains(said(idx(2051, {0xffffffff, 0xffffffff, 0xffffffff}, "ab")), "packed, which hold at most "));
    CHECK(
        contains(said(idx(2051, {1, 1, 3}, "ab")), disagree + "1 x 1 x 3 bytes behind the header, found 2"));
    // A hundred megabytes behind two images are not unpacked to be refused.
    CHECK(contains(said(idx(2051, {2, 1, 1}, std::string(100'000'000, 'a'))),
                   disagree + "2 x 1 x 1 bytes behind the header, found more"));
    CHECK(said(idx(2051, {2, 1000, 1000}, std::string(2'000'000, 'a'))).empty());
}

TEST_CASE("a file of nothing is an error") {
    CHECK(contains(images_error(idx(2051, {0, 28, 28}, "")), "the header counts 0 x 28 x 28: nothing"));
    CHECK(contains(labels_error(idx(2049, {0}, "")), "the header counts 0: nothing"));
}

TEST_CASE("images of other extents than expected are an error") {
    CHECK(contains(images_error(idx(2051, {1, 2, 3}, "123456"), 28, 28),
                   "the images have other extents, expected 28 x 28, found 2 x 3"));
    CHECK(images_error(idx(2051, {1, 2, 3}, "123456")).empty());
}

TEST_CASE("a label that is no class is an error that says which") {
    CHECK(contains(labels_error(idx(2049, {3}, std::string("\0\x9\xc", 3))),
                   "labels: label 2: label out of range, expected 0 to 9, found 12"));
    CHECK(contains(labels_error(idx(2049, {1}, "\xff")), "expected 0 to 9, found 255"));
}

TEST_CASE("another number of labels than of images is an error") {
    temporary_folder folder;
    put_file(folder.path / "images", idx(2051, {3, 1, 1}, "abc"));
    put_file(folder.path / "labels", idx(2049, {2}, std::string("\0\1", 2)));
    const auto said = text_of<strata::error>([&] {
        (void)strata::read_idx(folder.path / "images", folder.path / "labels", {"coat", "bag"});
    });
    CHECK(contains(said,
                   "labels: not one label for each image, expected 3 labels, as many as images has images, "
                   "found 2. Take both files from the same set"));
}
