// SPDX-License-Identifier: MIT
#include <strata/kernels/reference/recurrent.hpp>

#include <doctest/doctest.h>

#include <strata/layers/hyperbolic_tangent.hpp>
#include <strata/layers/relu.hpp>

#include "random_values.hpp"

using namespace strata;

namespace plain_recurrences {

/// n sequences, parameters, and everything that is made of them.
template <class Cell, class T>
struct recurrence {
    using pass_type = recurrent_pass<Cell, T>;
    static constexpr long A = Cell::blocks_of_x, M = Cell::blocks_of_h;
    recurrent_extents e;
    int n;
    std::vector<T> x, w, u, b, c, h, before, after, kept, panels, scratch, product, dy, dx, dw, du, db, dc,
        gradients, lengths;

    recurrence(recurrent_extents extents, int samples)
        : e(extents),
          n(samples),
          x(random_values<T>(long(n) * e.L * e.D, 1)),
          w(random_values<T>(A * e.H * e.D, 2)),
          u(random_values<T>(M * e.H * e.H, 3)),
          b(random_values<T>(A * e.H, 4)),
          c(random_values<T>(e.H, 12)),
          h(random_values<T>(long(n) * e.L * e.H, 5)),
          before(random_values<T>(long(n) * e.H, 13)),
          after(before.size()),
          kept(random_values<T>(n * pass_type::kept_elements(e), 6)),
          panels(random_values<T>(pass_type::panels_of_u(e), 10)),
          scratch(random_values<T>(4 * pass_type::per_thread(e), 11)),
          product(random_values<T>(n * pass_type::product_elements(e), 14)),
          dy(random_values<T>(long(n) * e.L * e.H, 7)),
          dx(random_values<T>(long(n) * e.L * e.D, 8)),
          dw(w.size()),
          du(u.size()),
          db(b.size()),
          dc(c.size()),
          gradients(random_values<T>(n * pass_type::gradient_elements(e), 9)) {
        for (T& v : w) v /= static_cast<T>(std::sqrt(e.D));
        for (T& v : u) v /= static_cast<T>(std::sqrt(e.H));
        for (int i = 0; i < n; ++i) lengths.push_back(static_cast<T>(1 + (3 * i + 1) % e.L));
    }

    pass_type pass(int threads, bool biased, bool goes_on) {
        pass_type p{e,
                    n,
                    threads,
                    x.data(),
                    w.data(),
                    u.data(),
                    biased ? b.data() : nullptr,
                    h.data(),
                    kept.data(),
                    panels.data(),
                    scratch.data()};
        p.product = product.data();
        if (biased && Cell::blocks_beside > 0) p.bias_of_h = c.data(), p.dbias_of_h = dc.data();
        if (goes_on) {
            p.h_before = before.data();
            p.h_after = after.data();
            p.lengths = lengths.data();
        }
        p.dy = dy.data();
        p.dx = dx.data();
        p.dw = dw.data();
        p.du = du.data();
        p.db = db.data();
        p.add_dx = goes_on;
        p.gradients = gradients.data();
        return p;
    }
};

template <class Plain, class Cell, class T>
void agrees(recurrent_extents e, int n, bool biased, bool goes_on) {
    CAPTURE(e.L);
    CAPTURE(e.D);
    CAPTURE(e.H);
    CAPTURE(n);
    CAPTURE(biased);
    CAPTURE(goes_on);
    recurrence<Cell, T> fast(e, n), plain(e, n);
    const long rows = long(n) * e.L;
    const double allowed = 4 * rounding<T>(e.D + e.H) * e.L;
    recurrent_forward(fast.pass(2, biased, goes_on));
    reference_recurrent_forward<Plain>(plain.pass(1, biased, goes_on));
    CHECK(largest_difference(fast.h, plain.h, rows * e.H) <= allowed);
    if (goes_on) CHECK(largest_difference(fast.after, plain.after, long(n) * e.H) <= allowed);

    recurrent_backward(fast.pass(2, biased, goes_on));
    reference_recurrent_backward<Plain>(plain.pass(1, biased, goes_on));
    const double of_sums = allowed * static_cast<double>(rows);
    CHECK(largest_difference(fast.dx, plain.dx, rows * e.D) <= allowed);
    CHECK(largest_difference(fast.dw, plain.dw, static_cast<long>(plain.dw.size())) <= of_sums);
    CHECK(largest_difference(fast.du, plain.du, static_cast<long>(plain.du.size())) <= of_sums);
    CHECK(largest_difference(fast.db, plain.db, static_cast<long>(plain.db.size())) <= of_sums);
    if (biased && Cell::blocks_beside > 0)
        CHECK(largest_difference(fast.dc, plain.dc, static_cast<long>(plain.dc.size())) <= of_sums);
}

template <class Plain, class Cell>
void agrees_over_sizes() {
    for (const int L : {1, 5})
        for (const int D : {1, 7})
            for (const int H : {1, 3, 8, 19})
                for (const int n : {1, 3}) {
                    agrees<Plain, Cell, double>({L, D, H}, n, n == 3, false);
                    agrees<Plain, Cell, double>({L, D, H}, n, n == 1, true);
                    agrees<Plain, Cell, float>({L, D, H}, n, true, n == 3);
                }
}

}  // namespace plain_recurrences
using namespace plain_recurrences;

TEST_CASE(
    "plain recurrent cells agree with their twin, also where sequences end early and go on from others") {
    agrees_over_sizes<plain_rnn<false>, rnn_cell<hyperbolic_tangent>>();
    agrees_over_sizes<plain_rnn<true>, rnn_cell<relu>>();
}

TEST_CASE("cells with gates that reset and update agree with their twin, also where sequences end early") {
    agrees_over_sizes<plain_gru, gru_cell>();
}
