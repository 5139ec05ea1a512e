// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/pointwise.hpp>
#include <strata/kernels/reference/group_normalization.hpp>

#include "random_values.hpp"

using namespace strata;

namespace group_normalization_kernels {

/// What is computed of n samples: [R, C] in G groups, by the kernel or by the plain loops.
template <class T>
struct computed {
    std::vector<T> x, y, dx, dw, db;

    computed(const group_extents& e, int n, int threads, double shift, bool add, bool plain) {
        const long size = n * e.size();
        x = random_values<T>(size, 1);
        for (T& v : x) v += static_cast<T>(shift);
        const auto w = random_values<T>(e.C, 2), b = random_values<T>(e.C, 3), dy = random_values<T>(size, 4);
        y = random_values<T>(size, 5), dx = random_values<T>(size, 6);
        dw = random_values<T>(e.C, 7), db = dw;
        std::vector<T> scratch(static_cast<std::size_t>(threads * e.template per_thread<T>()) + 64),
            sums(static_cast<std::size_t>(2 * n * e.C) + 64),
            mean_s(static_cast<std::size_t>(2 * n * e.G) + 64);
        group_normalization_pass<T> p{};
        p.e = e, p.n = n, p.threads = threads, p.epsilon = T(1e-5), p.add_dx = add;
        p.x = x.data(), p.w = w.data(), p.b = b.data(), p.dy = dy.data(), p.mean_s = mean_s.data();
        p.y = y.data(), p.dx = dx.data(), p.dw = dw.data(), p.db = db.data();
        p.scratch = scratch.data(), p.sums = sums.data();
        if (plain) {
            reference_group_normalization(p);
        } else {
            group_normalization_forward<identity_map>(p);
            group_normalization_backward<identity_map>(p);
        }
    }
};

}  // namespace group_normalization_kernels

TEST_CASE("groups of columns are normalized as plain loops in double do it, forward and backward") {
    using group_normalization_kernels::computed;
    const auto check = []<class T>(T, double near) {
        for (const group_extents e : {group_extents{1, 12, 3},
                                      {50, 2, 2},
                                      {67, 6, 2},
                                      {130, 21, 3},
                                      {70, 37, 37},
                                      {2300, 40, 5},
                                      {9, 200, 4},
                                      {5, 1001, 7}})
            for (const double shift : {0.0, 100.0})
                for (const bool add : {false, true}) {
                    CAPTURE(e.R);
                    CAPTURE(e.C);
                    CAPTURE(shift);
                    const int n = 3;
                    const long size = n * e.size();
                    const computed<T> ours(e, n, 1, shift, add, false), more(e, n, 2, shift, add, false),
                        plain(e, n, 1, shift, add, true);
                    // what is left of the digits of x, times how far a group of few numbers stretches them
                    const double tolerance = near * (1 + shift) * (e.R * e.D() < 10 ? 100 : 1);
                    CHECK(largest_difference(ours.y, plain.y, size) < tolerance);
                    CHECK(largest_difference(ours.dx, plain.dx, size) < 4 * tolerance);
                    CHECK(largest_difference(ours.dw, plain.dw, e.C) < tolerance * double(n * e.R));
                    CHECK(largest_difference(ours.db, plain.db, e.C) < near * double(n * e.R));
                    CHECK(
                        (ours.y == more.y && ours.dx == more.dx && ours.dw == more.dw && ours.db == more.db));
                }
    };
    check(float{}, 3e-6);
    check(double{}, 1e-14);
}
