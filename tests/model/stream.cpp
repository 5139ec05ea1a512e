// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <string>
#include <vector>

#include "allocations.hpp"
#include "random_array.hpp"

using namespace strata;
using strata::test::random_array;

namespace stream_test {

struct filter : net<input<12, 3>, rnn<5>, gru<7>, lstm<9, two_biases>, dense<2>> {};
struct letter_by_letter : net<whole_input<12>, embedding<11, 6>, gru<8, two_biases>, dense<11>> {};
struct loudness : net<input<12, 1>, rnn<4, relu>, dense<1>> {};

static_assert(noexcept(std::declval<stream<filter>&>().next(std::declval<std::span<const float, 3>>())));
static_assert(!noexcept(std::declval<stream<letter_by_letter>&>().next(1.0F)));

std::vector<float> numbers_in(std::span<const float> y) { return {y.begin(), y.end()}; }

}  // namespace stream_test
using namespace stream_test;

TEST_CASE(
    "a stream answers place by place what the whole sequence is answered, bit by bit, and begins anew") {
    model<filter> m(seed{3}, 1);
    const xt::xtensor<float, 3> x = random_array<float>({1, 12, 3});
    const auto whole = m.predict(x);
    stream s{m};
    for (int time = 0; time < 2; ++time) {
        for (std::size_t t = 0; t < 12; ++t) {
            const auto y = s.next(std::span<const float, 3>(&x(0, t, 0), 3));
            CHECK(numbers_in(y) == std::vector<float>{whole(0, t, 0), whole(0, t, 1)});
        }
        s.reset();
    }
}

TEST_CASE("a place of a stream asks for no memory") {
    model<filter> m(seed{3}, 2);
    stream s{m};
    const std::array<float, 3> x{1, 2, -3};
    const long before = allocations_so_far();
    for (int t = 0; t < 100; ++t) s.next(x);
    s.reset();
    CHECK(allocations_so_far() == before);
}

TEST_CASE("a stream keeps the parameters that its model had, and goes where it is moved") {
    model<loudness> m(seed{3}, 1);
    stream s{m};
    const float first = s.next(0.5F)[0], second = s.next(0.5F)[0];
    CHECK(first != second);
    m.parameter<"1.bias">()(0) += 1;
    s.reset();
    CHECK(s.next(0.5F)[0] == first);
    stream moved = std::move(s);
    CHECK(moved.next(0.5F)[0] == second);
}

TEST_CASE("a letter without a row is refused, and the stream is as it was") {
    model<letter_by_letter> m(seed{3}, 1);
    stream s{m}, undisturbed{m};
    s.next(4);
    undisturbed.next(4);
    CHECK_THROWS_AS(s.next(11), error);
    CHECK(numbers_in(s.next(7)) == numbers_in(undisturbed.next(7)));
}
