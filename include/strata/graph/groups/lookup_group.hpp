// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Rows of a table and what goes along them place by place, whose product with its input is one with the
/// table (training alone).
template <class Lookup, class Recurrence>
struct lookup_group : layer {
    template <Shape X>
    using rows = typename Lookup::template output<X>;
    template <Shape X>
    using output = typename Recurrence::template output<rows<X>>;
    template <Shape X>
    using parameters = joined_parameters<typename Lookup::template parameters<X>,
                                         typename Recurrence::template parameters<rows<X>>>;

    template <class Phase, class T, Shape X>
    static constexpr memory needs() {
        return Recurrence::template needs_of_lookup<T, rows<X>>(Lookup::table_rows);
    }
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        Lookup::template check_numbers<X>(a);
        Recurrence::template forward_of_lookup<T, rows<X>>(a, Lookup::table_rows);
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        Recurrence::template backward_of_lookup<T, rows<X>>(a, Lookup::table_rows);
        Lookup::template no_input_gradient<X>(a);
    }
};

}  // namespace strata::inline STRATA_TARGET
