// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/training/gradient_check.hpp>

#include "networks.hpp"

using namespace strata;

namespace {

/// A U-Net of one level, its skip written as a tap, and written as a branch that does nothing.
struct with_tap : net<input<2, 4, 4>, conv<3, 3, same>, tap<"fine">, max_pool<2>, conv<4, 3, same>, relu,
                      upsample<2>, concat<from<"fine">, chain<>>, conv<2, 1>> {};
struct with_branch
    : net<input<2, 4, 4>, conv<3, 3, same>,
          concat<chain<>, chain<max_pool<2>, conv<4, 3, same>, relu, upsample<2>>>, conv<2, 1>> {};

/// One value read by three: the next layer, a sum far behind, and a head.
struct read_thrice
    : net<input<3, 6, 6>, conv<4, 3, same>, relu, tap<"a">, conv<4, 3, same>, batch_norm, relu, tap<"b">,
          sum<chain<>, from<"a">, from<"b", conv<4, 1>>>, relu,
          heads<chain<flatten, dense<3>>, from<"a", global_average_pool, flatten, dense<2>>, from<"b">>> {};

/// A tap of the input, and one inside a form.
struct of_the_input : net<input<2, 5, 5>, tap<"x">, residual<chain<conv<2, 3, same>, tap<"inside">, relu>>,
                          with<"inside", add>, concat<from<"x">, chain<>>, conv<1, 1>> {};

/// A network cut at a tap: no output follows from the layers between it and the end.
struct cut : net<input<4>, dense<5>, relu, tap<"a">, dense<3>, relu, dense<2>, from<"a", dense<3>>> {};

}  // namespace

static_assert(std::is_same_v<type_at<output_values<with_tap>, 0>::shape_type, shape<2, 4, 4>>);
static_assert(with_tap::parameters == with_branch::parameters);
static_assert(output_values<read_thrice>::size == 3);

TEST_CASE("a tap is the value at its place: a skip written with it computes what a branch would") {
    model<with_tap, double> a(seed{1});
    model<with_branch, double> b(seed{1});
    const auto from = a.tensors(), to = b.tensors();
    for (std::size_t i = 0; i < from.size(); ++i) CHECK(from[i].shape == to[i].shape);
    b.learned() = a.learned();
    xt::xtensor<double, 4> x = xt::zeros<double>({3, 2, 4, 4});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = random_stream(seed{4}, 0).normal(i);
    CHECK(a.predict(x) == b.predict(x));
}

TEST_CASE("gradients reach a tapped value from everyone who reads it") {
    for (const gradient_report& r :
         {gradient_check<with_tap>(3).run(), gradient_check<read_thrice>(3).run(),
          gradient_check<of_the_input>(3).run(), gradient_check<unfused<read_thrice>>(3).run(),
          gradient_check<cut>(3).run(), gradient_check<unfused<cut>>(3).run()}) {
        CAPTURE(r);
        CHECK(r.passed(1e-6));
    }
}
