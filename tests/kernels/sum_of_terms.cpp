// SPDX-License-Identifier: MIT
#include <strata/kernels/sum_of_terms.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace strata;

namespace {

double sum_of(const std::vector<float>& v, int64 n, int threads, std::vector<float>* halves = nullptr) {
    const float* const x = v.data();
    float* const y = halves ? halves->data() : nullptr;
    return sum_of_terms<float>(n, threads, [=](int64 i, auto lanes) {
        if (y) lanes.store(y + i, lanes.load(x + i) * simd<float>(0.5F));
        return lanes.load(x + i);
    });
}

}  // namespace

TEST_CASE("terms are added once each, whatever their number, and by any number of threads to the same bits") {
    constexpr int64 most = 64 * pointwise_block + 12345;
    std::vector<float> v(most + slack_elements, 1e30F);
    for (int64 i = 0; i < most; ++i) v[static_cast<std::size_t>(i)] = static_cast<float>(i % 8191) / 1024;
    for (const int64 n : {int64{0}, int64{1}, int64{17}, pointwise_block, pointwise_block + 3, most}) {
        CAPTURE(n);
        double expected = 0;
        for (int64 i = 0; i < n; ++i) expected += static_cast<double>(v[static_cast<std::size_t>(i)]);
        const double one = sum_of(v, n, 1);
        CHECK(one == doctest::Approx(expected).epsilon(1e-6));
        for (const int threads : {2, 3}) CHECK(sum_of(v, n, threads) == one);
    }
}

TEST_CASE("a term may store its vector, and stores no more than there is") {
    const int64 n = pointwise_block + 5;
    std::vector<float> v(static_cast<std::size_t>(n + slack_elements), 3), halves(v.size(), -1);
    CHECK(sum_of(v, n, 2, &halves) == 3.0 * static_cast<double>(n));
    std::size_t right = 0;
    for (std::size_t i = 0; i < halves.size(); ++i)
        right += halves[i] == (i < static_cast<std::size_t>(n) ? 1.5F : -1.0F);
    CHECK(right == halves.size());
}
