// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include <strata/data/file_bytes.hpp>
#include <strata/error.hpp>

#include "../io/temporary_folder.hpp"

using strata::read_bytes;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

TEST_CASE("every byte of a file is read, whatever its length") {
    temporary_folder folder;
    for (const std::size_t length : {0u, 1u, 65535u, 65536u, 65537u, 300000u}) {
        CAPTURE(length);
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(i * i / 7);
        put_file(folder.path / "a", bytes);
        const auto read = read_bytes(folder.path / "a");
        CHECK(std::string(read.begin(), read.end()) == bytes);
    }
}

TEST_CASE(
    "a file that does not exist, a folder, a device and a path through a file are each their own error") {
    temporary_folder folder;
    const auto error_of = [](const std::filesystem::path& path) {
        return text_of<strata::error>([&] { (void)read_bytes(path); });
    };
    put_file(folder.path / "a", "");
    CHECK(contains(error_of(folder.path / "none"), "none: the file does not exist. Check the name"));
    CHECK(contains(error_of(folder.path), "this is a folder, not a file"));
    CHECK(contains(error_of("/dev/zero"), "/dev/zero: this is a device or pipe, not a file"));
    CHECK(contains(error_of(folder.path / "a" / "b"), "the file cannot be opened: Not a directory"));
}

TEST_CASE("a file is read into as much memory as it has bytes") {
    temporary_folder folder;
    put_file(folder.path / "a", std::string(1'000'000, 'x'));
    CHECK(read_bytes(folder.path / "a").capacity() < 1'100'000);
}

TEST_CASE("a file that says no size is read to its end") {
    CHECK(read_bytes("/proc/self/status").size() > 100);
}
