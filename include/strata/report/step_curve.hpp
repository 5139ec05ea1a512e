// SPDX-License-Identifier: MIT
#pragma once
/// A figure of every step of a run, in a bounded number of points.
#include <cstddef>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Means over equally many steps each: where there would be more than `most` points, two and two become one.
class step_curve {
public:
    explicit step_curve(std::size_t most = 400) : most_(most) {}

    void add(int64 step, double value) {
        sum_ += value;
        last_ = step;
        if (++count_ < of_each_) return;
        steps_.push_back(static_cast<double>(step));
        values_.push_back(sum_ / count_);
        sum_ = 0, count_ = 0;
        if (steps_.size() < most_) return;
        for (std::size_t i = 0; i + 1 < steps_.size(); i += 2) {
            steps_[i / 2] = steps_[i + 1];
            values_[i / 2] = (values_[i] + values_[i + 1]) / 2;
        }
        steps_.resize(steps_.size() / 2), values_.resize(values_.size() / 2);
        of_each_ *= 2;
    }
    /// The steps up to which means were taken, and the means; what is left over is the last point.
    [[nodiscard]] std::vector<double> steps() const { return with_rest(steps_, static_cast<double>(last_)); }
    [[nodiscard]] std::vector<double> values() const {
        return with_rest(values_, count_ > 0 ? sum_ / count_ : 0);
    }

private:
    [[nodiscard]] std::vector<double> with_rest(std::vector<double> all, double rest) const {
        if (count_ > 0) all.push_back(rest);
        return all;
    }

    std::size_t most_;
    std::vector<double> steps_, values_;
    double sum_ = 0;
    int count_ = 0, of_each_ = 1;
    int64 last_ = 0;
};

}  // namespace strata::inline STRATA_TARGET
