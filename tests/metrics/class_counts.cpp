// SPDX-License-Identifier: MIT
#include <strata/metrics/class_counts.hpp>

#include "measured.hpp"

using namespace strata;
using namespace strata::test;

namespace class_counts_tests {

TEST_CASE("counted are truths and answers, as PyTorch counts them") {
    class_counts counts;
    CHECK(counts.classes() == 0);
    const auto y = channels_last<float, shape<6, 3, 5>>(pytorch::pixel_metrics_scores);
    const answers_and_targets<float> s{2, y, pytorch::pixel_metrics_labels};
    add_samples<shape<6, 3, 5>>(counts, s, 0, 2);
    int64 all = 0;
    for (int64 i = 0; i < 36; ++i) {
        CHECK(counts(i / 6, i % 6) == pytorch::pixel_metrics_confusion[static_cast<std::size_t>(i)]);
        all += counts.right(i / 6) * (i % 6 == 0);
    }
    CHECK(all == 2 * 3 * 5);
    CHECK(counts.right(4) == 0);
}

TEST_CASE("a state of too many classes is refused") {
    for (const double classes : {-1.0, 1e5})
        CHECK_THROWS_AS(metric_of<class_counts>({{"classes", classes}}), error);
}

}  // namespace class_counts_tests
