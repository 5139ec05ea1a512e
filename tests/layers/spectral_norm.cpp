// SPDX-License-Identifier: MIT
#include <strata/layers/spectral_norm.hpp>

#include <cmath>

#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>

#include "../literals/generative.hpp"
#include "pass.hpp"
#include "refuses.hpp"

#include <doctest/doctest.h>

using namespace strata;
using namespace strata::test;

namespace spectral_norms {

static_assert(makes<spectral_norm<dense<3>>, shape<3>, shape<5>>);
static_assert(refuses<spectral_norm<dense<0>>, E09_size_not_positive, shape<5>>);

/// Sines as weights, then as biases; u: 1, 2, 3.
template <class Net>
pass<double> prepared(int capacity) {
    auto run = pass<double>::of<Net>(capacity);
    int i = 0;
    for (const char* name : {"0.weight", "0.bias"}) {
        std::vector<double> values(elements(tensor_called(run.parameters(), name)).size());
        for (double& v : values) v = std::sin(i++) / 2;
        assign(tensor_called(run.parameters(), name), values);
    }
    assign(tensor_called(run.parameters(), "0.weight_u"), {1, 2, 3});
    return run;
}
template <class Net>
void check_like(int n, const std::vector<double>& x, const std::vector<double>& y,
                const std::vector<double>& dx, const std::vector<double>& dw, const std::vector<double>& u) {
    auto run = prepared<Net>(n + 1);
    CHECK(difference(run.forward(n, x), y) < 1e-12);
    std::vector<double> dy(y.size());
    for (std::size_t i = 0; i < dy.size(); ++i) dy[i] = std::sin(i);
    CHECK(difference(run.backward(dy), dx) < 1e-12);
    CHECK(difference(elements(tensor_called(run.gradients(), "0.weight")), dw) < 1e-12);
    CHECK(difference(elements(tensor_called(run.parameters(), "0.weight_u")), u) < 1e-12);
}

TEST_CASE("spectral normalization gives PyTorch's values and gradients, and its u") {
    using namespace generative_literals;
    check_like<net<input<5>, spectral_norm<dense<3>>>>(
        4, spectral_dense_x, spectral_dense_y, spectral_dense_dx, spectral_dense_dw, spectral_dense_u);
    check_like<net<input<2, 4, 5>, spectral_norm<conv<3, 3>>>>(
        2, spectral_conv_x, spectral_conv_y, spectral_conv_dx, spectral_conv_dw, spectral_conv_u);
}

TEST_CASE("after some steps no input of length 1 has an answer that is longer, learning or not") {
    auto run = prepared<net<input<5>, spectral_norm<dense<3>>>>(5);
    assign(tensor_called(run.parameters(), "0.bias"), {0, 0, 0});
    const auto identity = [] {
        std::vector<double> x(25);
        for (std::size_t i = 0; i < 25; i += 6) x[i] = 1;
        return x;
    }();
    for (std::uint64_t step = 0; step < 100; ++step) run.forward(5, identity, step);
    const auto w = run.predict(5, identity);  // the matrix W / sigma, an input a row
    CHECK(difference(run.forward(5, identity, 100), w) < 1e-9);
    const auto u = elements(tensor_called(run.parameters(), "0.weight_u"));
    double length = 0;  // of W^T u, the largest that there is
    for (std::size_t i = 0; i < 5; ++i) {
        double sum = 0;
        for (std::size_t o = 0; o < 3; ++o) sum += w[i * 3 + o] * u[o];
        length += sum * sum;
    }
    CHECK(length == doctest::Approx(1).epsilon(1e-9));
}

}  // namespace spectral_norms
