// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <strata/sequence/continuous_batches.hpp>
#include <strata/sequence/sequence_loss.hpp>
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

/// -log p of each letter of a text after the first, by `predict` over all of what stands before it.
double mean_by_hand(const model<speaker>& m, const xt::xtensor<int, 1>& numbers, std::size_t count) {
    state<speaker> s{1};
    const predictor<at<speaker, whole_input<1>>> one{m};
    double sum = 0;
    for (std::size_t p = 0; p < count; ++p) {
        const xt::xtensor<int, 2> x{{numbers(p)}};
        const auto y = one(x, s);
        double all = 0;
        for (std::size_t c = 0; c < 7; ++c) all += std::exp(static_cast<double>(y(0, 0, c)));
        sum += std::log(all) - static_cast<double>(y(0, 0, static_cast<std::size_t>(numbers(p + 1))));
    }
    return sum / static_cast<double>(count);
}

}  // namespace text_writer_test
using namespace text_writer_test;

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

    const auto figures = sequence_loss(m, set);
    CHECK(figures.places == 36);
    CHECK(figures.nats == doctest::Approx(mean_by_hand(m, letters.encode(song), 36)).epsilon(1e-5));
    CHECK(figures.nats < 0.3);
    CHECK(figures.perplexity() == doctest::Approx(std::exp(figures.nats)));
    CHECK(figures.bits() == doctest::Approx(figures.nats / 0.6931472));
    CHECK(sequence_loss(m, continuous_batches(letters.encode(song), 6, 3)).places == 36);
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
    CHECK(
        text_of<error>([&] {
            const continuous_batches wrong(std::vector<int>{1, 2, 3, 8, 1, 2, 3}, 6);
            static_cast<void>(sequence_loss(m, wrong));
        }) ==
        "layer 0: place 3 of sample 0 has no row in the table, expected a whole number from 0 to 6, found 8");
}
