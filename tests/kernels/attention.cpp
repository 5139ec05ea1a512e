// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/reference/attention.hpp>

#include "random_values.hpp"

using namespace strata;

namespace {

/// Queries, keys and values of n samples, and everything that is made of them; apart, or side by side as one
/// product leaves them.
template <class T>
struct operands {
    attention_extents e;
    int n;
    bool side_by_side;
    std::vector<T> q, kv, p, y, scratch, dy, dq, dkv;

    operands(attention_extents extents, int samples, bool one)
        : e(extents),
          n(samples),
          side_by_side(one),
          q(random_values<T>(long(n) * e.L * (one ? 3 : 1) * e.D, 1)),
          kv(random_values<T>(long(n) * e.M * 2 * e.D, 2)),
          p(random_values<T>(n * e.weights(), 3)),
          y(random_values<T>(long(n) * e.L * e.D, 4)),
          scratch(static_cast<std::size_t>(3 * attention_pass<T>::per_thread(e) + slack_elements)),
          dy(random_values<T>(long(n) * e.L * e.D, 5)),
          dq(q.size()),
          dkv(kv.size()) {}

    attention_pass<T> pass(int threads, bool keeps = true) {
        T *k = side_by_side ? q.data() + e.D : kv.data(), *dk = side_by_side ? dq.data() + e.D : dkv.data();
        attention_pass<T> a{e,
                            n,
                            threads,
                            q.data(),
                            k,
                            k + e.D,
                            (side_by_side ? 3L : 1L) * e.D,
                            (side_by_side ? 3L : 2L) * e.D,
                            keeps ? p.data() : nullptr,
                            y.data(),
                            scratch.data()};
        a.dy = dy.data();
        a.dq = dq.data();
        a.dk = dk;
        a.dv = dk + e.D;
        return a;
    }
};

template <class T>
void agrees(attention_extents e, int n, bool side_by_side) {
    CAPTURE(e.L);
    CAPTURE(e.M);
    CAPTURE(e.D);
    CAPTURE(e.H);
    CAPTURE(e.causal);
    CAPTURE(side_by_side);
    operands<T> fast(e, n, side_by_side), plain(e, n, side_by_side);
    const double allowed = 4 * rounding<T>(e.E() + e.M);
    attention_forward(fast.pass(2));
    reference_attention_forward(plain.pass(1));
    CHECK(largest_difference(fast.p, plain.p, n * e.weights()) <= allowed);
    CHECK(largest_difference(fast.y, plain.y, long(n) * e.L * e.D) <= allowed);
    const std::vector<T> kept = fast.y;
    attention_forward(fast.pass(1, false));
    CHECK(fast.y == kept);

    attention_backward(fast.pass(2));
    reference_attention_backward(plain.pass(1));
    CHECK(largest_difference(fast.dq, plain.dq, static_cast<long>(fast.dq.size())) <= allowed * e.L);
    CHECK(largest_difference(fast.dkv, plain.dkv, static_cast<long>(fast.dkv.size())) <= allowed * e.L);
}

}  // namespace

TEST_CASE("attention agrees with its plain twin over awkward sizes") {
    for (const int L : {1, 2, 7, 17, 33})
        for (const int M : {1, 3, 16, 19})
            for (const int E : {1, 5, 16, 17})
                for (const int H : {1, 3}) {
                    agrees<float>({L, M, E * H, H, false}, 2, false);
                    agrees<double>({L, M, E * H, H, false}, 1, false);
                }
    for (const int L : {1, 2, 16, 21})
        for (const int H : {1, 2})
            for (const bool causal : {false, true}) {
                agrees<float>({L, L, 5 * H, H, causal}, 3, true);
                agrees<double>({L, L, 17 * H, H, causal}, 3, true);
            }
}

TEST_CASE("attention has the same bits for any number of threads") {
    std::vector<float> first;
    for (const int threads : {1, 2, 3}) {
        operands<float> o({65, 65, 48, 3, true}, 3, true);
        attention_forward(o.pass(threads));
        attention_backward(o.pass(threads));
        std::vector<float> all = o.y;
        all.insert(all.end(), o.dq.begin(), o.dq.end());
        if (first.empty()) first = all;
        CHECK(all == first);
    }
}

TEST_CASE("a causal place does not change with what is behind it") {
    operands<float> o({20, 20, 8, 2, true}, 1, true);
    attention_forward(o.pass(1));
    const std::vector<float> before = o.y;
    for (std::size_t i = 12 * 24; i < 20 * 24; ++i) o.q[i] += 1;
    attention_forward(o.pass(1));
    CHECK(std::equal(before.begin(), before.begin() + 12 * 8, o.y.begin()));
    CHECK(before[12 * 8] != o.y[12 * 8]);
}

TEST_CASE("the softmax of a run is right for scores that would overflow, and sums to 1") {
    for (const long n : {1L, 5L, 16L, 33L}) {
        auto s = random_values<float>(n, 1);
        for (float& v : s) v *= 1e4F;
        const auto before = s;
        softmax_run(s.data(), s.data(), n, 0.5F);
        double sum = 0, expected = 0;
        const auto top = static_cast<double>(*std::max_element(before.begin(), before.begin() + n));
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            expected += std::exp((static_cast<double>(before[i]) - top) / 2);
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            sum += static_cast<double>(s[i]);
            CHECK(std::abs(static_cast<double>(s[i]) -
                           std::exp((static_cast<double>(before[i]) - top) / 2) / expected) < 1e-6);
        }
        CHECK(std::abs(sum - 1) < 1e-6);
    }
}
