// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <vector>

#include "../model/random_array.hpp"

using namespace strata;
using strata::test::random_array;
using strata::test::random_numbers;

namespace at_test {

struct small : net<input<2, 6, 6>, conv<4, 3, same>, batch_norm, relu,
                   residual<chain<conv<4, 3, same>, silu>>, global_average_pool, flatten, dense<3>> {};
struct larger : net<input<2, 9, 7>, conv<4, 3, same>, batch_norm, relu,
                    residual<chain<conv<4, 3, same>, silu>>, global_average_pool, flatten, dense<3>> {};
using wide = at<small, input<2, 9, 7>>;

struct words : net<whole_input<5>, embedding<9, 4>, lstm<6>, dense<9>> {};
using letter = at<words, whole_input<1>>;

struct of_two
    : net<input<3, 4>, named<"label", input<2>>, lstm<4>, flatten, concat<chain<>, from<"label">>, sigmoid> {
};
using longer = at<of_two, input<8, 4>, named<"label", input<2>>>;

struct other : net<input<2, 6, 6>, conv<4, 3, same>, relu, global_average_pool, flatten, dense<3>> {};

template <class Net>
void copy_parameters(model<small>& from, model<Net>& to) {
    to.learned() = from.learned();
    to.measured() = from.measured();
}

static_assert(SharesParameters<wide, small> && SharesParameters<letter, words> &&
              SharesParameters<small, small>);
static_assert(SharesParameters<longer, of_two>);
static_assert(!SharesParameters<other, small> && !SharesParameters<words, small>);
static_assert(std::is_same_v<wide::input_shape, shape<2, 9, 7>> && wide::parameters == small::parameters);
static_assert(std::is_same_v<type_at<output_values<letter>, 0>::shape_type, shape<1, 9>>);
static_assert(input_ports<longer>::size == 2);

TEST_CASE("a larger picture is answered with the parameters of a model of smaller ones") {
    model<small> m(seed{3}, 2);
    network_run learner{m, learning{}};
    for (std::uint64_t k = 0; k < 3; ++k) learner.forward(random_array<float>({5, 2, 6, 6}, k));
    model<larger> same(seed{4}, 1);
    copy_parameters(m, same);
    const auto x = random_array<float>({5, 2, 9, 7});
    const auto expected = same.predict(x);
    const predictor<wide> answer{m, {.portion = 2}};
    CHECK(answer(x) == expected);
    xt::xtensor<float, 2> y = xt::zeros<float>({5, 3});
    answer.into(x, y);
    CHECK(y == expected);
    m.parameter("6.bias")(1) += 1;
    CHECK(answer(x) == expected);  // a copy, as every predictor is
    CHECK(predictor<wide>{m}(x) != expected);
    network_run r{m, wide{}, answering{}};
    CHECK(r.forward(x) == predictor<wide>{m}(x));
}

TEST_CASE("a run over other inputs learns the parameters of the model") {
    model<small> m(seed{3}, 1);
    model<larger> same(seed{4}, 1);
    copy_parameters(m, same);
    network_run r{m, wide{}, learning{}, of_parameters{}, of_inputs{}};
    network_run of_same{same, learning{}, of_parameters{}, of_inputs{}};
    optimizer updates{m, momentum{.rate = 0.1}};
    optimizer of_same_updates{same, momentum{.rate = 0.1}};
    const auto x = random_array<float>({5, 2, 9, 7});
    for (int step = 0; step < 3; ++step) {
        CHECK(r.forward(x) == of_same.forward(x));
        r.gradient().fill(0.5F);
        of_same.gradient().fill(0.5F);
        r.backward();
        of_same.backward();
        CHECK(r.input_gradient() == of_same.input_gradient());
        updates.update(r.gradients());
        of_same_updates.update(of_same.gradients());
    }
    const auto picture = random_array<float>({4, 2, 9, 7}, 9);
    CHECK(predictor<wide>{m}(picture) == same.predict(picture));
    CHECK(m.predict(random_array<float>({1, 2, 6, 6})).shape(1) == 3);
}

TEST_CASE("a single step of a sequence goes on where the step before was, with the parameters of all of it") {
    const model<words> m(seed{3}, 1);
    const predictor<letter> next{m};
    const auto text = random_numbers({2, 5}, 9);
    const auto at_once = m.predict(text);
    state<letter> s{2};
    for (std::size_t i = 0; i < 5; ++i) {
        const auto y = next(xt::view(text, xt::all(), xt::range(i, i + 1)), s);
        CHECK(xt::view(y, xt::all(), 0) == xt::view(at_once, xt::all(), i));
    }
}

}  // namespace at_test
