// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <cmath>

#include "../model/random_array.hpp"

using namespace strata;
using strata::test::random_array;

namespace ports_test {

struct several
    : net<input<4>, named<"word", whole_input<2>>, named<"label", input<3>>, dense<5>, tap<"first">, relu,
          concat<chain<>, from<"label">, from<"word">>, dense<2>, tap<"last">, heads<chain<>, dense<3>>> {};
template <class... Wanted>
using ports_here = ports_of<several::graph, phase<answering, Wanted...>>;
template <class... Wanted>
constexpr int looked_at() {
    return static_cast<int>(ports_here<Wanted...>::looked_at.size());
}
constexpr int first_id = id_of_tap<several::graph::taps, "first">,
              last_id = id_of_tap<several::graph::taps, "last">;

struct pictures : net<input<3, 16, 16>, conv<8, 3, same>, batch_norm, relu, conv<8, 3, same>, batch_norm,
                      relu, max_pool<2>, conv<16, 3, same>, relu, flatten, dense<10>> {};
struct frozen_beginning : net<input<3, 16, 16>, frozen<chain<conv<8, 3, same>, conv<8, 5, same>>>,
                              conv<8, 5, same>, flatten, dense<2>> {};
struct free_beginning
    : net<input<3, 16, 16>, chain<conv<8, 3, same>, conv<8, 5, same>>, conv<8, 5, same>, flatten, dense<2>> {
};

/// The second input, and the tap, lead to no output.
struct dead_ends
    : net<input<4>, named<"unread", input<2, 3, 3>>, named<"cut", input<3>>, dense<3>, tap<"here">,
          concat<chain<>, from<"cut">>, tap<"joined">, relu, from<"here", dense<2>>> {};

/// A row that is read as it is and as a table, which is the same memory.
struct under_two_shapes : net<input<6>, dense<6>, tap<"row">, reshape<2, 3>, tap<"table">, flatten, sigmoid,
                              concat<chain<>, from<"row", dense<4>>>, dense<2>> {};

template <class Net, class Phase>
int planned_gradients() {
    using p = plan<Net, Phase, float>;
    int n = 0;
    for (const int64 place : p::result.gradient) n += place != no_place;
    return n;
}

static_assert(ports_here<>::input_count == 3 && ports_here<>::output_count == 2);
static_assert(ports_here<>::input_sizes == std::array<int64, 3>{4, 2, 3});
static_assert(several::graph::inputs::size == 3 && type_at<input_ports<several>, 1>::whole);
// outputs are looked at; what is named besides
static_assert(looked_at<>() == 2 && looked_at<of_inputs, of_parameters>() == 2);
static_assert(looked_at<watch<"first">>() == 3 && looked_at<of<"first">, watch<"label">>() == 4);
static_assert(ports_here<watch<"first">>::is_watched(first_id) &&
              !ports_here<watch<"first">>::is_watched(last_id));
static_assert(ports_here<of<"last">>::is_watched(last_id) && ports_here<of<"last">>::has_gradient(last_id));
static_assert(!ports_here<watch<"last">>::has_gradient(last_id));
// whole numbers have no gradient
static_assert(ports_here<of_inputs>::has_gradient(0) && !ports_here<of_inputs>::has_gradient(1) &&
              ports_here<of_inputs>::has_gradient(2));
static_assert(!ports_here<of_parameters>::has_gradient(0) && !ports_here<of<"label">>::has_gradient(0) &&
              ports_here<of<"label">>::has_gradient(2));
// names
static_assert(named_value<several::graph::taps, of_inputs> == -1 &&
              named_value<several::graph::taps, watch<"label">> == 2);
static_assert(named_value<several::graph::taps, of<"nobody">> == -2);

// what is not wanted is not planned
using of_pictures = phase<answering, of_inputs>;
static_assert(pictures::workspace_bytes<of_pictures>(32) < pictures::workspace_bytes<training>(32));
static_assert(pictures::workspace_bytes<of_pictures>(32) <
              pictures::workspace_bytes<phase<answering, of_inputs, of_parameters>>(32));
static_assert(pictures::workspace_bytes<inference>(32) < pictures::workspace_bytes<of_pictures>(32));
static_assert(frozen_beginning::workspace_bytes<training>(32) <
              free_beginning::workspace_bytes<training>(32));

TEST_CASE("gradients that nobody wants have no place") {
    CHECK(planned_gradients<pictures, inference>() == 0);
    using frozen_plan = plan<frozen_beginning, training, float>;
    using free_plan = plan<free_beginning, training, float>;
    // image, then the three convolutions: the frozen ones pass none on
    CHECK(frozen_plan::result.gradient[0] == no_place);
    CHECK(frozen_plan::result.gradient[1] == no_place);
    CHECK(frozen_plan::result.gradient[2] == no_place);
    CHECK(free_plan::result.gradient[0] == no_place);
    CHECK(free_plan::result.gradient[1] != no_place);
    CHECK(planned_gradients<frozen_beginning, training>() ==
          planned_gradients<free_beginning, training>() - 2);
    CHECK(planned_gradients<frozen_beginning, input_gradients>() ==
          planned_gradients<free_beginning, input_gradients>());
}

TEST_CASE("a frozen layer keeps nothing of what it reads") {
    // of three large values the frozen network keeps that which the last convolution reads
    constexpr int64 value = 8 * 16 * 16 * 4;
    CHECK(free_beginning::workspace_bytes<training>(64) - frozen_beginning::workspace_bytes<training>(64) >
          64 * value);
}

TEST_CASE("the gradient of what leads to no output is zero") {
    model<dead_ends, double> m(seed{3}, 1);
    network_run r{m, answering{}, of_inputs{}, of<"joined">{}, of<"here">{}};
    const auto x = random_array<double>({2, 4}), cut = random_array<double>({2, 3}, 2);
    const auto unread = random_array<double>({2, 2, 3, 3}, 1);
    for (int time = 0; time < 2; ++time) {
        CHECK(r.forward(x, unread, cut).shape(1) == 2);
        CHECK(xt::view(r.value<"joined">(), xt::all(), xt::range(3, 6)) == cut);
        r.gradient().fill(1);
        r.backward();
        CHECK(r.input_gradient() != xt::zeros<double>({2, 4}));
        CHECK(r.input_gradient<1>() == xt::zeros<double>({2, 2, 3, 3}));
        CHECK(r.input_gradient<2>() == xt::zeros<double>({2, 3}));
        CHECK(r.gradient_of<"joined">() == xt::zeros<double>({2, 6}));
        CHECK(r.gradient_of<"here">() != xt::zeros<double>({2, 3}));
    }
}

TEST_CASE(
    "a tap has the gradient of what reads it, though other layers read the same numbers under another "
    "shape") {
    model<under_two_shapes, double> m(seed{3}, 1);
    network_run r{m, answering{}, of<"table">{}};
    network_run of_all{m, answering{}, of<"table">{}, of<"row">{}, of_parameters{}};
    const auto x = random_array<double>({2, 6});
    const auto gradient = [&](auto& run) {
        run.forward(x);
        run.gradient().fill(1);
        run.backward();
    };
    gradient(r);
    gradient(of_all);
    const auto table = r.value<"table">(), of_table = r.gradient_of<"table">();
    const auto w = m.parameter("5.weight");
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t i = 0; i < 6; ++i) {
            const double s = 1 / (1 + std::exp(-table(n, i / 3, i % 3)));  // through the sigmoid alone
            CHECK(of_table(n, i / 3, i % 3) == doctest::Approx((w(0, i) + w(1, i)) * s * (1 - s)));
        }
    CHECK(of_all.gradient_of<"table">() == of_table);
    // what is before the tap has the gradient of both readers
    const auto of_row = of_all.gradient_of<"row">();
    const auto of_bias = of_all.named_gradients()[1];
    CHECK(of_bias.name == "0.bias");
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(of_bias.data[i] == doctest::Approx(of_row(0, i) + of_row(1, i)));
        CHECK(of_row(0, i) != of_table(0, i / 3, i % 3));
    }
}

}  // namespace ports_test
