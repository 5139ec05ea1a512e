// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include <strata/data/npz.hpp>

#include "../io/temporary_folder.hpp"
#include "../literals/numpy_files.hpp"

namespace npz_files {

using namespace strata;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

npz_file of(const std::string& bytes) {
    return {std::vector<std::uint8_t>(bytes.begin(), bytes.end()), "set.npz"};
}
std::string refusal(const std::string& bytes) {
    return text_of<error>([&] {
        const npz_file file = of(bytes);
        for (const std::string& name : file.names()) static_cast<void>(file.read<double>(name));
    });
}
/// The file with other bytes at a place.
std::string changed(std::string file, std::size_t at, const std::string& bytes) {
    return file.replace(at, bytes.size(), bytes);
}

TEST_CASE("files that NumPy wrote are read, stored and packed") {
    const npz_file stored = of(test::numpy::stored);
    CHECK(stored.names() == std::vector<std::string>{"x", "y"});
    CHECK(stored.contains("y"));
    CHECK(!stored.contains("z"));
    CHECK(stored.read<float, 2>("x") == xt::xtensor<float, 2>{{1.5F, -2, 3}, {4, 5, 6}});
    CHECK(stored.read<std::int64_t, 1>("y") == xt::xtensor<std::int64_t, 1>{1, 2});
    const npz_file packed = of(test::numpy::packed);
    CHECK(packed.read<double, 2>("x") == xt::zeros<double>({3, 4}));
    CHECK(packed.read<std::uint8_t>("y") == xt::xarray<std::uint8_t>{1, 2});
}

TEST_CASE("what is written is read again, and is the same file each time") {
    const temporary_folder folder;
    const xt::xtensor<double, 2> x = xt::ones<double>({50, 3}) / 3.0;
    const xt::xtensor<int, 1> y{3, 1, 2};
    npz_writer out;
    out.add("x", x);
    out.add("labels", y);
    out.save(folder.path / "stored.npz");
    out.save(folder.path / "packed.npz", true);
    out.save(folder.path / "again.npz", true);
    CHECK(file_text(folder.path / "packed.npz") == file_text(folder.path / "again.npz"));
    CHECK(file_text(folder.path / "packed.npz").size() < 600);
    for (const char* name : {"stored.npz", "packed.npz"}) {
        const npz_file file(folder.path / name);
        CHECK(file.names() == std::vector<std::string>{"x", "labels"});
        CHECK(file.read<double, 2>("x") == x);
        CHECK(file.read<int, 1>("labels") == y);
    }
    npz_writer none;
    none.save(folder.path / "none.npz");
    CHECK(npz_file(folder.path / "none.npz").names().empty());
    out.add("x", y);
    CHECK(contains(text_of<error>([&] { out.save(folder.path / "twice.npz"); }),
                   "twice.npz: x.npy: two members have the same name"));
}

TEST_CASE("what an array is refused for is said with the file and the array") {
    const npz_file file = of(test::numpy::stored);
    CHECK(text_of<error>([&] { static_cast<void>(file.read<float>("z")); }) ==
          "set.npz: z: the file holds no array of this name, expected x, y");
    CHECK(contains(text_of<error>([&] { static_cast<void>(file.read<double>("x")); }),
                   "set.npz: x: the elements are of another type, expected <f8, found <f4"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(file.read<float, 1>("x")); }),
                   "set.npz: x: the array has another number of axes"));
}

TEST_CASE("a damaged or strange archive is refused") {
    const std::string& stored = test::numpy::stored;
    const std::string& packed = test::numpy::packed;
    CHECK(refusal("") == "set.npz: the file is empty");
    CHECK(contains(refusal("\x93NUMPY"), "this is not a zip archive, expected the bytes 'PK' 03 04"));
    CHECK(contains(refusal(stored.substr(0, 500)),
                   "the archive ends early. The file was cut off: copy it again"));
    CHECK(contains(refusal(stored + "x"), "the archive ends early"));
    // a byte of an element; of what is packed; of the checksum that the directory says
    CHECK(contains(refusal(changed(stored, 190, "!")), "set.npz: x: the checksum of the member is another"));
    CHECK(contains(refusal(changed(packed, 70, "!")), "set.npz: x: the "));
    const std::size_t directory = packed.size() - 22 - 102;
    CHECK(contains(refusal(changed(packed, directory + 16, "!")), "the checksum of the member is another"));
    CHECK(
        contains(refusal(changed(packed, directory + 24, "\xe1")), "another length than the directory says"));
    CHECK(contains(refusal(changed(packed, directory + 24, "\x10")), "the member cannot be unpacked"));
    CHECK(contains(refusal(changed(packed, directory + 26, "\x70")), "disagrees with its members"));
    CHECK(contains(refusal(changed(packed, directory + 20, "\xff\xff")), "disagrees with its members"));
    CHECK(contains(refusal(changed(packed, directory + 42, "\x01")), "disagrees with its members"));
    CHECK(contains(refusal(changed(packed, directory + 46, "z")), "disagrees with its members"));
    CHECK(contains(refusal(changed(packed, directory + 8, "\x01")), "the member is encrypted"));
    CHECK(contains(refusal(changed(packed, directory + 10, "\x0c")),
                   "expected 0 (stored) or 8 (deflate), found 12"));
    CHECK(contains(refusal(changed(packed, directory + 24, "\xff\xff\xff\xff")), "larger than 4 GB"));
    CHECK(contains(refusal(changed(packed, directory, "X")), "the directory of the archive is damaged"));
    CHECK(contains(refusal(changed(packed, packed.size() - 18, "\x01")), "one of several files"));
    CHECK(contains(refusal(changed(packed, packed.size() - 10, "\x65")),
                   "directory of the archive is damaged"));
    CHECK(contains(refusal(zip_bytes({{"readme.txt", "text"}}, "f")),
                   "readme.txt: the archive holds a member that is no array"));
    std::string twice = zip_bytes({{"a.npy", "1"}, {"b.npy", "2"}}, "f");
    for (char& c : twice)
        if (c == 'b') c = 'a';
    CHECK(contains(refusal(twice), "a.npy: two members have the same name"));
}

TEST_CASE("a file with a comment is read") {
    std::string file = test::numpy::packed;
    file.replace(file.size() - 2, 2, std::string("\3\0abc", 5));
    CHECK(of(file).names().size() == 2);
}

}  // namespace npz_files
