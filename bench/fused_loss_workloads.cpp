// SPDX-License-Identifier: MIT
/// Softmax with its loss in one pass, beside softmax, logarithm and gradients one after the other.
#include <memory>
#include <strata/kernels/softmax.hpp>
#include <strata/losses/softmax_loss.hpp>

#include "arrays.hpp"
#include "random_numbers.hpp"
#include "workload.hpp"

namespace strata::bench {

namespace {

/// As many classes as no vector divides, so that tails are timed as well.
constexpr int samples = 8192, classes = 1001;
constexpr long scores = long{samples} * classes, label_bytes = samples * long(sizeof(int));

struct loss_arrays {
    loss_arrays() : y(scores), dy(scores), labels(samples) {
        fill_random(y.data(), scores, 1);
        for (int i = 0; i < samples; ++i) labels.data()[i] = i % classes;
    }
    buffer<float> y, dy;
    buffer<int> labels;
    double loss = 0;
};

void in_one_pass(loss_arrays& a, int threads) {
    const target_view<float> labels{.classes = a.labels.data()};
    a.loss = softmax_loss::apply<shape<classes>>(
        loss_args<float>{samples, threads, a.y.data(), a.dy.data(), &labels});
}

struct separate_arrays : loss_arrays {
    buffer<float> p = buffer<float>(scores), dp = buffer<float>(scores);
};

/// p = softmax(y), then L = 1/N sum_n -log p[n, t[n]] and dp[n, c] = -[c = t[n]] / (N p[n, c]), then dy from
/// dp.
void one_by_one(separate_arrays& a, int threads) {
    parallel_for(samples, threads, [&](int n, int) {
        softmax_run(a.y.data() + long{n} * classes, a.p.data() + long{n} * classes, classes, 1.f);
    });
    double sum = 0;
    parallel_for(samples, threads,
                 [&](int n, int) { std::fill_n(a.dp.data() + long{n} * classes, classes, 0.f); });
    for (int n = 0; n < samples; ++n) {
        const long i = long{n} * classes + a.labels.data()[n];
        sum -= std::log(static_cast<double>(a.p.data()[i]));
        a.dp.data()[i] = -1.f / (static_cast<float>(samples) * a.p.data()[i]);
    }
    a.loss = sum / samples;
    parallel_for(samples, threads, [&](int n, int) {
        const long i = long{n} * classes;
        softmax_gradient_run(a.p.data() + i, a.dp.data() + i, a.dy.data() + i, classes, 1.f, false);
    });
}

/// Moves y and dy.
run fused_loss(int threads) {
    auto a = std::make_shared<loss_arrays>();
    const long bytes = array_bytes(2, scores) + label_bytes;
    return {[a, threads] { in_one_pass(*a, threads); }, bytes, bytes, bytes};
}

/// Moves y and p; one p and one dp a sample and all of dp; p, dp and dy.
run separate_loss(int threads) {
    auto a = std::make_shared<separate_arrays>();
    loss_arrays expected;
    in_one_pass(expected, threads);
    one_by_one(*a, threads);
    check_same(expected.dy, a->dy);
    if (std::abs(expected.loss - a->loss) > 1e-4) throw std::runtime_error("the losses differ");
    const long held = array_bytes(4, scores) + label_bytes;
    return {[a, threads] { one_by_one(*a, threads); }, held,
            array_bytes(6, scores) + array_bytes(2, samples) + label_bytes, held};
}

}  // namespace

workloads fused_loss_workloads() {
    return {{"fused/loss/softmax_loss/1001/b8192", 0, fused_loss, separate_loss}};
}

}  // namespace strata::bench
