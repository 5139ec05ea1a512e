// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/reference/lstm.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

/// n sequences, parameters, and everything that is made of them.
template <class T>
struct operands {
    recurrent_extents e;
    int n;
    std::vector<T> x, w, u, b, h, kept, panels, scratch, dy, dx, dw, du, db, gradients;

    operands(recurrent_extents extents, int samples)
        : e(extents),
          n(samples),
          x(random_values<T>(long(n) * e.L * e.D, 1)),
          w(random_values<T>(4L * e.H * e.D, 2)),
          u(random_values<T>(4L * e.H * e.H, 3)),
          b(random_values<T>(4L * e.H, 4)),
          h(random_values<T>(long(n) * e.L * e.H, 5)),
          kept(random_values<T>(n * recurrent_pass<lstm_cell, T>::kept_elements(e), 6)),
          panels(random_values<T>(recurrent_pass<lstm_cell, T>::panels_of_u(e), 10)),
          scratch(random_values<T>(4 * recurrent_pass<lstm_cell, T>::per_thread(e), 11)),
          dy(random_values<T>(long(n) * e.L * e.H, 7)),
          dx(random_values<T>(long(n) * e.L * e.D, 8)),
          dw(w.size()),
          du(u.size()),
          db(b.size()),
          gradients(random_values<T>(n * recurrent_pass<lstm_cell, T>::gradient_elements(e), 9)) {
        // sums of as many terms as there are inputs and cells would leave every gate where it is flat
        for (T& v : w) v /= static_cast<T>(std::sqrt(e.D));
        for (T& v : u) v /= static_cast<T>(std::sqrt(e.H));
    }

    recurrent_pass<lstm_cell, T> pass(int threads, bool biased, bool add) {
        recurrent_pass<lstm_cell, T> p{e,
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
        p.dy = dy.data();
        p.dx = dx.data();
        p.dw = dw.data();
        p.du = du.data();
        p.db = db.data();
        p.add_dx = add;
        p.gradients = gradients.data();
        return p;
    }
};

template <class T>
void agrees(recurrent_extents e, int n, bool biased, bool add) {
    CAPTURE(e.L);
    CAPTURE(e.D);
    CAPTURE(e.H);
    CAPTURE(n);
    CAPTURE(biased);
    CAPTURE(add);
    operands<T> fast(e, n), plain(e, n);
    const long rows = long(n) * e.L;
    const double allowed = 2 * rounding<T>(e.D + e.H);
    recurrent_forward(fast.pass(2, biased, add));
    reference_lstm_forward(plain.pass(1, biased, add));
    CHECK(largest_difference(fast.h, plain.h, rows * e.H) <= allowed);
    CHECK(largest_difference(fast.kept, plain.kept, rows * 5 * e.H) <= allowed * e.L);

    recurrent_backward(fast.pass(2, biased, add));
    reference_lstm_backward(plain.pass(1, biased, add));
    CHECK(largest_difference(fast.dx, plain.dx, rows * e.D) <= allowed * e.L);
    CHECK(largest_difference(fast.dw, plain.dw, 4L * e.H * e.D) <= allowed * static_cast<double>(rows));
    CHECK(largest_difference(fast.du, plain.du, 4L * e.H * e.H) <= allowed * static_cast<double>(rows));
    CHECK(largest_difference(fast.db, plain.db, 4L * e.H) <= allowed * static_cast<double>(rows));
}

}  // namespace

TEST_CASE("gated cells agree with their plain twin over awkward sizes") {
    for (const int L : {1, 2, 7})
        for (const int D : {1, 5, 16, 33})
            for (const int H : {1, 3, 8, 17, 35})
                for (const int n : {1, 3, 7}) {
                    agrees<float>({L, D, H}, n, n != 3, n == 3);
                    agrees<double>({L, D, H}, n, n != 3, n == 3);
                }
}

TEST_CASE("gated cells have the same bits for any number of threads") {
    std::vector<float> first;
    for (const int threads : {1, 2, 3, 4}) {
        operands<float> o({9, 33, 70}, 40);
        recurrent_forward(o.pass(threads, true, false));
        recurrent_backward(o.pass(threads, true, false));
        std::vector<float> all = o.h;
        for (const auto* made : {&o.dx, &o.dw, &o.du, &o.db})
            all.insert(all.end(), made->begin(), made->end());
        if (first.empty()) first = all;
        CHECK(all == first);
    }
}

TEST_CASE("what is not wanted is left out: gradients of parameters and of the input each by themselves") {
    operands<double> whole({5, 6, 7}, 2), of_x({5, 6, 7}, 2), of_u({5, 6, 7}, 2);
    for (operands<double>* o : {&whole, &of_x, &of_u}) recurrent_forward(o->pass(1, true, false));
    recurrent_backward(whole.pass(1, true, false));
    recurrent_pass<lstm_cell, double> p = of_x.pass(1, true, false);
    p.dw = p.du = p.db = nullptr;
    recurrent_backward(p);
    CHECK(of_x.dx == whole.dx);
    p = of_u.pass(1, true, false);
    p.dx = p.dw = p.db = nullptr;
    recurrent_backward(p);
    CHECK(of_u.du == whole.du);
}

TEST_CASE("a table's product in place of its rows' gives the same values and gradients") {
    for (const int V : {1, 5, 40})
        for (const int threads : {1, 3}) {
            CAPTURE(V);
            CAPTURE(threads);
            const recurrent_extents e{6, 7, 18};
            const int n = 4;
            operands<double> rows(e, n), table(e, n);
            const auto w = random_values<double>(long(V) * e.D, 20);
            std::vector<double> numbers(24), dw(w.size()), expected(w.size()),
                products(static_cast<std::size_t>(V * 4L * e.H + slack_elements));
            for (std::size_t i = 0; i < numbers.size(); ++i)
                numbers[i] = static_cast<double>(7 * i % static_cast<std::size_t>(V));
            lookup<double> looked{V, e.D, 24, numbers.data(), w.data(), rows.x.data()};
            reference_lookup_forward(looked);
            recurrent_pass<lstm_cell, double> of_rows = rows.pass(1, true, false),
                                              of_table = table.pass(threads, true, false);
            of_table.V = V;
            of_table.numbers = numbers.data();
            of_table.x = w.data();
            of_table.dx = dw.data();
            of_table.products = products.data();
            std::vector<int64> chains(static_cast<std::size_t>(V) + 24);
            of_table.first = chains.data();
            of_table.next = chains.data() + V;
            recurrent_forward(of_rows);
            recurrent_forward(of_table);
            CHECK(largest_difference(table.h, rows.h, 24L * e.H) <= 1e-12);

            recurrent_backward(of_rows);
            recurrent_backward(of_table);
            looked.dy = rows.dx.data();
            looked.dw = expected.data();
            reference_lookup_backward(looked);
            CHECK(largest_difference(dw, expected, long(V) * e.D) <= 1e-12);
            CHECK(largest_difference(table.dw, rows.dw, 4L * e.H * e.D) <= 1e-12);
            CHECK(largest_difference(table.du, rows.du, 4L * e.H * e.H) <= 1e-12);
            CHECK(largest_difference(table.db, rows.db, 4L * e.H) <= 1e-12);
        }
}
