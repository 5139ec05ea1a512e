// SPDX-License-Identifier: MIT
#pragma once
#include <strata/kernels/pointwise.hpp>
#include <strata/losses/loss.hpp>
#include <strata/losses/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// What a layer before the loss would be one too many, as the loss inside says.
template <class L>
struct sigmoid_of_loss {};
template <class L>
requires requires { L::applies_sigmoid; }
struct sigmoid_of_loss<L> {
    static constexpr bool applies_sigmoid = L::applies_sigmoid;
};

}  // namespace detail

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// A loss that is a mean over the elements of its samples, as the sum over the elements of a sample: what
/// likelihoods are added up as.
///
///     L = S L_mean          dy = S dy_mean          S: elements of a sample's first target
///
///     summed_loss{binary_cross_entropy_loss{}}        -log p(t | y) of a Bernoulli variable an element, in nats
///     summed_loss{gaussian_loss{.full = true}}        of a normal one
///
/// (Kingma and Welling: "Auto-encoding variational Bayes", 2014, appendix C.) Its targets, settings and
/// refusals are those of the loss inside.
template <class L>
struct summed_loss : detail::sigmoid_of_loss<L> {
    L loss;

    summed_loss() = default;
    explicit summed_loss(L inside) : loss(std::move(inside)) {}

    template <Shape Y>
    using decision = typename L::template decision<Y>;
    template <Shape Y>
    using target = typename L::template target<Y>;

private:
    template <class First, class... Rest>
    static constexpr int64 size_of_first(several_targets<First, Rest...>) {
        return First::shape_type::size;
    }

public:
    /// S.
    template <Shape Y>
    static constexpr int64 elements = size_of_first(target_of<L, Y>{});

    /// L; leaves its gradient in dy, unless that is null.
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const double mean = loss.template apply<Y>(a);
        T* const dy = a.dy;
        if (dy)
            parallel_sweep<T>(a.n * Y::size, threads_for(a.n * Y::size, a.threads), [=](int64 i, auto lanes) {
                lanes.store(dy + i, lanes.load(dy + i) * simd<T>(static_cast<T>(elements<Y>)));
            });
        return static_cast<double>(elements<Y>) * mean;
    }

    template <Shape Y, class T>
    void check_targets(int n, const target_view<T>* targets, const char* what, int64 first) const {
        check_targets_of<Y>(loss, n, targets, what, first);
    }
    template <class Visit>
    void settings(Visit&& visit) {
        if constexpr (requires { loss.settings(visit); }) loss.settings(visit);
    }
};
}  // namespace strata
