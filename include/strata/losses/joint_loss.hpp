// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/losses/loss.hpp>
#include <strata/target.hpp>
#include <tuple>

namespace strata {

/// A loss for each of a network's heads, added with weights.
///
///     L = sum_k weight[k] L_k(y_k, t_k)
///
///     trainer t{m, joint_loss{softmax_loss{}, softmax_loss{}}.weighted({1, 0.3}), adam{}};
///     t.step(x, first_labels, second_labels);
template <class... L>
struct STRATA_TAGGED joint_loss {
    std::tuple<L...> losses;
    std::array<double, sizeof...(L)> weights;

    joint_loss() { weights.fill(1); }
    explicit joint_loss(L... each)
        requires(sizeof...(L) > 0)
        : losses(each...) {
        weights.fill(1);
    }

    /// The same losses with other weights.
    [[nodiscard]] joint_loss weighted(const std::array<double, sizeof...(L)>& w) const {
        joint_loss copy = *this;
        copy.weights = w;
        return copy;
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
