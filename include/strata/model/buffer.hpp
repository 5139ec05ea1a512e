// SPDX-License-Identifier: MIT
#pragma once
/// Memory for kernels: aligned to 64 bytes, zero at first, and longer than what it holds by the slack they may read.
#include <cstddef>
#include <strata/kernels/simd.hpp>
#include <vector>

namespace strata {

template <class T>
class buffer {
public:
    buffer() = default;
    explicit buffer(long size) : elements_(static_cast<std::size_t>(size + slack_elements)), size_(size) {}

    [[nodiscard]] T* data() { return elements_.data(); }
    [[nodiscard]] const T* data() const { return elements_.data(); }
    [[nodiscard]] long size() const { return size_; }

private:
    std::vector<T, xsimd::aligned_allocator<T, 64>> elements_;
    long size_ = 0;
};

}  // namespace strata
