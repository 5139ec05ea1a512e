// SPDX-License-Identifier: MIT
#pragma once
/// A stage over gradients of a test's own.
#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <strata/model/buffer.hpp>
#include <strata/optimizers/stage.hpp>
#include <vector>

#include "../literals/difference.hpp"

namespace strata::test {

/// A stage with its arrays, as an optimizer runs it.
template <class T, class S>
class stage_run {
public:
    stage_run(const S& stage, int64 n) : stage_(stage), g_(n) {
        for (std::size_t s = 0; s < S::slot_names.size(); ++s) slots_.emplace_back(n);
        for (buffer<T>& slot : slots_) pointers_.push_back(slot.data());
        pointers_.push_back(nullptr);
        g_.data()[n] = T(77);
    }

    /// Whether the stage lets the gradient of another backward pass go on.
    bool take(const std::vector<T>& gradient, int threads = 1, const T* w = nullptr) {
        REQUIRE(static_cast<int64>(gradient.size()) == g_.size());
        std::copy(gradient.begin(), gradient.end(), g_.data());
        const bool goes_on = stage_.apply(
            stage_args<T>{g_.data(), pointers_.data(), g_.size(), ++backward_, segments, threads, w});
        REQUIRE(g_.data()[g_.size()] == T(77));
        return goes_on;
    }
    [[nodiscard]] std::vector<T> gradient() const { return {g_.data(), g_.data() + g_.size()}; }

    std::span<const segment> segments = {};

private:
    S stage_;
    buffer<T> g_;
    std::vector<buffer<T>> slots_;
    std::vector<T*> pointers_;
    int64 backward_ = 0;
};

/// n numbers that are different for each backward pass.
template <class T>
std::vector<T> stage_gradient(int64 n, int pass = 1) {
    std::vector<T> g;
    for (int64 i = 0; i < n; ++i) g.push_back(static_cast<T>((i * 29 + pass * 11) % 101) / 50 - 1);
    return g;
}

}  // namespace strata::test
