// SPDX-License-Identifier: MIT
#pragma once
/// The numbers a parameter starts from.
#include <strata/graph/parameters.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Draws parameter `number` of a network from its initializer, each from a stream of its own: adding a layer
/// does not change how those before it start. `data` is where its elements are.
template <class T>
void draw_first_values(const parameter_facts& f, seed s, std::uint64_t number, T* data) {
    const random_stream random = random_for(drawn_for::first_values, s, number);
    const named_tensor<T> tensor{f.name, f.shape, f.strides, data};
    std::vector<double> matrix;
    if (f.start.draw_matrix) {
        matrix.resize(static_cast<std::size_t>(f.size));
        f.start.draw_matrix(random, f.shape[0], f.size / f.shape[0], matrix.data());
    }
    const fans counts = f.counts();
    std::uint64_t i = 0;
    tensor.for_each([&](T& w) {
        w = static_cast<T>(matrix.empty() ? f.start.draw(random, i, counts) : matrix[i]);
        ++i;
    });
}

}  // namespace strata::inline STRATA_TARGET
