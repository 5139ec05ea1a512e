// SPDX-License-Identifier: MIT
#include <strata/layers/matrix_multiplication.hpp>

#include <strata/layers/dense.hpp>
#include <strata/layers/layer_scale.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/layers/transposition.hpp>

#include "../literals/matrix_multiplication.hpp"
#include "fused_like_unfused.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<matrix_multiplication, shape<5, 3>, shape<5, 7>, shape<7, 3>> &&
              makes<dot_products, shape<5, 3>, shape<5, 7>, shape<3, 7>>);
static_assert(refuses<matrix_multiplication, E63_matrices_do_not_multiply, shape<5, 7>, shape<3, 7>> &&
              refuses<dot_products, E63_matrices_do_not_multiply, shape<5, 7>, shape<7, 3>> &&
              refuses<dot_products, E63_matrices_do_not_multiply, shape<5, 7>, shape<7>> &&
              refuses<matrix_multiplication, E63_matrices_do_not_multiply, shape<5, 7>>);
static_assert(refuses<dot_products, E45_too_large, shape<1 << 16, 1>, shape<1 << 16, 1>>);

namespace matrix_tests {

using by_hand =
    net<input<6, 3>, tap<"x">, dense<4>, tap<"keys">, from<"x", dense<5>>, tap<"values">, from<"x", dense<4>>,
        with<"keys", dot_products>, frozen<layer_scale<0.5>>, softmax, with<"values", matrix_multiplication>>;

}  // namespace matrix_tests

TEST_CASE("attention by hand, of products of two sequences, gives PyTorch's values and gradients") {
    check_like_pytorch<matrix_tests::by_hand>(pytorch::attention_by_hand);
}

TEST_CASE("the gradients of products of two sequences are those of centred differences over awkward sizes") {
    check_gradients_right<net<input<17, 5>, tap<"x">, dense<17>, with<"x", matrix_multiplication>>>();
    check_gradients_right<net<input<1, 3>, tap<"x">, dense<1>, with<"x", matrix_multiplication>>>();
    check_gradients_right<net<input<5, 17>, tap<"x">, dense<17>, with<"x", dot_products>, dense<2>>>();
    check_gradients_right<net<input<5, 3>, tap<"x">, with<"x", dot_products>, concat<chain<>, from<"x">>>>(5);
}

TEST_CASE(
    "dot products are the matrix product with the transpose, to the last digits, however long the sums are") {
    auto turned = pass<double>::of<net<input<7, 3000>, tap<"x">, with<"x", dot_products>>>(3, 2);
    auto plain = pass<double>::of<net<input<7, 3000>, tap<"x">, transposition, tap<"turned">, from<"x">,
                                      with<"turned", matrix_multiplication>>>(3, 2);
    const auto x = normal_numbers(3 * 21000, 1), dy = normal_numbers(3 * 49, 2);
    CHECK(difference(turned.forward(3, x), plain.forward(3, x)) < 1e-12);
    CHECK(difference(turned.backward(dy), plain.backward(dy)) < 1e-12);
}

TEST_CASE("matrix products have the same bits for one thread and for several, more or fewer than samples") {
    using wide = net<input<70, 90>, tap<"x">, with<"x", dot_products>, with<"x", matrix_multiplication>>;
    auto one = pass<float>::of<wide>(3, 1), two = pass<float>::of<wide>(3, 2),
         four = pass<float>::of<wide>(3, 4);
    const auto drawn = normal_numbers(3 * 6300, 1);
    const std::vector<float> x(drawn.begin(), drawn.end());
    const auto y = one.forward(3, x), dx = one.backward(x);
    CHECK((two.forward(3, x) == y && two.backward(x) == dx));
    CHECK((four.forward(3, x) == y && four.backward(x) == dx));
}

TEST_CASE(
    "matrix products are the same for a sample whatever the batch it is in, in groups as layer by layer") {
    check_partial_batches<matrix_tests::by_hand>();
    check_fused_like_unfused<matrix_tests::by_hand>();
}
