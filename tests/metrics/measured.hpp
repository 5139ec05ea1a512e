// SPDX-License-Identifier: MIT
#pragma once
/// What the metrics are tested with.
#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <strata/metrics/metric.hpp>
#include <string>
#include <vector>

namespace strata::test {

/// Answers to n samples and what they are compared with: classes, numbers or both.
template <class T>
struct answers_and_targets {
    int n;
    std::vector<T> y;
    std::vector<int> classes = {};
    std::vector<T> numbers = {};
};

/// Adds samples [begin, end).
template <Shape Y, class M, class T>
void add_samples(M& m, const answers_and_targets<T>& s, int begin, int end, int threads = 1) {
    const auto part = [&](const auto& all) {
        const std::size_t each = all.size() / static_cast<std::size_t>(s.n);
        std::remove_cvref_t<decltype(all)> some(all.begin() + static_cast<long>(each) * begin,
                                                all.begin() + static_cast<long>(each) * end);
        some.resize(some.size() + slack_elements);
        return some;
    };
    const auto y = part(s.y), numbers = part(s.numbers);
    const auto classes = part(s.classes);
    const target_view<T> target{.classes = classes.data(), .numbers = numbers.data()};
    m.template add<Y>(
        metric_args<T>{.n = end - begin, .y = y.data(), .targets = &target, .threads = threads});
}

/// The value over all samples; the same bits in other portions, by other threads, and after a checkpoint in
/// between.
template <class M, Shape Y, class T>
double measured(const answers_and_targets<T>& s) {
    static_assert(MetricOver<M, Y, T>);
    M whole, parts, kept;
    CHECK(whole.value() == 0);
    add_samples<Y>(whole, s, 0, s.n, 2);
    add_samples<Y>(parts, s, 0, s.n / 2);
    std::vector<double> numbers;
    parts.state([&](const auto&, auto& number) { numbers.push_back(static_cast<double>(number)); });
    auto next = numbers.begin();
    kept.state([&](const auto&, auto& number) {
        number = static_cast<std::remove_cvref_t<decltype(number)>>(*next++);
    });
    for (int i = s.n / 2; i < s.n; ++i) add_samples<Y>(kept, s, i, i + 1);
    CHECK(kept.value() == whole.value());
    return whole.value();
}

}  // namespace strata::test
