// SPDX-License-Identifier: MIT
#include <strata/layer/layer.hpp>

#include <strata/kernels/pointwise.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>

#include "fused_like_unfused.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

namespace {

/// A layer of the user's own that uses everything a layer can ask for.
///
///     forward     y[c, i] = a[c] x[c, i] + s      s = the mean of the sample       a: [C]
///     backward    dx[c, i] = a[c] dy[c, i] + sum dy / size      da[c] = sum_i x[c, i] dy[c, i]
///
/// Keeps x, and the samples' sums of dy as scratch.
struct scaled_with_mean : layer {
    template <Shape X>
    using output = X;
    template <Shape X>
    using parameters = parameter_list<parameter<"scale", shape<channels<X>>, ones>>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        memory m;
        m.x_in_backward = Phase::backward;
        m.scratch_per_sample = long(sizeof(T));
        return m;
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        for (long i = 0; i < a.n; ++i) {
            const T* x = a.x() + i * X::size;
            T sum = 0;
            for (long k = 0; k < X::size; ++k) sum += x[k];
            for (long k = 0; k < X::size; ++k)
                a.y[i * X::size + k] = a.w[0][k % channels<X>] * x[k] + sum / T(X::size);
        }
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        T* sums = reinterpret_cast<T*>(a.scratch_per_sample);
        for (long i = 0; i < a.n; ++i) {
            sums[i] = 0;
            for (long k = 0; k < X::size; ++k) sums[i] += a.dy[i * X::size + k];
        }
        for (long c = 0; c < channels<X>; ++c) {
            a.dw[0][c] = 0;
            for (long k = c; k < a.n * X::size; k += channels<X>) a.dw[0][c] += a.x()[k] * a.dy[k];
        }
        if (!a.dx()) return;
        for (long k = 0; k < a.n * X::size; ++k)
            a.dx()[k] = (a.add_dx() ? a.dx()[k] : T(0)) + a.w[0][k % channels<X>] * a.dy[k] +
                        sums[k / X::size] / T(X::size);
    }
};

struct not_a_layer {};

}  // namespace

static_assert(Layer<scaled_with_mean>);
static_assert(Layer<relu> && Layer<dense<3>>);
static_assert(!Layer<not_a_layer> && !Layer<int>);
static_assert(mistaken<E11_not_a_layer, input<3>, not_a_layer>);
static_assert(mistaken<E11_not_a_layer, input<3>, relu, int>);
static_assert(net<input<3, 5, 7>, scaled_with_mean>::parameters == 3);

// What a layer has that says nothing of itself.
static_assert(std::is_same_v<layer::parameters<shape<3>>, parameter_list<>>);
static_assert(layer::needs<training, float, shape<3>>().kept_per_sample == 0);
static_assert(!layer::is_view<inference, shape<3>>);
static_assert(layer::role == fusion::none);
static_assert(layer::multiply_adds<shape<3>> == 0);

TEST_CASE("a layer of the user's own runs in a network and has right gradients") {
    check_gradients_right<net<input<3, 5, 7>, scaled_with_mean>>();
    check_gradients_right<net<input<3, 1, 5>, sum<scaled_with_mean, relu, scaled_with_mean>>>();
    check_partial_batches<net<input<17>, dense<5>, relu, scaled_with_mean, relu, dense<3>>>();
    check_fused_like_unfused<net<input<17>, dense<5>, relu, scaled_with_mean, relu, relu>>();
}
