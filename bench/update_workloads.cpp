// SPDX-License-Identifier: MIT
/// Update rules over 4 million parameters, beside a copy of as many: a step is bound by memory.
#include <memory>
#include <strata/optimizers/adagrad.hpp>
#include <strata/optimizers/adam.hpp>
#include <strata/optimizers/adamax.hpp>
#include <strata/optimizers/adamw.hpp>
#include <strata/optimizers/momentum.hpp>
#include <strata/optimizers/nadam.hpp>
#include <strata/optimizers/radam.hpp>
#include <strata/optimizers/rmsprop.hpp>
#include <strata/optimizers/sgd.hpp>
#include <vector>

#include "arrays.hpp"
#include "random_numbers.hpp"
#include "workload.hpp"

namespace strata::bench {

namespace {

constexpr long parameters = 4'000'000;
/// So small that the parameters stay finite however many steps are timed.
constexpr double rate = 1e-6;

template <class Rule>
struct stepped {
    explicit stepped(Rule r, int t) : rule(r), threads(t), w(parameters), g(parameters) {
        for (std::size_t s = 0; s < Rule::slot_names.size(); ++s) slot.emplace_back(parameters);
        for (buffer<float>& s : slot) slots_of.push_back(s.data());
        slots_of.push_back(nullptr);
        fill_random(w.data(), parameters, 1);
        fill_random(g.data(), parameters, 2);
    }
    void step() {
        rule.update(
            update_args<float>{w.data(), g.data(), slots_of.data(), parameters, ++steps, rate, threads});
    }

    Rule rule;
    int threads;
    long steps = 0;
    buffer<float> w, g;
    std::vector<buffer<float>> slot;
    std::vector<float*> slots_of;
};

/// A step reads w, g and the arrays that it needs, and writes all but g.
template <class Rule>
workload update_of(const std::string& name, Rule rule, int needed = int(Rule::slot_names.size())) {
    constexpr long held = array_bytes(2 + int(Rule::slot_names.size()), parameters);
    const long moved = array_bytes(3 + 2 * needed, parameters);
    rule.rate = rate;
    return {"update/" + name + "/4M", 0, [=](int threads) -> run {
                const auto of = std::make_shared<stepped<Rule>>(rule, threads);
                return {[of] { of->step(); }, held, moved, held};
            }};
}

/// What memory allows: 4 million numbers read and written.
workload copy_of_numbers() {
    return {
        "update/copy/4M", 0, [](int threads) -> run {
            const auto from = std::make_shared<buffer<float>>(parameters),
                       to = std::make_shared<buffer<float>>(parameters);
            fill_random(from->data(), parameters, 1);
            const auto once = [=] {
                map_values(static_cast<const float*>(from->data()), to->data(), parameters, threads,
                           [](const simd<float>& x) { return x; });
            };
            return {once, array_bytes(2, parameters), array_bytes(2, parameters), array_bytes(2, parameters)};
        }};
}

}  // namespace

workloads update_workloads() {
    return {copy_of_numbers(),
            update_of("sgd", sgd{}),
            update_of("momentum", momentum{}),
            update_of("nesterov", momentum{.nesterov = true}),
            update_of("adam", adam{}),
            update_of("adamw", adamw{}),
            update_of("rmsprop", rmsprop{}, 1),
            update_of("adagrad", adagrad{}),
            update_of("nadam", nadam{}),
            update_of("radam", radam{}),
            update_of("adamax", adamax{})};
}

}  // namespace strata::bench
