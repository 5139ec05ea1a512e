// SPDX-License-Identifier: MIT
#pragma once
/// The passes of layers that take one sample after the other.
#include <cstring>
#include <strata/kernels/parallel.hpp>
#include <strata/layer/layer.hpp>

namespace strata {

/// Forward: `body(x, y, sample)` for every sample. x: X   y: Y
template <Shape X, Shape Y, class T, class Body>
void forward_each(const forward_args<T>& a, Body&& body) {
    const T* const x = a.x();
    parallel_for(a.n, threads_for(a.n * (X::size + Y::size), a.threads),
                 [&, x](int sample, int) { body(x + sample * X::size, a.y + sample * Y::size, sample); });
}

/// Backward: `body(dy, dx, sample)` for every sample, where anyone wants dx.
template <Shape X, Shape Y, class T, class Body>
void backward_each(const backward_args<T>& a, Body&& body) {
    T* const dx = a.dx();
    if (!dx) return;
    parallel_for(a.n, threads_for(a.n * (X::size + Y::size), a.threads),
                 [&, dx](int sample, int) { body(a.dy + sample * Y::size, dx + sample * X::size, sample); });
}

/// The same for a body that adds to dx: where nothing is there to add to, dx is zero.
template <Shape X, Shape Y, class T, class Body>
void backward_each_added(const backward_args<T>& a, Body&& body) {
    backward_each<X, Y>(a, [&](const T* dy, T* dx, int sample) {
        if (!a.add_dx()) std::memset(dx, 0, static_cast<std::size_t>(X::size) * sizeof(T));
        body(dy, dx, sample);
    });
}

}  // namespace strata
