// SPDX-License-Identifier: MIT
#pragma once
/// Whether the losses of a network can take the targets of samples.
#include <strata/losses/loss.hpp>
#include <strata/target.hpp>
#include <strata/training/batch_memory.hpp>
#include <strata/training/loss_targets.hpp>
#include <tuple>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Throws where the loss of a head cannot take its targets of n samples. `views`: all targets, head after
/// head; samples are called `what` and counted from `first`.
template <class Values, class Losses, class T>
void check_targets_of_heads(const Losses& losses, int n, const target_view<T>* views, const char* what,
                            int64 first) {
    using all = targets_of_heads<Losses, Values>;
    [&]<int... K>(std::integer_sequence<int, K...>) {
        (check_targets_of<typename type_at<Values, K>::shape_type>(std::get<K>(losses.losses), n,
                                                                   views + all::first[K], what, first),
         ...);
    }
    (std::make_integer_sequence<int, Values::size>{});
}

/// The same of the targets of a batch that are numbers; losses of classes look at each as they read it.
template <class Values, class Losses, class T>
void check_numbers_of_heads(const Losses& losses, int n, const batch_memory<T>& batch) {
    using all = targets_of_heads<Losses, Values>;
    const auto of_head = [&]<int K>(std::integral_constant<int, K>) {
        constexpr std::size_t first = all::first[K];
        if (first < all::first[K + 1] && batch.layout().targets[first].kind == target_kind::numbers)
            check_targets_of<typename type_at<Values, K>::shape_type>(
                std::get<K>(losses.losses), n, batch.targets(first), "batch sample", 0);
    };
    [&]<int... K>(std::integer_sequence<int, K...>) { (of_head(std::integral_constant<int, K>{}), ...); }
    (std::make_integer_sequence<int, Values::size>{});
}

}  // namespace strata::inline STRATA_TARGET
