// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/kernels/pointwise.hpp>
#include <strata/losses/loss.hpp>
#include <string>
#include <tuple>
#include <utility>

namespace strata {

/// A loss for each of a network's heads, added with weights.
///
///     L = sum_k weight[k] L_k(y_k, t_k)        dy_k = weight[k] dL_k/dy_k
///
///     trainer t{m, joint_loss{softmax_loss{}, softmax_loss{}}.weighted({1, 0.3}), adam{}};
///     t.step(x, first_labels, second_labels);
template <class... L>
struct STRATA_TAGGED joint_loss {
    std::tuple<L...> losses;
    std::array<double, sizeof...(L)> weights;

    joint_loss() { weights.fill(1); }
    explicit joint_loss(L... each) requires(sizeof...(L) > 0) : losses(each...) { weights.fill(1); }

    /// The same losses with other weights.
    [[nodiscard]] joint_loss weighted(const std::array<double, sizeof...(L)>& w) const {
        joint_loss copy = *this;
        copy.weights = w;
        return copy;
    }

    /// weight[K] L_K of head number K, which is of shape Y; leaves its gradient in a.dy, unless that is null.
    template <std::size_t K, Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const double mean = std::get<K>(losses).template apply<Y>(a);
        T* const dy = a.dy;
        if (const T weight = static_cast<T>(weights[K]); dy && weight != T(1))
            parallel_sweep<T>(a.n * Y::size, threads_for(a.n * Y::size, a.threads), [=](int64 i, auto lanes) {
                lanes.store(dy + i, lanes.load(dy + i) * simd<T>(weight));
            });
        return weights[K] * mean;
    }

    /// "weights[1]", "losses[1].positive_weight"
    template <class Visit>
    void settings(Visit&& visit) {
        [&]<std::size_t... K>(std::index_sequence<K...>) { (settings_of<K>(visit), ...); }
        (std::index_sequence_for<L...>{});
    }

private:
    template <std::size_t K, class Visit>
    void settings_of(Visit&& visit) {
        const std::string number = "[" + std::to_string(K) + "]";
        visit("weights" + number, weights[K]);
        auto& loss = std::get<K>(losses);
        const auto visit_of_part = [&](const auto& name, auto& value) {
            visit(("losses" + number + ".").append(name), value);
        };
        if constexpr (requires { loss.settings(visit_of_part); }) loss.settings(visit_of_part);
    }
};

/// Any loss as the losses of a list of outputs: itself for one, its parts where it is joint.
template <class L>
struct losses_of {
    static constexpr int count = 1;
    static joint_loss<L> from(const L& loss) { return joint_loss<L>(loss); }
    using type = joint_loss<L>;
};
template <class... L>
struct losses_of<joint_loss<L...>> {
    static constexpr int count = sizeof...(L);
    static const joint_loss<L...>& from(const joint_loss<L...>& loss) { return loss; }
    using type = joint_loss<L...>;
};

}  // namespace strata
