// SPDX-License-Identifier: MIT
#pragma once
/// The numbers a parameter starts from.
#include <strata/graph/parameters.hpp>
#include <strata/model/named_tensor.hpp>

namespace strata {

/// Draws parameter `number` of a network from its initializer, each from a stream of its own: adding a layer does not
/// change how those before it start. `data` is where its elements are.
template <class T>
void draw_first_values(const parameter_facts& f, seed s, std::uint64_t number, T* data) {
    const random_stream random(s, 0xA11CE000000ULL + number);
    const named_tensor<T> tensor{f.name, f.shape, f.strides, data};
    std::uint64_t i = 0;
    if (f.start.draw) {
        tensor.for_each([&](T& w) { w = static_cast<T>(f.start.draw(random, i++, f.counts())); });
    } else {
        const long rows = static_cast<long>(f.shape[0]);
        std::vector<double> matrix(static_cast<std::size_t>(f.size));
        f.start.draw_matrix(random, rows, f.size / rows, matrix.data());
        tensor.for_each([&](T& w) { w = static_cast<T>(matrix[i++]); });
    }
}

}  // namespace strata
