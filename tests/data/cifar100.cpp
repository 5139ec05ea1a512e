// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <strata/data/cifar100.hpp>

#include "../io/temporary_folder.hpp"

namespace cifar100_files {

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace fs = std::filesystem;

/// An image whose planes have one value each.
std::string record(int coarse, int fine, unsigned char red, unsigned char green, unsigned char blue) {
    std::string bytes{static_cast<char>(coarse), static_cast<char>(fine)};
    for (const unsigned char value : {red, green, blue}) bytes.append(1024, static_cast<char>(value));
    return bytes;
}
std::string names(const std::string& name, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += name + std::to_string(i) + "\n";
    return text;
}
void put_set(const fs::path& folder) {
    put_file(folder / "train.bin", record(19, 99, 0, 255, 102) + record(3, 40, 51, 2, 3));
    put_file(folder / "test.bin", record(3, 40, 4, 5, 6));
    put_file(folder / "coarse_label_names.txt", names("group", 20) + "\n");
    put_file(folder / "fine_label_names.txt", names("kind", 100));
}
std::string refusal(const fs::path& folder) {
    return text_of<error>([&] { (void)cifar100(folder); });
}

TEST_CASE("a coarse label, a fine one, then a plane of red, of green and of blue") {
    const temporary_folder folder;
    put_set(folder.path);
    const auto [train, test] = cifar100(folder.path);
    CHECK(train.images.shape() == xt::xtensor<float, 4>::shape_type{2, 3, 32, 32});
    CHECK(train.labels == xt::xtensor<int, 1>{99, 40});
    CHECK(train.coarse_labels == xt::xtensor<int, 1>{19, 3});
    CHECK(train.class_names[99] == "kind99");
    CHECK(train.coarse_names[19] == "group19");
    CHECK(train.images(0, 0, 0, 0) == 0.0F);
    CHECK(train.images(0, 1, 31, 31) == 1.0F);
    CHECK(train.images(0, 2, 7, 0) == 0.4F);
    CHECK(train.images(1, 0, 0, 0) == 0.2F);
    const labelled_images groups = train.with_coarse_labels();
    CHECK(groups.labels == train.coarse_labels);
    CHECK(groups.class_names.size() == 20);
    CHECK(test.size() == 1);
    CHECK(test.class_of(0) == 40);
}

TEST_CASE("missing files, sizes, labels and names that cannot be are refused") {
    const temporary_folder folder;
    CHECK(contains(refusal(folder.path),
                   "coarse_label_names.txt: the file is missing. Give the folder that "
                   "cifar-100-binary.tar.gz unpacks to"));
    put_set(folder.path);
    put_file(folder.path / "test.bin", record(0, 0, 0, 0, 0) + "x");
    CHECK(contains(refusal(folder.path),
                   "test.bin: the size of the file is no whole number of images, expected "
                   "a multiple of 3074 bytes, 153700000 in train.bin, found 3075 bytes"));
    put_file(folder.path / "test.bin", "");
    CHECK(contains(refusal(folder.path), "found 0 bytes"));
    put_file(folder.path / "test.bin", record(0, 0, 0, 0, 0) + record(20, 0, 0, 0, 0));
    CHECK(contains(refusal(folder.path),
                   "test.bin: image 1: coarse label out of range, expected 0 to 19, found 20"));
    put_file(folder.path / "test.bin", record(0, 100, 0, 0, 0));
    CHECK(contains(refusal(folder.path), "image 0: fine label out of range, expected 0 to 99, found 100"));
    put_file(folder.path / "test.bin", record(0, 7, 0, 0, 0) + record(1, 7, 0, 0, 0));
    CHECK(contains(refusal(folder.path), "image 1: a fine label has two coarse ones, expected 0, found 1"));
    put_file(folder.path / "fine_label_names.txt", names("kind", 99));
    CHECK(contains(refusal(folder.path),
                   "these are not the names of the classes, expected 100 lines with a "
                   "name each, found 99 lines"));
}

}  // namespace cifar100_files
