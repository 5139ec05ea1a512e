// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include <strata/data/text_windows.hpp>

#include "../io/temporary_folder.hpp"

namespace windows_of_text {

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

/// The letters of a sample and those that follow, "abc>bcd".
std::string both(const text_windows& set, int64 i) {
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, i, {}, [&](auto& to) { set.read(i, to); });
    std::string text;
    for (int l = 0; l < set.length(); ++l) text += set.letters().letter(static_cast<int>(one.input()[l]));
    text += '>';
    for (int l = 0; l < set.length(); ++l) text += set.letters().letter(static_cast<int>(one.classes()[l]));
    return text;
}

TEST_CASE("a sample is so many letters and the one that follows each") {
    const temporary_folder folder;
    put_file(folder.path / "t", "abcdefghij");
    const text_windows set(folder.path / "t", vocabulary::of_file(folder.path / "t"), 3);
    static_assert(DataSet<text_windows>);
    CHECK(set.size() == 3);
    CHECK(both(set, 0) == "abc>bcd");
    CHECK(both(set, 2) == "ghi>hij");
    put_file(folder.path / "t", "abcdefghi");
    CHECK(text_windows(folder.path / "t", set.letters(), 3).size() == 2);
    CHECK(contains(text_of<error>([&] { static_cast<void>(both(set, 2)); }),
                   "t: the file has become shorter since it was opened"));
}

TEST_CASE("in batches of as many samples as streams each goes on where it ended") {
    const temporary_folder folder;
    put_file(folder.path / "t", "abcdefghijklmn");
    const text_windows set(folder.path / "t", vocabulary::of_file(folder.path / "t"), 3, 2);
    CHECK(set.size() == 4);
    CHECK(both(set, 0) == "abc>bcd");
    CHECK(both(set, 1) == "ghi>hij");
    CHECK(both(set, 2) == "def>efg");
    CHECK(both(set, 3) == "jkl>klm");
}

TEST_CASE("short texts, other letters and no windows are refused before a sample is read") {
    const temporary_folder folder;
    put_file(folder.path / "t", "abcabc");
    const auto refusal = [&](const char* letters, int length, int streams = 1) {
        return text_of<error>(
            [&] { text_windows(folder.path / "t", vocabulary::of_text(letters), length, streams); });
    };
    CHECK(refusal("abc", 5) == "");
    CHECK(contains(refusal("abc", 6),
                   "t: the text is too short, expected 7 letters at least, for 1 windows of 6 "
                   "and one more, found 6"));
    CHECK(contains(refusal("abc", 3, 2), "expected 7 letters at least, for 2 windows of 3"));
    CHECK(contains(refusal("ab", 2), "t: byte 2: the letter is not in the vocabulary"));
    CHECK(contains(refusal("abc", 0), "found windows of 0 letters in 1 streams"));
    CHECK(contains(refusal("abc", 1, 0), "in 0 streams"));
    put_file(folder.path / "t", "");
    CHECK(contains(refusal("abc", 1), "the text is too short"));
}

}  // namespace windows_of_text
