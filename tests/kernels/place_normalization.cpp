// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/normalization/place_normalization.hpp>
#include <strata/kernels/pointwise.hpp>

#include "random_values.hpp"

using namespace strata;

namespace place_normalization_kernels {

/// What one of the two ways computes of n rows of C numbers.
template <class T>
struct computed {
    std::vector<T> y, mean_s, dx, dw, db;

    computed(bool by_places, long n, long C, int threads, bool add) {
        const auto x = random_values<T>(n * C, 1), w = random_values<T>(C, 2), b = random_values<T>(C, 3),
                   dy = random_values<T>(n * C, 4);
        y = random_values<T>(n * C, 5), mean_s = random_values<T>(2 * n, 6), dx = random_values<T>(n * C, 7);
        dw = random_values<T>(C, 8), db = dw;
        group_normalization_pass<T> p{};
        p.e = {1, C, 1};
        p.n = static_cast<int>(n), p.threads = threads, p.epsilon = T(1e-5), p.add_dx = add;
        p.x = x.data(), p.w = w.data(), p.b = b.data(), p.dy = dy.data();
        p.y = y.data(), p.mean_s = mean_s.data(), p.dx = dx.data(), p.dw = dw.data(), p.db = db.data();
        std::vector<T> scratch(static_cast<std::size_t>(threads * p.e.template per_thread<T>()) + 64),
            sums(static_cast<std::size_t>(place_normalization_scratch<T>(C) + 2 * n * C) + 64);
        p.scratch = scratch.data(), p.sums = sums.data();
        if (by_places) {
            place_normalization_forward<identity_map>(p);
            place_normalization_backward<identity_map>(p);
        } else {
            group_normalization_forward<identity_map>(p);
            group_normalization_backward<identity_map>(p);
        }
    }
};

template <class T>
void check(long n, long C, double near) {
    for (const bool add : {false, true}) {
        const computed<T> rows(true, n, C, 1, add), more(true, n, C, 3, add), samples(false, n, C, 1, add);
        CHECK(largest_difference(rows.y, samples.y, n * C) < near);
        CHECK(largest_difference(rows.dx, samples.dx, n * C) < near * 400);
        CHECK(largest_difference(rows.dw, samples.dw, C) < near * static_cast<double>(n));
        CHECK(largest_difference(rows.db, samples.db, C) < near * static_cast<double>(n));
        CHECK((rows.y == more.y && rows.dx == more.dx && rows.dw == more.dw && rows.db == more.db));
    }
}

}  // namespace place_normalization_kernels

TEST_CASE(
    "rows normalized by themselves are samples of one group, with the same bits for any number of threads") {
    for (const long C : {2L, 3L, 17L, 96L, 300L})
        for (const long n : {1L, 5L, 70L, 1500L}) {
            CAPTURE(C);
            CAPTURE(n);
            place_normalization_kernels::check<float>(n, C, 1e-5);
            place_normalization_kernels::check<double>(n, C, 1e-13);
        }
}

TEST_CASE("a row of equal numbers, far from 0, is the shift") {
    const std::vector<float> x(96 + 64, 254.9F), w(96 + 64, 1.0F), b(96 + 64, 0.5F);
    std::vector<float> y(96 + 64), mean_s(2 + 64);
    group_normalization_pass<float> p{};
    p.e = {1, 96, 1};
    p.n = p.threads = 1;
    p.epsilon = 1e-5F;
    p.x = x.data(), p.w = w.data(), p.b = b.data(), p.y = y.data(), p.mean_s = mean_s.data();
    place_normalization_forward<identity_map>(p);
    CHECK(mean_s[0] == 254.9F);
    CHECK(std::all_of(y.begin(), y.begin() + 96, [](float v) { return v == 0.5F; }));
}
