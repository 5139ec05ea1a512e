// SPDX-License-Identifier: MIT
#pragma once
/// Numbers that are drawn in proportion to how large they are.
///
///     P(i) = p[i] / sum_k p[k]
///
/// Each node of a binary tree is the sum of the two below it, so that setting a number and drawing one take
/// log2 of the capacity. (Schaul, Quan, Antonoglou, Silver: "Prioritized experience replay", 2016, appendix
/// B.2.1.)
#include <algorithm>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// As many numbers as `capacity`, 0 at first, kept as `float`.
///
///     sum_tree t(3);
///     t.set(0, 1), t.set(2, 3);
///     t.at_share(0.9)            // 2: three quarters of all shares are its
class sum_tree {
public:
    /// Throws where there is no room for any.
    explicit sum_tree(std::size_t capacity) : capacity_(capacity) {
        if (capacity < 1) throw_error({.problem = "a sum tree has room for one number or more"});
        while (leaves_ < capacity) leaves_ *= 2;
        nodes_.resize(2 * leaves_), numbers_.resize(capacity);
    }
    /// Throws where there is no such place, or where p is negative or not finite.
    void set(std::size_t i, double p) {
        if (i >= capacity_ || !is_finite(p) || p < 0)
            throw_error({.problem = "this cannot be a priority",
                         .name = "sum_tree",
                         .expected = "0 or more, at a place below " + std::to_string(capacity_),
                         .found = std::to_string(p) + " at " + std::to_string(i)});
        numbers_[i] = static_cast<float>(p);
        nodes_[leaves_ + i] = static_cast<double>(numbers_[i]);
        for (std::size_t n = (leaves_ + i) / 2; n > 0; n /= 2) nodes_[n] = nodes_[2 * n] + nodes_[2 * n + 1];
    }
    [[nodiscard]] double operator[](std::size_t i) const { return nodes_[leaves_ + i]; }
    [[nodiscard]] double total() const { return nodes_[1]; }
    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    /// The place that a share of the total in [0, 1) falls to, never one of 0 unless all are. Rounding may
    /// lead past the last number that is not 0, and what is right of it is then not entered.
    [[nodiscard]] std::size_t at_share(double share) const {
        double left = share * total();
        std::size_t n = 1;
        while (n < leaves_) {
            n *= 2;
            if (left >= nodes_[n] && nodes_[n + 1] > 0) left -= nodes_[n++];
        }
        return std::min(n - leaves_, capacity_ - 1);
    }
    /// What a checkpoint keeps.
    template <class Visit>
    void keep(Visit& v) {
        v.numbers("priorities", numbers_, 0);
        v.then([this] {
            for (std::size_t i = 0; i < capacity_; ++i) set(i, static_cast<double>(numbers_[i]));
        });
    }

private:
    std::size_t capacity_, leaves_ = 1;
    std::vector<float> numbers_;
    std::vector<double> nodes_;
};

}  // namespace strata::inline STRATA_TARGET
