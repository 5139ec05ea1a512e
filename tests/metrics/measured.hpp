// SPDX-License-Identifier: MIT
#pragma once
/// What the metrics are tested with.
#include <doctest/doctest.h>

#include <strata/metrics/metric.hpp>
#include <string>
#include <vector>

#include "../literals/metrics.hpp"
#include "../losses/applied.hpp"

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

/// What a checkpoint keeps: names and numbers.
template <class M>
std::vector<std::pair<std::string, double>> state_of(M& m) {
    std::vector<std::pair<std::string, double>> kept;
    m.state([&](const auto& name, auto& number) { kept.emplace_back(name, static_cast<double>(number)); });
    return kept;
}
template <class M>
M metric_of(const std::vector<std::pair<std::string, double>>& kept) {
    M m;
    std::size_t next = 0;
    m.state([&](const auto& name, auto& number) {
        CHECK(kept.at(next).first == name);
        number = static_cast<std::remove_cvref_t<decltype(number)>>(kept.at(next++).second);
    });
    CHECK(next == kept.size());
    return m;
}

/// The value over all samples; the same bits in other portions, by other threads, and after a checkpoint in
/// between.
template <class M, Shape Y, class T>
double measured(const answers_and_targets<T>& s) {
    static_assert(MetricOver<M, Y, T>);
    M whole, parts;
    CHECK(whole.value() == 0);
    add_samples<Y>(whole, s, 0, s.n, 2);
    add_samples<Y>(parts, s, 0, s.n / 2);
    M kept = metric_of<M>(state_of(parts));
    for (int i = s.n / 2; i < s.n; ++i) add_samples<Y>(kept, s, i, i + 1);
    CHECK(kept.value() == whole.value());
    return whole.value();
}

/// Over samples and over pixels, in both precisions.
template <class M>
void check_classes_like_pytorch(double of_samples, double of_pixels) {
    const auto check_in = [&]<class T>(T) {
        const answers_and_targets<T> samples{7, channels_last<T, shape<5>>(pytorch::class_metrics_scores),
                                             pytorch::class_metrics_labels};
        const answers_and_targets<T> pixels{2,
                                            channels_last<T, shape<6, 3, 5>>(pytorch::pixel_metrics_scores),
                                            pytorch::pixel_metrics_labels};
        CHECK(std::abs(measured<M, shape<5>>(samples) - of_samples) < rounding<T>);
        CHECK(std::abs(measured<M, shape<6, 3, 5>>(pixels) - of_pixels) < rounding<T>);
    };
    check_in(double());
    check_in(float());
}
template <class M>
void check_numbers_like_pytorch(double of_vectors, double of_images) {
    const auto check_in = [&]<class T>(T) {
        const answers_and_targets<T> vectors{9,
                                             channels_last<T, shape<3>>(pytorch::number_metrics_answers),
                                             {},
                                             channels_last<T, shape<3>>(pytorch::number_metrics_targets)};
        const answers_and_targets<T> images{2,
                                            channels_last<T, shape<3, 3, 5>>(pytorch::image_metrics_answers),
                                            {},
                                            channels_last<T, shape<3, 3, 5>>(pytorch::image_metrics_targets)};
        CHECK(std::abs(measured<M, shape<3>>(vectors) - of_vectors) < rounding<T>);
        CHECK(std::abs(measured<M, shape<3, 3, 5>>(images) - of_images) < rounding<T>);
    };
    check_in(double());
    check_in(float());
}

}  // namespace strata::test
