// SPDX-License-Identifier: MIT
#pragma once
#include <strata/layer/initializers.hpp>
#include <strata/layer/parameter.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// A mean and a variance of each of C channels over the batches that have been seen.
///
///     running += m (measured - running)      m = `Momentum`; where they are cumulative 1 / (batches seen)
///
/// Measured is the variance in its unbiased form, which a single row has not: such a batch leaves the running
/// variance as it is, and is not counted where statistics are cumulative. The count, num_batches_tracked, is
/// kept with them; `float` counts up to 2^24, and a later batch has that share.
template <fraction Momentum, bool Cumulative>
struct running_statistics {
private:
    using count = statistic<"num_batches_tracked", shape<1>, zeros>;

public:
    template <int C>
    using parameters = joined_parameters<
        parameter_list<statistic<"running_mean", shape<C>, zeros>, statistic<"running_var", shape<C>, ones>>,
        std::conditional_t<Cumulative, parameter_list<count>, parameter_list<>>>;

    /// w: the parameters in the order of their list; mean, variance: [C] over so many rows.
    template <class T>
    static void measure(T* const* w, const T* mean, const T* variance, int64 rows, int C) {
        const T R = T(rows);
        T m = number_of<Momentum, T>;
        if constexpr (Cumulative) {
            if (rows == 1) return;
            m = T(1) / (w[2][0] += T(1));
        }
        for (int c = 0; c < C; ++c) {
            move(w[0][c], mean[c], m);
            if (R > T(1)) move(w[1][c], variance[c] * R / (R - T(1)), m);
        }
    }

private:
    template <class T>
    static void move(T& running, T measured, T m) {
        running = m == T(1) ? measured : running + m * (measured - running);
    }
};

}  // namespace strata
