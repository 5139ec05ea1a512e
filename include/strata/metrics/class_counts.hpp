// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <strata/losses/class_targets.hpp>
#include <strata/metrics/metric.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// How often each class was answered where each was right, for samples, pixels or places.
///
///     (truth, answer) = sum_{n, i} [t[n, i] = truth] [argmax_c y[n, i, c] = answer]
///
///     y: [N, P, C]   t: [N, P], P = places<Y>   argmax: the first of equals
class class_counts {
public:
    /// 0 before there are any answers.
    [[nodiscard]] int64 classes() const { return classes_; }
    [[nodiscard]] int64 operator()(int64 truth, int64 answer) const {
        return counts_[static_cast<std::size_t>(truth * classes_ + answer)];
    }
    /// How often class c was right, and how often it was answered.
    [[nodiscard]] int64 right(int64 c) const {
        int64 sum = 0;
        for (int64 answer = 0; answer < classes_; ++answer) sum += (*this)(c, answer);
        return sum;
    }
    [[nodiscard]] int64 answered(int64 c) const {
        int64 sum = 0;
        for (int64 truth = 0; truth < classes_; ++truth) sum += (*this)(truth, c);
        return sum;
    }

    /// Throws where a label is out of range.
    template <Shape Y, class T>
    void add(const metric_args<T>& a) {
        constexpr int C = channels<Y>;
        const int* const t = a.targets[0].classes;
        check_classes<Y>(a.n, t);
        if (classes_ == 0) resize(C);
        for (int64 r = 0; r < a.n * places<Y>; ++r) {
            const T* const scores = a.y + r * C;
            ++counts_[static_cast<std::size_t>(t[r] * int64{C} +
                                               (std::max_element(scores, scores + C) - scores))];
        }
    }

    template <class Visit>
    void state(Visit&& visit) {
        int64 classes = classes_;
        visit("classes", classes);
        if (classes != classes_) resize(classes);
        for (int64 i = 0; i < classes_ * classes_; ++i)
            visit("[" + std::to_string(i / classes_) + ", " + std::to_string(i % classes_) + "]",
                  counts_[static_cast<std::size_t>(i)]);
    }

private:
    void resize(int64 classes) {
        if (classes < 0 || classes * classes > most_elements)
            throw_error({.problem = "there cannot be so many classes to be counted",
                         .expected = "at most 32768",
                         .found = std::to_string(classes)});
        classes_ = classes;
        counts_.assign(static_cast<std::size_t>(classes * classes), 0);
    }

    int64 classes_ = 0;
    std::vector<int64> counts_;
};

}  // namespace strata::inline STRATA_TARGET
