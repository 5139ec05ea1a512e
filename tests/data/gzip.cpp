// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <strata/data/gzip.hpp>

#include "../io/temporary_folder.hpp"

using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

namespace {

/// Bytes that do not shrink to nothing, more than one piece of the reader's.
std::string plain_bytes(std::size_t count) {
    std::string bytes;
    std::uint32_t state = 1;
    for (std::size_t i = 0; i < count; ++i)
        bytes += static_cast<char>((state = state * 1664525 + 1013904223) >> 28);
    return bytes;
}

void put_gzip(const std::filesystem::path& path, const std::string& bytes, const char* mode = "wb") {
    gzFile file = gzopen(path.c_str(), mode);
    REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) ==
            static_cast<int>(bytes.size()));
    REQUIRE(gzclose(file) == Z_OK);
}

std::string as_text(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

std::string error_of(const std::filesystem::path& path) {
    return text_of<strata::error>([&] { (void)strata::read_gzip(path); });
}

}  // namespace

TEST_CASE("a gzip file is unpacked whole, whatever its length") {
    temporary_folder folder;
    for (const std::size_t count : {0u, 1u, 1000u, 262144u, 262145u, 1000000u}) {
        CAPTURE(count);
        put_gzip(folder.path / "a.gz", plain_bytes(count));
        CHECK(as_text(strata::read_gzip(folder.path / "a.gz")) == plain_bytes(count));
    }
}

TEST_CASE("gzip files behind one another in one file are unpacked as one") {
    temporary_folder folder;
    put_gzip(folder.path / "a.gz", "one and ");
    put_gzip(folder.path / "a.gz", "two", "ab");
    CHECK(as_text(strata::read_gzip(folder.path / "a.gz")) == "one and two");
}

TEST_CASE("a file that is not packed is read as it is where both are allowed") {
    temporary_folder folder;
    put_file(folder.path / "plain", "plain text");
    put_gzip(folder.path / "a.gz", "packed text");
    CHECK(as_text(strata::read_gzip_or_plain(folder.path / "plain")) == "plain text");
    CHECK(as_text(strata::read_gzip_or_plain(folder.path / "a.gz")) == "packed text");
}

TEST_CASE("a missing file is named") {
    temporary_folder folder;
    const auto said = error_of(folder.path / "none.gz");
    CHECK(contains(said, "none.gz: the file does not exist"));
}

TEST_CASE("a folder is not a file") {
    temporary_folder folder;
    CHECK(contains(error_of(folder.path), "this is a folder, not a file"));
}

TEST_CASE("a file that is no gzip file is said to be none") {
    temporary_folder folder;
    put_file(folder.path / "a.gz", "something else");
    CHECK(contains(error_of(folder.path / "a.gz"), "this is not a gzip file, expected the bytes 1f 8b"));
    put_file(folder.path / "a.gz", "");
    CHECK(contains(error_of(folder.path / "a.gz"), "the file is empty"));
}

TEST_CASE("a gzip file cut off anywhere ends early, also where plain files are allowed") {
    temporary_folder folder;
    const auto path = folder.path / "a.gz";
    put_gzip(path, plain_bytes(1000));
    const std::string whole = file_text(path);
    for (std::size_t length = 2; length < whole.size(); ++length) {
        CAPTURE(length);
        put_file(path, whole.substr(0, length));
        CHECK(
            contains(error_of(path), "the gzip data ends early, found " + std::to_string(length) + " bytes"));
    }
    CHECK(contains(text_of<strata::error>([&] { (void)strata::read_gzip_or_plain(path); }), "ends early"));
}

TEST_CASE("a damaged byte in the data, the checksum or behind the end is an error") {
    temporary_folder folder;
    const auto path = folder.path / "a.gz";
    put_gzip(path, plain_bytes(1000));
    const std::string whole = file_text(path);
    for (const std::size_t at : {whole.size() / 2, whole.size() - 8, whole.size() - 1}) {
        CAPTURE(at);
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        put_file(path, damaged);
        CHECK(contains(error_of(path), "the gzip data is damaged"));
    }
    put_file(path, whole + "more");
    CHECK(contains(error_of(path), "the gzip data is damaged"));
}

TEST_CASE("a gzip file that unpacks to more than the limit is refused, and no more than that is unpacked") {
    temporary_folder folder;
    const auto path = folder.path / "a.gz";
    put_gzip(path, std::string(10'000'000, 'x'));
    REQUIRE(std::filesystem::file_size(path) < 20'000);
    CHECK(strata::read_gzip(path, 10'000'000).size() == 10'000'000);
    CHECK(
        text_of<strata::error>([&] { (void)strata::read_gzip(path, 9'999'999); }) ==
        path.string() +
            ": the gzip data hold more than what is unpacked, expected at most 9999999 bytes. Where they are "
            "meant to be so large, read them with a higher limit: read_gzip(path, bytes)");
    CHECK(contains(text_of<strata::error>([&] { (void)strata::read_gzip_or_plain(path, 0); }),
                   "at most 0 bytes"));
}

TEST_CASE(
    "the beginning of a gzip file is read from a file that is damaged behind it, and whole ones are whole") {
    temporary_folder folder;
    const auto path = folder.path / "a.gz";
    const std::string plain = plain_bytes(1000);
    put_gzip(path, plain);
    const auto whole = strata::read_bytes(path);
    for (const std::size_t count : {0u, 1u, 999u, 1000u, 1001u, 5000u})
        CHECK(as_text(strata::gunzip_first(whole, "a.gz", static_cast<std::int64_t>(count))) ==
              plain.substr(0, count));
    const std::span<const std::uint8_t> half = std::span(whole).first(whole.size() / 2);
    CHECK(as_text(strata::gunzip_first(half, "a.gz", 16)) == plain.substr(0, 16));
    CHECK(contains(text_of<strata::error>([&] { (void)strata::gunzip_first(half, "a.gz", 1000); }),
                   "the gzip data ends early"));
}
