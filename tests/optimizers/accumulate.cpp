// SPDX-License-Identifier: MIT
#include <strata/optimizers/stages/accumulate.hpp>

#include "stage_run.hpp"

using namespace strata;
using namespace strata::test;

namespace accumulated {

/// The gradients of three passes from the first one on, as the formula adds them up.
template <class T>
std::vector<T> mean_of_three(int64 n, int first) {
    std::vector<T> all = stage_gradient<T>(n, first);
    for (int pass = first + 1; pass < first + 3; ++pass) {
        const auto next = stage_gradient<T>(n, pass);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] += next[i];
    }
    for (T& g : all) g /= 3;
    return all;
}

template <class T>
void check_three(int64 n, int threads) {
    stage_run<T, accumulate> run(accumulate{.batches = 3}, n);
    for (int pass = 1; pass <= 9; ++pass) {
        CAPTURE(pass);
        const bool goes_on = run.take(stage_gradient<T>(n, pass), threads);
        CHECK(goes_on == (pass % 3 == 0));
        if (goes_on) CHECK(run.gradient() == mean_of_three<T>(n, pass - 2));
    }
}

}  // namespace accumulated

TEST_CASE("gradients of three batches are added up in their order, and their mean goes on") {
    accumulated::check_three<float>(21, 1);
    accumulated::check_three<double>(5, 1);
    accumulated::check_three<float>(3 * pointwise_block + 5, 2);
}

TEST_CASE("one batch goes on as it is, and fewer there are not") {
    stage_run<float, accumulate> run(accumulate{.batches = 1}, 7);
    CHECK(run.take(stage_gradient<float>(7)));
    CHECK(run.gradient() == stage_gradient<float>(7));
    CHECK_THROWS_WITH_AS(accumulate{.batches = 0}.check_settings(),
                         "accumulate: gradients are added up over one batch at least, found 0", error);
}
