// SPDX-License-Identifier: MIT
#include <strata/layers/at_each_place.hpp>

#include <doctest/doctest.h>

#include <strata/graph/forms.hpp>
#include <strata/layers/dense.hpp>

#include "partial_batches.hpp"
#include "pass.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<at_each_place<9>, shape<9, 4>, shape<4>>);
static_assert(refuses<at_each_place<9>, E03_layer_needs_a_vector, shape<5, 4>>);
static_assert(refuses<at_each_place<0>, E09_size_not_positive, shape<4>>);

namespace vectors_at_each_place {
struct beside : net<input<5>, tap<"x">, at_each_place<70>, dense<3>, tap<"y">, from<"x", at_each_place<70>>,
                    concat<from<"y">, chain<>>> {};
}  // namespace vectors_at_each_place

TEST_CASE("a vector at each place is the same there, and its gradient is the sum over the places") {
    auto run = pass<double>::of<net<input<3>, at_each_place<2>>>(2);
    CHECK(run.forward(2, {1, 2, 3, 4, 5, 6}) == std::vector<double>{1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6});
    CHECK(run.backward({1, 2, 3, 10, 20, 30, 0, 0, 1, 5, 0, 0}) == std::vector<double>{11, 22, 33, 5, 0, 1});
    check_gradients_right<vectors_at_each_place::beside>(2);
    check_partial_batches<vectors_at_each_place::beside>();
}
