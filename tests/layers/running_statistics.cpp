// SPDX-License-Identifier: MIT
#include <strata/layer/running_statistics.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace strata;

namespace running_statistics_of_one_channel {

struct seen_batches {
    double mean = 0, variance = 1, count = 0;

    template <class Statistics>
    void measure(double m, double v, int64 rows) {
        double* const w[] = {&mean, &variance, &count};
        Statistics::measure(w, &m, &v, rows, 1);
    }
};

using cumulative_ones = running_statistics<0.1, true>;

}  // namespace running_statistics_of_one_channel

static_assert(running_statistics<0.1, false>::parameters<5>::size == 2);
static_assert(running_statistics<0.1, true>::parameters<5>::size == 3);

TEST_CASE(
    "running statistics move by their momentum towards what a batch has, the variance without its bias") {
    running_statistics_of_one_channel::seen_batches s;
    s.measure<running_statistics<0.25, false>>(8, 3, 4);
    CHECK(s.mean == 2);
    CHECK(s.variance == 0.75 + 0.25 * 4);
    CHECK(s.count == 0);
}

TEST_CASE("cumulative statistics are plain means over all batches, but for those of a single row") {
    using namespace running_statistics_of_one_channel;
    seen_batches s;
    s.measure<cumulative_ones>(100, 0, 1);
    s.measure<cumulative_ones>(3, 4e-20, 2);
    CHECK(s.variance == 8e-20);
    s.measure<cumulative_ones>(100, 0, 1);
    s.measure<cumulative_ones>(6, 1, 2);
    s.measure<cumulative_ones>(0, 1, 2);
    CHECK(s.count == 3);
    CHECK(s.mean == doctest::Approx(3).epsilon(1e-15));
    CHECK(s.variance == doctest::Approx(4.0 / 3).epsilon(1e-15));
}

TEST_CASE("with a momentum of 1 the statistics are those of the latest batch, to the last digit") {
    running_statistics_of_one_channel::seen_batches s;
    s.measure<running_statistics<1, false>>(1e-20, 1e-20, 2);
    CHECK(s.mean == 1e-20);
    CHECK(s.variance == 2e-20);
}
