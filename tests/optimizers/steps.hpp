// SPDX-License-Identifier: MIT
#pragma once
/// An update rule over the literals' gradients.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <strata/error.hpp>
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
        rule_.update(update_args<T>{w_.data(), g.data(), pointers_.data(), w_.size(), ++steps_, rate, threads,
                                    segments});
        // nothing is written beyond the end
        REQUIRE(w_.data()[w_.size()] == T(77));
    }
    void step(const std::vector<T>& gradient) { step(gradient, rule_.rate); }

    [[nodiscard]] std::vector<T> parameters() const { return {w_.data(), w_.data() + w_.size()}; }
    [[nodiscard]] std::vector<T> slot(std::size_t s) const {
        return {pointers_[s], pointers_[s] + w_.size()};
    }

    /// What the rule sees of the parameters: none, so that they move alike, unless they are set.
    std::span<const segment> segments = {};

private:
    Rule rule_;
    buffer<T> w_;
    std::vector<buffer<T>> slots_;
    std::vector<T*> pointers_;
    long steps_ = 0;
};

/// The gradient of step number `step`, from 1: of the first ten the literals', then one that is counted out.
template <class T>
std::vector<T> literal_gradient(int step) {
    const std::size_t n = pytorch::first_parameters.size();
    std::vector<T> g;
    for (std::size_t i = 0; i < n; ++i)
        g.push_back(static_cast<T>(
            step <= 10 ? pytorch::step_gradients[static_cast<std::size_t>(step - 1) * n + i]
                       : static_cast<double>((static_cast<int>(i) * 29 + (step - 1) * 11) % 101) / 50 - 1));
    return g;
}

template <class T, class Rule>
void check_rule_in(const Rule& rule, const rule_literal& literal) {
    const auto& first = pytorch::first_parameters;
    steps<T, Rule> run(rule, std::vector<T>(first.begin(), first.end()));
    for (int step = 1; step <= 100; ++step) {
        run.step(literal_gradient<T>(step));
        CAPTURE(step);
        if (step == 1) CHECK(difference(run.parameters(), literal.after_1) < rounding<T>);
        if (step == 2) CHECK(difference(run.parameters(), literal.after_2) < rounding<T>);
        if (step == 3) CHECK(difference(run.parameters(), literal.after_3) < rounding<T>);
        if (step == 10) CHECK(difference(run.parameters(), literal.after_10) < rounding<T>);
        if (step == 100) CHECK(difference(run.parameters(), literal.after_100) < 10 * rounding<T>);
    }
}

/// The rule's parameters after 1, 2, 3, 10 and 100 steps are PyTorch's.
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

/// Borders of segments that move alike change no bit; with other factors a segment moves as all do under a
/// rule of such a rate and decay, with as many threads as there are; what is frozen keeps its bits, with its
/// arrays.
template <class Rule>
void check_rule_over_segments(Rule rule) {
    rule.weight_decay = 0.05;
    const int64 block = pointwise_block, n = 2 * block + 512;
    std::vector<float> w, g;
    for (int i = 0; i < n; ++i) {
        w.push_back(static_cast<float>(i % 101) / 100);
        g.push_back(static_cast<float>(i % 37) / 18 - 1);
    }
    std::vector<segment> parts(6);
    const int64 begins[]{0, 16, 48, block - 16, block + 160, block + 512};
    for (std::size_t s = 0; s < parts.size(); ++s) parts[s].offset = begins[s];
    steps<float, Rule> plain(rule, w), alike(rule, w), apart(rule, w), apart_too(rule, w);
    alike.segments = parts;
    for (int step = 0; step < 3; ++step) plain.step(g, 0.1), alike.step(g, 0.1);
    CHECK(plain.parameters() == alike.parameters());

    parts[1].rate = 0.5, parts[1].decay = 3;
    parts[2].frozen = parts[4].frozen = true;
    parts[3].rate = 0.5, parts[3].decay = 3;
    apart.segments = apart_too.segments = parts;
    Rule of_others = rule;
    of_others.weight_decay = rule.weight_decay * 3;
    steps<float, Rule> set(of_others, w);
    for (int step = 0; step < 3; ++step)
        apart.step(g, 0.1), apart_too.step(g, 0.1, 2), set.step(g, 0.1 * 0.5);
    CHECK(apart.parameters() == apart_too.parameters());
    const auto now = apart.parameters();
    for (std::size_t s = 0; s < parts.size(); ++s) {
        CAPTURE(s);
        const auto from = parts[s].offset, to = s + 1 < parts.size() ? parts[s + 1].offset : n;
        const auto expected = parts[s].frozen      ? w
                              : parts[s].rate == 1 ? plain.parameters()
                                                   : set.parameters();
        CHECK(std::equal(now.begin() + from, now.begin() + to, expected.begin() + from));
        if (!parts[s].frozen) continue;
        for (std::size_t k = 0; k < Rule::slot_names.size(); ++k) {
            const auto slot = apart.slot(k);
            CHECK(std::all_of(slot.begin() + from, slot.begin() + to, [](float v) { return v == 0; }));
        }
    }
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

/// The rule's numbers can be read and set by name, and come back from where they were written.
template <class Rule>
void check_rule_says_its_numbers(const Rule& rule) {
    std::vector<double> read, again;
    rule.settings([&](const char*, auto number) { read.push_back(static_cast<double>(number)); });
    Rule changed = rule;
    changed.settings([](const char*, auto& number) { number = 0; });
    CHECK(changed.rate == 0);
    std::size_t next = 0;
    changed.settings([&](const char*, auto& number) {
        number = static_cast<std::remove_reference_t<decltype(number)>>(read[next++]);
    });
    changed.settings([&](const char*, const auto& number) { again.push_back(static_cast<double>(number)); });
    CHECK(again == read);
}

/// A rule with such a number is refused, in this sentence.
template <class Rule>
void check_rule_refused(const Rule& rule, const char* sentence) {
    CHECK_THROWS_WITH_AS(rule.check_settings(), sentence, error);
}
/// No rule has these: a share of 1, one that is none, an epsilon of 0, a negative decay.
template <class Rule>
void check_moments_refused(const std::string& name) {
    const std::string problem = ": an update rule cannot have this number, expected ";
    Rule rule{};
    rule.check_settings();
    rule.beta1 = 1;
    check_rule_refused(rule, (name + ", beta1" + problem + "0 or more, and less than 1, found 1").c_str());
    rule = {}, rule.beta2 = -0.5;
    check_rule_refused(rule, (name + ", beta2" + problem + "0 or more, and less than 1, found -0.5").c_str());
    if constexpr (requires { rule.epsilon; }) {
        rule = {}, rule.epsilon = 0;
        check_rule_refused(rule, (name + ", epsilon" + problem + "more than 0, found 0").c_str());
    }
    rule = {}, rule.weight_decay = std::numeric_limits<double>::quiet_NaN();
    check_rule_refused(rule, (name + ", weight_decay" + problem + "0 or more, found nan").c_str());
}

}  // namespace strata::test
