// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <strata/sequence/sequence_loss.hpp>
#include <strata/strata.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

namespace sequence_loss_test {

/// Of more classes than a vector has lanes, on which the last place of a batch ends a row.
struct of_many : net<whole_input<6>, embedding<41, 5>, lstm<8>, dense<41>> {};
struct speaker : net<whole_input<6>, embedding<7, 5>, lstm<8>, dense<7>> {};

/// So many numbers of the table's.
xt::xtensor<int, 1> counted(std::size_t n) {
    xt::xtensor<int, 1> all = xt::zeros<int>({n});
    for (std::size_t i = 0; i < n; ++i) all(i) = static_cast<int>((i * i + i / 5) % 7);
    return all;
}

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

TEST_CASE("the loss of a sequence is that of each place after all that stands before it") {
    const model<speaker> m(seed{3}, 1);
    const auto numbers = counted(43);
    const auto found = sequence_loss(m, continuous_batches(numbers, 6));
    CHECK(found.places == 42);
    CHECK(found.nats == doctest::Approx(mean_by_hand(m, numbers, 42)).epsilon(1e-6));
    CHECK(found.perplexity() == doctest::Approx(std::exp(found.nats)));
    CHECK(found.bits() == doctest::Approx(found.nats / 0.693147181));
}

TEST_CASE("many classes cost what places cost with a softmax of their own") {
    const model<of_many> m(seed{5}, 1);
    const std::vector<int> numbers{40, 0, 17, 33, 8, 40, 1};
    xt::xtensor<int, 2> x({1, 6});
    for (std::size_t p = 0; p < 6; ++p) x(0, p) = numbers[p];
    const auto y = m.predict(x);
    double sum = 0;
    for (std::size_t p = 0; p < 6; ++p) {
        double all = 0;
        for (std::size_t c = 0; c < 41; ++c) all += std::exp(static_cast<double>(y(0, p, c)));
        sum += std::log(all) - static_cast<double>(y(0, p, static_cast<std::size_t>(numbers[p + 1])));
    }
    CHECK(sequence_loss(m, continuous_batches(numbers, 6)).nats == doctest::Approx(sum / 6).epsilon(1e-6));
}

TEST_CASE("with several streams each begins with nothing, and what is left behind is not counted") {
    const model<speaker> m(seed{3}, 1);
    const auto numbers = counted(43);
    const auto found = sequence_loss(m, continuous_batches(numbers, 6, 3));
    CHECK(found.places == 36);
    double sum = 0;
    for (std::size_t stream = 0; stream < 3; ++stream)
        sum += mean_by_hand(m, xt::view(numbers, xt::range(12 * stream, 12 * stream + 13)), 12);
    CHECK(found.nats == doctest::Approx(sum / 3).epsilon(1e-6));
}

TEST_CASE("numbers that have no row or no score are refused with their place") {
    const model<speaker> m(seed{3}, 1);
    const auto refusal = [&](const std::vector<int>& numbers) {
        return text_of<error>([&] { static_cast<void>(sequence_loss(m, continuous_batches(numbers, 6))); });
    };
    CHECK(
        refusal({1, 2, 3, 8, 1, 2, 3}) ==
        "layer 0: place 3 of sample 0 has no row in the table, expected a whole number from 0 to 6, found 8");
    CHECK(refusal({1, 2, 3, 4, 1, 2, 9}).find("found 9") != std::string::npos);
}

}  // namespace sequence_loss_test
