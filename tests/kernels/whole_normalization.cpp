// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/normalization/whole_normalization.hpp>
#include <strata/kernels/pointwise.hpp>

#include "random_values.hpp"

using namespace strata;

namespace whole_normalization_kernels {

static_assert(is_whole_normalization({1, 4097, 1}) && !is_whole_normalization({1, 4096, 1}) &&
              !is_whole_normalization({1, 8192, 2}) && !is_whole_normalization({2, 8192, 1}));

enum class way { samples, groups };

/// What one of the two ways computes of n samples of C numbers.
template <class T>
struct computed {
    std::vector<T> y, mean_s, dx, dw, db;

    computed(way which, long n, long C, int threads, bool add) {
        const auto x = random_values<T>(n * C, 1), w = random_values<T>(C, 2), b = random_values<T>(C, 3),
                   dy = random_values<T>(n * C, 4);
        y = random_values<T>(n * C, 5), mean_s = random_values<T>(2 * n, 6), dx = random_values<T>(n * C, 7);
        dw = random_values<T>(C, 8), db = dw;
        group_normalization_pass<T> p{};
        p.e = {1, C, 1};
        p.n = static_cast<int>(n), p.threads = threads, p.epsilon = T(1e-5), p.add_dx = add;
        p.x = x.data(), p.w = w.data(), p.b = b.data(), p.dy = dy.data();
        p.y = y.data(), p.mean_s = mean_s.data(), p.dx = dx.data(), p.dw = dw.data(), p.db = db.data();
        if (which == way::samples) {
            whole_normalization_forward<identity_map>(p);
            whole_normalization_backward<identity_map>(p);
            return;
        }
        std::vector<T> scratch(static_cast<std::size_t>(threads * p.e.template per_thread<T>()) + 64),
            sums(static_cast<std::size_t>(2 * n * C) + 64);
        p.scratch = scratch.data(), p.sums = sums.data();
        group_normalization_forward<identity_map>(p);
        group_normalization_backward<identity_map>(p);
    }
};

template <class T>
void check(long n, long C, double near_enough) {
    for (const bool add : {false, true}) {
        const computed<T> one(way::samples, n, C, 1, add), more(way::samples, n, C, 3, add),
            groups(way::groups, n, C, 1, add);
        CHECK(largest_difference(one.y, groups.y, n * C) < near_enough);
        CHECK(largest_difference(one.dx, groups.dx, n * C) < near_enough);
        CHECK(largest_difference(one.dw, groups.dw, C) < near_enough * static_cast<double>(n));
        CHECK(largest_difference(one.db, groups.db, C) < near_enough * static_cast<double>(n));
        CHECK((one.y == more.y && one.dx == more.dx && one.dw == more.dw && one.db == more.db));
    }
}

}  // namespace whole_normalization_kernels

TEST_CASE(
    "long samples normalized whole are samples of one group, with the same bits for any number of threads") {
    for (const long C : {1L, 3L, 1027L, 9001L})
        for (const long n : {1L, 5L, 71L}) {
            CAPTURE(C);
            CAPTURE(n);
            // of a single number the deviation is that of epsilon alone, and nothing but rounding is left
            whole_normalization_kernels::check<float>(n, C, C == 1 ? 1e-2 : 1e-4);
            whole_normalization_kernels::check<double>(n, C, C == 1 ? 1e-10 : 1e-12);
        }
}
