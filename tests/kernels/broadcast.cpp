// SPDX-License-Identifier: MIT
/// Blocks of values where an axis of one may be 1, through the layer that multiplies them.
#include <doctest/doctest.h>
#include <strata/kernels/broadcast.hpp>
#include <strata/layer/phase.hpp>
#include <strata/layers/multiplication.hpp>

#include "random_values.hpp"

using namespace strata;

namespace broadcast_kernels {

/// The number of a sample of X that stands at place `at` of the result Y, counted in the order of memory.
template <Shape X, Shape Y>
std::size_t element_of(std::size_t at) {
    constexpr auto places = extents_of_places<X>, all = extents_of_places<Y>;
    const auto C = static_cast<std::size_t>(channels<X>);
    std::size_t from = at % std::size_t(channels<Y>) % C, step = C;
    at /= std::size_t(channels<Y>);
    for (std::size_t i = all.size(); i-- > 0; at /= std::size_t(all[i])) {
        if (places[i] > 1) from += at % std::size_t(all[i]) * step;
        step *= std::size_t(places[i]);
    }
    return from;
}

/// The product of two samples' values A and B and its gradients beside plain loops in double; the gradients
/// are added to what is there.
template <class T, Shape A, Shape B>
void multiplies_like_plain_loops() {
    CAPTURE(A::size);
    CAPTURE(B::size);
    using Y = multiplication::output<A, B>;
    constexpr long n = 2;
    const std::vector<T> x[] = {random_values<T>(n * A::size, 1), random_values<T>(n * B::size, 2)};
    const auto dy = random_values<T>(n * Y::size, 3);
    std::vector<T> y(std::size_t(n * Y::size) + 1, T(7)),
        dx[] = {random_values<T>(n * A::size, 4), random_values<T>(n * B::size, 5)};
    std::vector<double> expected[2];
    for (int k = 0; k < 2; ++k)
        for (const T number : dx[k]) expected[k].push_back(k == 0 ? double(number) : 0);
    double off = 0;
    std::vector<T> product(y.size(), T(7));
    for (std::size_t i = 0; i < std::size_t(n * Y::size); ++i) {
        const std::size_t sample = i / std::size_t(Y::size), at = i % std::size_t(Y::size);
        const std::size_t a = sample * std::size_t(A::size) + element_of<A, Y>(at),
                          b = sample * std::size_t(B::size) + element_of<B, Y>(at);
        product[i] = x[0][a] * x[1][b];
        expected[0][a] += double(dy[i]) * double(x[1][b]);
        expected[1][b] += double(dy[i]) * double(x[0][a]);
    }
    const T* const inputs[] = {x[0].data(), x[1].data()};
    T* const gradients[] = {dx[0].data(), dx[1].data()};
    const bool adds[] = {true, false};
    forward_args<T> forward{};
    forward.n = n;
    forward.threads = 1;
    forward.inputs = inputs;
    forward.y = y.data();
    multiplication::forward<training, T, A, B>(forward);
    CHECK(y == product);
    backward_args<T> backward{};
    static_cast<pass_args<T>&>(backward) = forward;
    backward.dy = dy.data();
    backward.input_gradients = gradients;
    backward.adds = adds;
    multiplication::backward<T, A, B>(backward);
    const long sizes[] = {n * A::size, n * B::size};
    for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t i = 0; i < std::size_t(sizes[k]); ++i)
            off = std::max(off, std::abs(double(dx[k][i]) - expected[k][i]));
    CHECK(off < rounding<T>(30));
}

}  // namespace broadcast_kernels

TEST_CASE(
    "weights of channels, of places and of some axes multiply as plain loops do, in blocks of any size") {
    using namespace broadcast_kernels;
    multiplies_like_plain_loops<float, shape<3, 17, 13>, shape<3, 1, 1>>();
    multiplies_like_plain_loops<float, shape<3, 17, 13>, shape<1, 17, 13>>();
    multiplies_like_plain_loops<float, shape<1, 29, 31>, shape<1, 1, 1>>();
    multiplies_like_plain_loops<float, shape<37, 7, 5>, shape<37, 1, 1>>();
    multiplies_like_plain_loops<double, shape<21, 9, 5>, shape<1, 9, 1>>();
    multiplies_like_plain_loops<double, shape<1, 1, 5>, shape<6, 9, 5>>();
    multiplies_like_plain_loops<double, shape<5, 1, 7>, shape<1, 3, 1>>();
    multiplies_like_plain_loops<double, shape<513, 2, 3>, shape<513, 1, 1>>();
    multiplies_like_plain_loops<double, shape<3, 600>, shape<3, 1>>();
    multiplies_like_plain_loops<double, shape<1025>, shape<1>>();
}
