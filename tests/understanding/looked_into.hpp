// SPDX-License-Identifier: MIT
#pragma once
/// The network that PyTorch has looked into (scripts/make-understanding-literals).
#include <doctest/doctest.h>
#include <strata/strata.hpp>

#include <cstddef>
#include <vector>

#include "../literals/understanding.hpp"

namespace strata::test {

struct looked_into_net : net<input<2, 6, 6>, conv<3, 3, same>, relu, tap<"features">, max_pool<2>,
                             conv<4, 3, same>, relu, tap<"last">, flatten, dense<3>> {};

/// The model with the parameters that PyTorch had, in float or double.
template <class T = double>
model<looked_into_net, T> looked_into_model(int threads = 1) {
    model<looked_into_net, T> m(seed{1}, threads);
    const double* from = looked_into::parameters.data();
    for (const named_tensor<T>& p : m.views_of(m.learned().data()))
        p.for_each([&](T& v) { v = static_cast<T>(*from++); });
    return m;
}
template <class T = double>
xt::xtensor<T, 4> looked_into_images() {
    xt::xtensor<T, 4> x(std::array<std::size_t, 4>{2, 2, 6, 6});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(looked_into::images[i]);
    return x;
}
inline const xt::xtensor<int, 1> looked_into_classes{1, 2};

/// Whether the numbers are those of the literal, in order.
template <class Found>
void check_all_close(const Found& found, const std::vector<double>& expected, double within = 1e-12) {
    REQUIRE(found.size() == expected.size());
    double apart = 0;
    std::size_t i = 0;
    for (const auto v : found) apart = std::max(apart, std::abs(static_cast<double>(v) - expected[i++]));
    CHECK(apart < within);
}

/// All bits of a model: what it learns and what it measures.
template <class Model>
std::vector<typename Model::value_type> all_numbers_of(Model& m) {
    std::vector<typename Model::value_type> all(m.learned().data(), m.learned().data() + m.learned().size());
    all.insert(all.end(), m.measured().data(), m.measured().data() + m.measured().size());
    return all;
}

}  // namespace strata::test
