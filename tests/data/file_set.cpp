// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <vector>

#include <strata/data/classes.hpp>
#include <strata/data/file_bytes.hpp>
#include <strata/data/file_set.hpp>

#include "../io/temporary_folder.hpp"

using strata::file_set;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace fs = std::filesystem;

namespace of_file_sets {

/// The first byte of a file.
constexpr auto first_byte = [](const fs::path& path, auto& to) {
    to.input({1})[0] = strata::read_bytes(path)[0];
};

}  // namespace of_file_sets

TEST_CASE("files are read when their samples are wanted") {
    temporary_folder folder;
    put_file(folder.path / "a", "A");
    const file_set set(std::vector<fs::path>{folder.path / "a", folder.path / "none"},
                       of_file_sets::first_byte);
    static_assert(strata::DataSet<decltype(set)>);
    CHECK(set.size() == 2);
    strata::sample_batch<double> batch({.inputs = {{1}}}, 2);
    const auto read = [&](strata::int64 i) {
        strata::append_sample(batch, i, {}, [&](auto& to) { set.read(i, to); });
    };
    read(0);
    CHECK(*batch.input() == 'A');
    CHECK(contains(text_of<strata::error>([&] { read(1); }), "none: the file does not exist"));
    CHECK(batch.count() == 1);
    CHECK(contains(text_of<strata::error>([&] { (void)set.class_of(0); }),
                   "a: the files of this set have no classes"));
}

TEST_CASE("the folders of a folder are classes, in the order of their names") {
    temporary_folder folder;
    for (const char* name : {"dog", "cat", ".cache"}) {
        fs::create_directory(folder.path / name);
        put_file(folder.path / name / "2", name);
        put_file(folder.path / name / "1", name);
        put_file(folder.path / name / ".hidden", name);
    }
    put_file(folder.path / "notes", "no class");
    const file_set set(strata::files_by_folder(folder.path), of_file_sets::first_byte);
    CHECK(set.class_names() == std::vector<std::string>{"cat", "dog"});
    CHECK(strata::classes_of(set) == std::vector<int>{0, 0, 1, 1});
    CHECK(set.file(2) == folder.path / "dog" / "1");
    auto one = strata::sample_batch<float>::of_any_layout();
    strata::append_sample(one, 3, {}, [&](auto& to) { set.read(3, to); });
    CHECK(*one.input() == 'd');
    CHECK(*one.classes() == 1);
}

TEST_CASE("folders without files and classes that are not one for each file are refused") {
    temporary_folder folder;
    CHECK(contains(text_of<strata::error>([&] { (void)strata::files_by_folder(folder.path / "none"); }),
                   "none: there is no such folder, expected a folder for each class, with its files in it"));
    CHECK(contains(text_of<strata::error>([&] { (void)strata::files_by_folder(folder.path); }),
                   "there are no files in its folders"));
    for (const char* name : {"cat", "dog"}) fs::create_directory(folder.path / name);
    CHECK(contains(text_of<strata::error>([&] { (void)strata::files_by_folder(folder.path); }),
                   "there are no files in its folders"));
    put_file(folder.path / "dog" / "1", "dog");
    put_file(folder.path / "cat" / ".hidden", "cat");
    CHECK(contains(text_of<strata::error>([&] { (void)strata::files_by_folder(folder.path); }),
                   "cat: the class has no examples, expected a file at least. Remove the folder"));
    CHECK(text_of<strata::error>([&] {
              file_set(strata::labelled_files{{"a", "b"}, {0}}, of_file_sets::first_byte);
          }) == "not one class for each file, expected 2, found 1");
}
