// SPDX-License-Identifier: MIT
#pragma once
/// Small fixed numbers, which `scripts/make-example-values` puts into the same networks in PyTorch, and
/// findings that are compared with what comes of them there.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <strata/strata.hpp>

/// Element i of all that a model has, in the order of a file: sin(i) / 2, and as much around 1 for variances.
template <class Model>
void put_sines(Model& m) {
    int i = 0;
    for (const auto& tensor : m.tensors())
        tensor.for_each([&](float& v) {
            v = static_cast<float>(std::sin(i++) / 2 + (tensor.name.ends_with("running_var") ? 1 : 0));
        });
}

/// An array of these extents, whose element i is cos(i).
template <class... Extents>
auto cosines(Extents... extents) {
    const std::array<std::size_t, sizeof...(Extents)> shape{static_cast<std::size_t>(extents)...};
    xt::xtensor<float, sizeof...(Extents)> x(shape);
    std::generate(x.begin(), x.end(), [i = 0]() mutable { return static_cast<float>(std::cos(i++)); });
    return x;
}

/// Whether two models have the same bits, in what they learned and in what they measured.
template <class Model>
bool same_bits(Model& a, Model& b) {
    const auto equal = [](auto& x, auto& y) { return std::equal(x.data(), x.data() + x.size(), y.data()); };
    return equal(a.learned(), b.learned()) && equal(a.measured(), b.measured());
}

/// Prints a finding; whether it is what is expected, to the digits that a float has.
template <class Number>
bool finding(const char* name, Number value, double expected) {
    const bool so =
        std::abs(static_cast<double>(value) - expected) <= 1e-5 * std::max(1.0, std::abs(expected));
    std::printf("finding %s %.7g%s\n", name, static_cast<double>(value), so ? "" : "   NOT AS EXPECTED");
    return so;
}
