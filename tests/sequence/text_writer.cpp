// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/sequence/continuous_batches.hpp>
#include <strata/sequence/text_writer.hpp>
#include <strata/strata.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

namespace text_writer_test {

/// Of seven scores, some of which are of no letter.
struct speaker : net<whole_input<6>, embedding<7, 5>, lstm<8>, dense<7>> {};

const std::string song = "abcabdabcabdabcabdabcabdabcabdabcabdabcabd";

TEST_CASE("a model that has learned a song goes on with it, letter by letter") {
    const vocabulary letters = vocabulary::of_text("abcd");
    const continuous_batches set(letters.encode(song), 6, 1);
    model<speaker> m(seed{3}, 1);
    trainer t{m, place_softmax_loss{}, adam{.rate = 3e-2}};
    state<speaker> s{1};
    for (int epoch = 0; epoch < 40; ++epoch) {
        s.reset();
        for (int64 k = 0; k < set.chunks(); ++k) t.step_from(s, set[k]);
    }
    text_writer w{m, letters, score_sampler{0}};
    w.read("abcab");
    CHECK(w.write(12) == "dabcabdabcab");
    CHECK(w.next() == 'd');
    w.forget();
    w.read("abcabdabcab");
    CHECK(w.write(4) == "dabc");
}

TEST_CASE("no score without a letter is drawn, and the same seed writes the same text") {
    const vocabulary letters = vocabulary::of_text("abc");
    model<speaker> m(seed{3}, 1);
    m.parameter("2.bias")(5) = 20;
    text_writer w{m, letters, score_sampler{1, seed{4}}}, same{m, letters, score_sampler{1, seed{4}}};
    w.read("a");
    same.read("a");
    const std::string text = w.write(40);
    CHECK(text.find_first_not_of("abc") == std::string::npos);
    CHECK(same.write(40) == text);
    CHECK(w.scores().size() == 3);
}

TEST_CASE("unknown letters, no letters, and more letters than scores are refused") {
    model<speaker> m(seed{3}, 1);
    text_writer w{m, vocabulary::of_text("abc")};
    CHECK(text_of<error>([&] { static_cast<void>(w.write(1)); }) ==
          "a model of language goes on from a text: let it read a letter first");
    CHECK(contains(text_of<error>([&] { w.read("abxc"); }),
                   "the text to go on from: byte 2: the letter is not in the vocabulary"));
    CHECK_THROWS_AS(static_cast<void>(w.write(1)), error);  // nothing of it was read
    CHECK(text_of<error>([&] { text_writer(m, vocabulary::of_text("abcdefgh")); }) ==
          "the network has fewer scores than the vocabulary has letters, expected 8 or more, found 7");
}

}  // namespace text_writer_test
