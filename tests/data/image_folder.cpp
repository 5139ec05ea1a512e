// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <strata/data/image_folder.hpp>

#include "../io/temporary_folder.hpp"

namespace image_folders {

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace fs = std::filesystem;

/// A grey image of 1 x 4 of a dog, one of 1 x 2 of a cat.
void put_images(const fs::path& folder) {
    for (const char* name : {"dog", "cat"}) fs::create_directory(folder / name);
    put_file(folder / "dog" / "a.PGM", std::string("P5 4 1 255\n") + std::string("\x00\x33\x66\xff", 4));
    put_file(folder / "cat" / "b.pgm", "P5 2 1 255\n\xff\x33");
}
sample_batch<float> sample_of(const image_folder& set, int64 i) {
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, i, {}, [&](auto& to) { set.read(i, to); });
    return one;
}
const image_reader two_grey{.channels = 1, .height = 1, .width = 2};

TEST_CASE("images are read by class and resized to the extents of the network") {
    const temporary_folder folder;
    put_images(folder.path);
    const image_folder set(folder.path, two_grey);
    static_assert(DataSet<image_folder>);
    CHECK(set.size() == 2);
    CHECK(set.class_names() == std::vector<std::string>{"cat", "dog"});
    CHECK(set.class_of(1) == 1);
    const auto dog = sample_of(set, 1);
    CHECK(dog.layout().inputs[0] == std::vector<int>{1, 1, 2});
    CHECK(dog.input()[0] == doctest::Approx(0.1));
    CHECK(dog.input()[1] == doctest::Approx(0.7));
    CHECK(*dog.classes() == 1);
    CHECK(sample_of(set, 0).input()[1] == 0.2F);
}

TEST_CASE("other extents are refused where that is wanted, with the file and both extents") {
    const temporary_folder folder;
    put_images(folder.path);
    image_reader exact = two_grey;
    exact.fit = image_fit::refuse;
    const image_folder set(folder.path, exact);
    CHECK(sample_of(set, 0).input()[0] == 1);
    CHECK(contains(text_of<error>([&] { static_cast<void>(sample_of(set, 1)); }),
                   "dog/a.PGM: the image has other extents, expected 1 x 2, found 1 x 4. image_fit::resize"));
}

TEST_CASE("a folder is refused before an image is read") {
    const temporary_folder folder;
    put_images(folder.path);
    const auto refusal = [&](image_reader options, const std::vector<std::string>& names = {}) {
        return text_of<error>([&] { image_folder(folder.path, options, names); });
    };
    CHECK(contains(refusal({.height = 2}),
                   "the extents of the images are missing, expected a positive height "
                   "and width, found 2 x 0"));
    CHECK(contains(refusal({.channels = 2, .height = 1, .width = 1}), "found 2"));
    CHECK(refusal(two_grey, {"cat", "dog"}) == "");
    CHECK(contains(refusal(two_grey, {"bird", "cat", "dog"}),
                   "the folder has other classes, expected bird, cat, dog, found cat, dog"));
    fs::create_directory(folder.path / "bird");
    CHECK(contains(refusal(two_grey), "bird: the class has no examples"));
    put_file(folder.path / "bird" / "list.txt", "");
    CHECK(contains(refusal(two_grey),
                   "list.txt: the file is no image by its name, expected a name that ends "
                   "in .png"));
}

TEST_CASE("what is no image in spite of its name is refused when it is read") {
    const temporary_folder folder;
    put_images(folder.path);
    put_file(folder.path / "cat" / "b.pgm", "GIF89a");
    const image_folder set(folder.path, two_grey);
    CHECK(contains(text_of<error>([&] { static_cast<void>(sample_of(set, 0)); }),
                   "b.pgm: this is not an image that can be read"));
}

}  // namespace image_folders
