// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include <strata/data/cifar10.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace fs = std::filesystem;

namespace {

const std::string ten_names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";

/// One image of the file: its planes of one value each, but for the last pixel of the second row of green.
std::string record(int label, unsigned char red, unsigned char green, unsigned char blue) {
    std::string bytes(1, static_cast<char>(label));
    bytes.append(1024, static_cast<char>(red))
        .append(1024, static_cast<char>(green))
        .append(1024, static_cast<char>(blue));
    bytes[1 + 1024 + 63] = static_cast<char>(51);
    return bytes;
}

void put_set(const fs::path& folder) {
    fs::create_directories(folder);
    put_file(folder / "data_batch_1.bin", record(3, 0, 255, 102) + record(9, 1, 2, 3));
    put_file(folder / "test_batch.bin", record(0, 4, 5, 6));
    put_file(folder / "batches.meta.txt", ten_names + "\n");
}

std::string refusal(const fs::path& folder) {
    return text_of<strata::error>([&] { (void)strata::cifar10(folder); });
}

/// STRATA_DATA for as long as it lives.
struct named_folder {
    std::string before;
    bool was_set;
    explicit named_folder(const fs::path& path) : was_set(std::getenv("STRATA_DATA") != nullptr) {
        if (was_set) before = std::getenv("STRATA_DATA");
        ::setenv("STRATA_DATA", path.c_str(), 1);
    }
    named_folder(const named_folder&) = delete;
    named_folder& operator=(const named_folder&) = delete;
    ~named_folder() {
        if (was_set)
            ::setenv("STRATA_DATA", before.c_str(), 1);
        else
            ::unsetenv("STRATA_DATA");
    }
};

}  // namespace

TEST_CASE("a label, then a plane of red, of green and of blue, row by row, scaled to [0, 1]") {
    const temporary_folder folder;
    put_set(folder.path);
    const auto [train, test] = strata::cifar10(folder.path);
    CHECK(train.images.shape() == xt::xtensor<float, 4>::shape_type{2, 3, 32, 32});
    CHECK(train.labels == xt::xtensor<int, 1>{3, 9});
    CHECK(train.class_names[3] == "cat");
    CHECK(train.images(0, 0, 0, 0) == 0.0f);
    CHECK(train.images(0, 1, 0, 0) == 1.0f);
    CHECK(train.images(0, 1, 1, 31) == 0.2f);
    CHECK(train.images(0, 1, 2, 0) == 1.0f);
    CHECK(train.images(0, 2, 31, 31) == 0.4f);
    CHECK(train.images(1, 2, 0, 0) == 3 / 255.0f);
    CHECK(test.size() == 1);
    CHECK(test.labels(0) == 0);
}

TEST_CASE("further batches stand behind the first, and none may be missing between them") {
    const temporary_folder folder;
    put_set(folder.path);
    put_file(folder.path / "data_batch_2.bin", record(5, 0, 0, 0));
    CHECK(strata::cifar10(folder.path).train.labels == xt::xtensor<int, 1>{3, 9, 5});
    put_file(folder.path / "data_batch_4.bin", record(6, 0, 0, 0));
    CHECK(contains(
        refusal(folder.path),
        "data_batch_3.bin: the file is missing. Give the folder that cifar-10-binary.tar.gz unpacks to"));
}

TEST_CASE("a missing file is named") {
    const temporary_folder folder;
    CHECK(contains(refusal(folder.path), "data_batch_1.bin: the file is missing"));
    for (const char* name : {"test_batch.bin", "batches.meta.txt"}) {
        put_set(folder.path);
        fs::remove(folder.path / name);
        CHECK(contains(refusal(folder.path), std::string(name).append(": the file is missing")));
    }
}

TEST_CASE(
    "a size that is no whole number of images is refused with the file, what was expected and what was "
    "found") {
    const temporary_folder folder;
    put_set(folder.path);
    put_file(folder.path / "data_batch_1.bin", record(1, 0, 0, 0) + "x");
    CHECK(contains(
        refusal(folder.path),
        "data_batch_1.bin: the size of the file is no whole number of images, expected a multiple of "
        "3073 bytes, 30730000 in the whole set, found 3074 bytes. Unpack the archive again"));
    put_file(folder.path / "data_batch_1.bin", "");
    CHECK(contains(refusal(folder.path), "found 0 bytes"));
}

TEST_CASE("a label above nine is refused with the file and the image it is of") {
    const temporary_folder folder;
    put_set(folder.path);
    put_file(folder.path / "test_batch.bin", record(9, 0, 0, 0) + record(10, 0, 0, 0));
    CHECK(contains(refusal(folder.path),
                   "test_batch.bin: image 1: label out of range, expected 0 to 9, found 10"));
    put_file(folder.path / "test_batch.bin", record(255, 0, 0, 0));
    CHECK(contains(refusal(folder.path), "image 0: label out of range, expected 0 to 9, found 255"));
}

TEST_CASE("other than ten names are refused") {
    const temporary_folder folder;
    put_set(folder.path);
    put_file(folder.path / "batches.meta.txt", "airplane\r\nbird\r\n");
    CHECK(contains(
        refusal(folder.path),
        "batches.meta.txt: these are not the names of the classes, expected ten lines with a name each, "
        "found 2 lines"));
    put_file(folder.path / "batches.meta.txt", "\r\n\n");
    CHECK(contains(refusal(folder.path), "found 0 lines"));
    put_file(folder.path / "batches.meta.txt",
             "a" + std::string(1'000'000, '\n') + "b");  // not a million names
    CHECK(contains(refusal(folder.path), "found 1000001 lines"));
    put_file(folder.path / "batches.meta.txt", "");
    CHECK(contains(refusal(folder.path), "found 0 lines"));
    put_file(folder.path / "batches.meta.txt", "\n" + ten_names.substr(ten_names.find('\n') + 1));
    CHECK(contains(refusal(folder.path), "found 10 lines"));
}

TEST_CASE("the set itself is read where STRATA_DATA names it") {
    const auto folder = strata::cifar10_folder();
    if (!folder) {
        MESSAGE("skipped: STRATA_DATA is not set");
        return;
    }
    const auto [train, test] = strata::cifar10(*folder);
    CHECK(train.size() % 10'000 == 0);
    CHECK(test.size() >= 1'000);
    CHECK(train.class_names[9] == "truck");
    double sum = 0;
    for (const float v : test.images) sum += static_cast<double>(v);
    CHECK(sum / static_cast<double>(test.images.size()) == doctest::Approx(0.47).epsilon(0.05));
}

TEST_CASE("STRATA_DATA names the folder of the files or one above it") {
    const temporary_folder folder;
    {
        const named_folder named(folder.path);
        CHECK(contains(text_of<strata::error>([] { (void)strata::cifar10_folder(); }),
                       "the folder that STRATA_DATA names holds no CIFAR-10"));
        put_set(folder.path / "cifar10-subset");
        CHECK(strata::cifar10_folder() == folder.path / "cifar10-subset");
        put_set(folder.path / "cifar-10-batches-bin");
        CHECK(strata::cifar10_folder() == folder.path / "cifar-10-batches-bin");
        put_set(folder.path);
        CHECK(strata::cifar10_folder() == folder.path);
    }
    const named_folder none("");
    CHECK(strata::cifar10_folder() == std::nullopt);
}
