// SPDX-License-Identifier: MIT
/// Update rules as one sweep over memory, beside decay, moments and update one after the other.
#include <memory>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/momentum.hpp>
#include <vector>

#include "arrays.hpp"
#include "random_numbers.hpp"
#include "workload.hpp"

namespace strata::bench {

namespace {

constexpr long parameters = 4'000'000;
constexpr momentum with_velocity{.rate = 1e-4, .weight_decay = 1e-4};
constexpr adam with_moments{.rate = 1e-4, .weight_decay = 1e-4};

/// Parameters, gradients, the rule's arrays, and one for gradients with the decay in them where it is wanted.
template <class Rule>
struct update_arrays {
    static constexpr int slots = static_cast<int>(Rule::slot_names.size());

    update_arrays(int t, bool separate)
        : threads(t), w(parameters), g(parameters), decayed(separate * parameters) {
        for (int s = 0; s < slots; ++s) slot.emplace_back(parameters);
        for (buffer<float>& s : slot) slots_of.push_back(s.data());
        fill_random(w.data(), parameters, 1);
        fill_random(g.data(), parameters, 2);
    }
    /// `body(i, lanes)` over all parameters.
    template <class Body>
    void pass(Body&& body) {
        parallel_sweep<float>(parameters, threads, body);
    }

    int threads;
    long step = 0;
    buffer<float> w, g, decayed;
    std::vector<buffer<float>> slot;
    std::vector<float*> slots_of;
};

template <class Rule>
void in_one_sweep(update_arrays<Rule>& a, const Rule& rule) {
    rule.update(update_args<float>{a.w.data(), a.g.data(), a.slots_of.data(), parameters, ++a.step, rule.rate,
                                   a.threads});
}

simd<float> all_of(double x) { return simd<float>(static_cast<float>(x)); }

template <class Rule>
void decay(update_arrays<Rule>& a, double weight_decay) {
    const float *w = a.w.data(), *g = a.g.data();
    float* d = a.decayed.data();
    const simd<float> share = all_of(weight_decay);
    a.pass([=](long i, auto lanes) {
        lanes.store(d + i, xsimd::fma(share, lanes.load(w + i), lanes.load(g + i)));
    });
}

/// m = keep m + take d, or of d^2 where it is `squared`.
template <bool squared, class Rule>
void moment(update_arrays<Rule>& a, float* m, double keep, double take) {
    const float* d = a.decayed.data();
    const simd<float> kept = all_of(keep), taken = all_of(take);
    a.pass([=](long i, auto lanes) {
        const simd<float> x = lanes.load(d + i);
        lanes.store(m + i, xsimd::fma(kept, lanes.load(m + i), taken * (squared ? x * x : x)));
    });
}

void one_by_one(update_arrays<momentum>& a, const momentum& rule) {
    decay(a, rule.weight_decay);
    moment<false>(a, a.slots_of[0], rule.mu, 1);
    float *w = a.w.data(), *v = a.slots_of[0];
    const simd<float> step = all_of(-rule.rate);
    a.pass([=](long i, auto lanes) {
        lanes.store(w + i, xsimd::fma(step, lanes.load(v + i), lanes.load(w + i)));
    });
}

void one_by_one(update_arrays<adam>& a, const adam& rule) {
    decay(a, rule.weight_decay);
    moment<false>(a, a.slots_of[0], rule.beta1, 1 - rule.beta1);
    moment<true>(a, a.slots_of[1], rule.beta2, 1 - rule.beta2);
    const double t = static_cast<double>(++a.step);
    const simd<float> step = all_of(-rule.rate / (1 - std::pow(rule.beta1, t))),
                      epsilon = all_of(rule.epsilon);
    const simd<float> scale = all_of(1 / std::sqrt(1 - std::pow(rule.beta2, t)));
    float *w = a.w.data(), *m = a.slots_of[0], *v = a.slots_of[1];
    a.pass([=](long i, auto lanes) {
        const simd<float> root = xsimd::fma(xsimd::sqrt(lanes.load(v + i)), scale, epsilon);
        lanes.store(w + i, lanes.load(w + i) + step * lanes.load(m + i) / root);
    });
}

/// `fused_arrays` and `separate_arrays` are those that a step reads and those that it writes.
template <class Rule>
workload compared_update(std::string name, Rule rule, int fused_arrays, int separate_arrays) {
    using arrays = update_arrays<Rule>;
    constexpr long held = array_bytes(2 + arrays::slots, parameters);
    return {std::move(name), 0,
            [=](int threads) -> run {
                auto a = std::make_shared<arrays>(threads, false);
                return {[=] { in_one_sweep(*a, rule); }, held, array_bytes(fused_arrays, parameters), held};
            },
            [=](int threads) -> run {
                auto a = std::make_shared<arrays>(threads, true);
                arrays expected(threads, false);
                for (int step = 0; step < 2; ++step) {
                    in_one_sweep(expected, rule);
                    one_by_one(*a, rule);
                }
                check_same(expected.w, a->w);
                for (std::size_t s = 0; s < a->slot.size(); ++s) check_same(expected.slot[s], a->slot[s]);
                constexpr long with_decayed = held + array_bytes(1, parameters);
                return {[=] { one_by_one(*a, rule); }, with_decayed, array_bytes(separate_arrays, parameters),
                        with_decayed};
            }};
}

}  // namespace

workloads fused_update_workloads() {
    return {
        // w, g, v and back w, v; decay 3, velocity 3, update 3
        compared_update("fused/update/decay+momentum/4M", with_velocity, 5, 9),
        // w, g, m, v and back w, m, v; decay 3, each moment 3, update 4
        compared_update("fused/update/decay+adam/4M", with_moments, 7, 13),
    };
}

}  // namespace strata::bench
