// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/data/text.hpp>

#include "../io/temporary_folder.hpp"

namespace texts {

using namespace strata;
using strata::test::contains;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;

TEST_CASE("the letters of a text become numbers in the order of their bytes, and letters again") {
    const vocabulary letters = vocabulary::of_text("hello\xc3\xb6\n");
    CHECK(letters.size() == 7);
    CHECK(letters.letters() == "\nehlo\xb6\xc3");
    CHECK(letters.encode("hell\n") == xt::xtensor<int, 1>{2, 1, 3, 3, 0});
    CHECK(letters.decode(letters.encode("\xc3\xb6lo")) == "\xc3\xb6lo");
    CHECK(letters.letter(4) == 'o');
    CHECK(vocabulary::of_text(letters.letters()) == letters);
    CHECK(letters.contains('h'));
    CHECK(!letters.contains('x'));
}

TEST_CASE("letters outside of the vocabulary, and numbers, are refused with their place") {
    const vocabulary letters = vocabulary::of_text("abc");
    CHECK(text_of<error>([&] { static_cast<void>(letters.encode("abxa", "novel.txt")); }) ==
          "novel.txt: byte 2: the letter is not in the vocabulary, expected one of 3 letters, found x. Make "
          "the vocabulary of all texts, or leave the letter out");
    CHECK(contains(
        text_of<error>([&] { static_cast<void>(letters.encode("a\xff")); }),
        "byte 1: the letter is not in the vocabulary, expected one of 3 letters, found the byte 255"));
    CHECK(text_of<error>([&] {
              static_cast<void>(letters.decode(xt::xtensor<int, 1>{0, 3}));
          }) == "the vocabulary has no letter of this number, expected 0 to 2, found 3");
    CHECK(contains(text_of<error>([&] { static_cast<void>(letters.letter(-1)); }), "found -1"));
    CHECK(text_of<error>([] { static_cast<void>(vocabulary::of_text("")); }) == "the text is empty");
}

TEST_CASE("files are read whole, by lines and in pieces") {
    const temporary_folder folder;
    const auto path = folder.path / "t.txt";
    put_file(path, "one\r\ntwo\n\nfour");
    CHECK(read_text(path) == "one\r\ntwo\n\nfour");
    CHECK(read_lines(path) == std::vector<std::string>{"one", "two", "", "four"});
    CHECK(lines_of_text("a\nb\n") == std::vector<std::string>{"a", "b"});
    CHECK(vocabulary::of_file(path) == vocabulary::of_text("one\r\ntwo\n\nfour"));
    put_file(path, std::string(70'000, 'a') + "b");
    std::vector<std::size_t> pieces;
    for_each_piece(path, [&](std::string_view piece) { pieces.push_back(piece.size()); });
    CHECK(pieces == std::vector<std::size_t>{65'536, 4'465});
    CHECK(vocabulary::of_file(path).letters() == "ab");
    put_file(path, "");
    CHECK(contains(text_of<error>([&] { static_cast<void>(read_text(path)); }), "t.txt: the text is empty"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(vocabulary::of_file(path)); }),
                   "t.txt: the text is empty"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(vocabulary::of_file(folder.path / "none")); }),
                   "none: the file cannot be opened: No such file or directory"));
    CHECK(contains(text_of<error>([&] { static_cast<void>(vocabulary::of_file(folder.path)); }),
                   "this is a folder, not a file"));
}

}  // namespace texts
