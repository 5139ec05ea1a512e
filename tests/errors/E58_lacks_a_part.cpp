// SPDX-License-Identifier: MIT
// title: A loss, a metric or an update rule that is not finished
// means: A loss says which outputs it takes, what it compares them with, and how wrong they are. One of these is
// means: missing, or its signature is another one. `check_loss<mine>()` says all of them at once, and whether the
// means: gradient is right. A metric and an update rule have parts of their own, listed in strata/metrics/metric.hpp and
// means: strata/optimizers/update_rule.hpp.
// lecture: losses: what a loss is
// expect sentence: a trainer with mean_of_scores, got shape<10>: it has no `template <Shape Y> using target`, which says what it compares with: target<class_numbers>, target<real_numbers, Y>, several_targets<...>
#include <strata/strata.hpp>
using namespace strata;

struct small : net<input<784>, dense<10>> {};

/// The mean of all scores.
struct mean_of_scores {
    template <Shape Y>
    using decision = Y;
#ifndef BROKEN
    template <Shape Y>
    using target = several_targets<>;
#endif
    template <Shape Y, class T>
    double apply(const loss_args<T>& a) const {
        const auto all = a.n * Y::size;
        double sum = 0;
        for (long i = 0; i < all; ++i) {
            sum += a.y[i];
            if (a.dy) a.dy[i] = T(1) / T(all);
        }
        return sum / double(all);
    }
};

int main() {
    model<small> m;
    trainer t{m, mean_of_scores{}, adam{}};  // <- here
}
