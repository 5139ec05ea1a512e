// SPDX-License-Identifier: MIT
#pragma once
/// The samples of one array, whatever its rank and elements, converted as they are read.
#include <strata/array.hpp>
#include <strata/data/sample_layout.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Arrays that hold their elements one after the other in the order of [N, C, H, W].
template <class E>
concept LiesInOneRun = requires(const E& x) {
    x.data();
    requires E::static_layout == xt::layout_type::row_major;
};

/// Array [N, extents...], of which sample i is x[i]. An array with a name that lies in one run of memory is
/// referred to, a temporary is kept, and what is to be computed, or lies otherwise, is computed once; its
/// elements keep their type: bytes stay bytes. E is as a forwarding reference deduces it.
template <class E>
class array_source {
    using array = std::remove_cvref_t<E>;

public:
    using value_type = std::remove_const_t<typename array::value_type>;

    /// Each element is multiplied by `scale`. Throws where the array has no axis, or an extent that is no
    /// int.
    explicit array_source(E&& x, double scale = 1) : x_(std::forward<E>(x)), scale_(scale) { measure(); }
    /// The same of an array that is kept already.
    explicit array_source(const kept<E>& x) : x_(held(x)), scale_(1) { measure(); }

    [[nodiscard]] int64 count() const { return count_; }
    [[nodiscard]] const std::vector<int>& extents() const { return extents_; }
    [[nodiscard]] bool is_scaled() const { return scale_ != 1; }

    /// Sample i as numbers of type T.
    template <class T>
    void copy(int64 i, T* to) const {
        const value_type* from = at(i);
        if (is_scaled())
            std::transform(from, from + size_, to, [scale = scale_](value_type v) {
                return static_cast<T>(static_cast<double>(v) * scale);
            });
        else
            std::transform(from, from + size_, to, [](value_type v) { return static_cast<T>(v); });
    }
    /// Sample i as numbers of classes. Throws where one of them is no int.
    void copy_classes(int64 i, int* to) const {
        const value_type* from = at(i);
        if constexpr (!std::is_same_v<value_type, bool>)
            for (int64 k = 0; k < size_; ++k)
                if (!std::in_range<int>(from[k]))
                    throw_error({.problem = "the label is out of range",
                                 .name = with_number("sample", i),
                                 .expected = "a class, counted from 0",
                                 .found = std::to_string(from[k])});
        std::transform(from, from + size_, to, [](value_type v) { return static_cast<int>(v); });
    }

private:
    using holder = kept<std::conditional_t<LiesInOneRun<array>, E, xt::xarray<value_type>>>;

    static holder held(const kept<E>& x) {
        if constexpr (std::is_same_v<holder, kept<E>>)
            return x;
        else
            return holder(xt::xarray<value_type>(*x));
    }
    void measure() {
        const auto& shape = x_->shape();
        if (shape.size() == 0)
            throw_error(
                {.problem = "an array without axes has no samples", .expected = "[N, ...]", .found = "[]"});
        count_ = static_cast<int64>(shape[0]);
        for (std::size_t axis = 1; axis < shape.size(); ++axis) {
            if (!std::in_range<int>(shape[axis]))
                throw_error({.problem = "an extent of the array is too large",
                             .expected = "at most " + std::to_string(std::numeric_limits<int>::max()),
                             .found = shape_text(shape)});
            extents_.push_back(static_cast<int>(shape[axis]));
        }
        size_ = elements_of(extents_);
    }

    /// Throws where an array that is referred to has got other extents.
    [[nodiscard]] const value_type* at(int64 i) const {
        if (static_cast<int64>(x_->size()) != count_ * size_)
            throw_error({.problem = "the array has been given other extents since the set was made of it",
                         .expected = std::to_string(count_ * size_) + " elements",
                         .found = std::to_string(x_->size())});
        const value_type* from = x_->data() + i * size_;
        if constexpr (requires { x_->data_offset(); }) from += x_->data_offset();
        return from;
    }

    holder x_;
    double scale_;
    int64 count_ = 0, size_ = 1;
    std::vector<int> extents_;
};

/// An array whose elements are multiplied by a factor as they are read:
/// `array_set{scaled_by(bytes, 1 / 255.0), t}`.
template <class E>
requires Array<std::remove_cvref_t<E>>
[[nodiscard]] array_source<E> scaled_by(E&& x, double factor) {
    return array_source<E>(std::forward<E>(x), factor);
}

}  // namespace strata::inline STRATA_TARGET
