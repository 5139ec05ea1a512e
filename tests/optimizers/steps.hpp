// SPDX-License-Identifier: MIT
#pragma once
/// An update rule over the literals' gradients.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include <strata/model/buffer.hpp>
#include <strata/optimizers/update_rule.hpp>

#include "../literals/difference.hpp"
#include "../literals/optimizers.hpp"

namespace strata::test {

/// Parameters and a rule's arrays.
template <class T, class Rule>
class steps {
public:
    steps(const Rule& rule, const std::vector<T>& start) : rule_(rule), w_(static_cast<long>(start.size())) {
        std::copy(start.begin(), start.end(), w_.data());
        for (std::size_t s = 0; s < Rule::slot_names.size(); ++s) slots_.emplace_back(w_.size());
        for (buffer<T>& slot : slots_) pointers_.push_back(slot.data());
        pointers_.push_back(nullptr);
        w_.data()[w_.size()] = T(77);
    }

    void step(const std::vector<T>& gradient, double rate, int threads = 1) {
        REQUIRE(static_cast<long>(gradient.size()) == w_.size());
        buffer<T> g(w_.size());  // kernels read whole vectors, also at the end
        std::copy(gradient.begin(), gradient.end(), g.data());
        rule_.update(update_args<T>{w_.data(), g.data(), pointers_.data(), w_.size(), ++steps_, rate, threads});
        // nothing is written beyond the end
        REQUIRE(w_.data()[w_.size()] == T(77));
    }
    void step(const std::vector<T>& gradient) { step(gradient, rule_.rate); }

    [[nodiscard]] std::vector<T> parameters() const { return {w_.data(), w_.data() + w_.size()}; }

private:
    Rule rule_;
    buffer<T> w_;
    std::vector<buffer<T>> slots_;
    std::vector<T*> pointers_;
    long steps_ = 0;
};

template <class T, class Rule>
void check_rule_in(const Rule& rule, const rule_literal& literal) {
    const auto& first = pytorch::first_parameters;
    steps<T, Rule> run(rule, std::vector<T>(first.begin(), first.end()));
    auto next = pytorch::step_gradients.begin();
    for (int step = 1; step <= 10; ++step) {
        const auto end = next + static_cast<std::ptrdiff_t>(first.size());
        run.step(std::vector<T>(next, end));
        next = end;
        CAPTURE(step);
        if (step == 1) CHECK(difference(run.parameters(), literal.after_1) < rounding<T>);
        if (step == 2) CHECK(difference(run.parameters(), literal.after_2) < rounding<T>);
        if (step == 3) CHECK(difference(run.parameters(), literal.after_3) < rounding<T>);
        if (step == 10) CHECK(difference(run.parameters(), literal.after_10) < rounding<T>);
    }
}

/// The rule's parameters after 1, 2, 3 and 10 steps are PyTorch's.
template <class Rule>
void check_rule_like_pytorch(const Rule& rule, const rule_literal& literal) {
    check_rule_in<double>(rule, literal);
    check_rule_in<float>(rule, literal);
}

/// The same bits for one thread and two, over more elements than one thread takes at once.
template <class Rule>
void check_rule_over_threads(const Rule& rule) {
    std::vector<float> w, g;
    for (int i = 0; i < 3 * static_cast<int>(pointwise_block) + 5; ++i) {
        w.push_back(static_cast<float>(i % 101) / 100);
        g.push_back(static_cast<float>(i % 37) / 18 - 1);
    }
    steps<float, Rule> one(rule, w), two(rule, w);
    for (int step = 0; step < 3; ++step) {
        one.step(g, 0.1, 1);
        two.step(g, 0.1, 2);
    }
    CHECK(one.parameters() != w);
    CHECK(one.parameters() == two.parameters());
}

/// The rate of the step counts, not the one in the rule, which is where a schedule starts from.
template <class Rule>
void check_rate_of_step_counts(const Rule& rule) {
    const std::vector<double> w{1, -2, 3}, g{0.5, 0.25, -1};
    steps<double, Rule> still(rule, w), moved(rule, w), doubled(rule, w);
    still.step(g, 0);
    moved.step(g, 0.1);
    doubled.step(g, 0.2);
    CHECK(still.parameters() == w);
    for (std::size_t i = 0; i < w.size(); ++i)
        CHECK(doubled.parameters()[i] - w[i] == doctest::Approx(2 * (moved.parameters()[i] - w[i])));
}

}  // namespace strata::test
