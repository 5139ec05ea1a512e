// SPDX-License-Identifier: MIT
#pragma once
/// Samples as rows of numbers, whatever axes they came with: [N, ...] is [N, D].
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/int64.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

namespace detail {

template <class X>
inline constexpr bool holds_floats = false;
template <std::size_t Rank>
inline constexpr bool holds_floats<xt::xtensor<float, Rank>> = true;
template <>
inline constexpr bool holds_floats<xt::xarray<float>> = true;

}  // namespace detail

/// N rows of D floats that lie one after the other. An array of floats with a name of its own is referred to
/// and has to live as long; any other is copied or, where it is a temporary, kept.
class sample_rows {
public:
    sample_rows() = default;
    /// Throws where there is no sample, or a sample has no number.
    template <class X>
    requires Array<std::remove_cvref_t<X>>
    static sample_rows of(X&& x, const char* name) {
        using array = std::remove_cvref_t<X>;
        sample_rows rows;
        if constexpr (detail::holds_floats<array> && std::is_lvalue_reference_v<X>) {
            rows.refer(x, name);
        } else if constexpr (detail::holds_floats<array>) {
            const auto own = std::make_shared<const array>(std::forward<X>(x));
            rows.refer(*own, name);
            rows.owner_ = own;
        } else {
            const auto own = std::make_shared<const xt::xarray<float>>(x);
            rows.refer(*own, name);
            rows.owner_ = own;
        }
        return rows;
    }

    [[nodiscard]] int64 count() const { return count_; }                        ///< N
    [[nodiscard]] int64 width() const { return width_; }                        ///< D
    [[nodiscard]] const std::vector<int>& extents() const { return extents_; }  ///< of a sample
    [[nodiscard]] const float* row(int64 i) const { return x_ + i * width_; }

    /// Throws where samples have not as many numbers as are expected.
    void check_width(int64 wanted, const char* name) const {
        if (width_ != wanted)
            throw_error({.problem = "the samples have another number of values than those trained on",
                         .name = name,
                         .expected = std::to_string(wanted),
                         .found = std::to_string(width_) + ", in the shape " + shape_text(extents_)});
    }

private:
    template <class X>
    void refer(const X& x, const char* name) {
        if (x.dimension() == 0 || x.size() == 0)
            throw_error({.problem = "there is no sample, or nothing in the samples",
                         .name = name,
                         .expected = "[N, ...], with no axis of 0",
                         .found = shape_text(x.shape())});
        x_ = x.data();
        count_ = static_cast<int64>(x.shape()[0]);
        width_ = static_cast<int64>(x.size()) / count_;
        for (std::size_t axis = 1; axis < x.dimension(); ++axis)
            extents_.push_back(static_cast<int>(x.shape()[axis]));
    }

    const float* x_ = nullptr;
    int64 count_ = 0, width_ = 0;
    std::vector<int> extents_;
    std::shared_ptr<const void> owner_;
};

/// Throws where there are not as many labels as samples, or one is below 0; else how many classes there are:
/// the largest label and one.
template <class Labels>
[[nodiscard]] int class_count(const sample_rows& x, const Labels& labels) {
    if (static_cast<int64>(labels.size()) != x.count())
        throw_error({.problem = "there are not as many labels as samples",
                     .expected = std::to_string(x.count()),
                     .found = std::to_string(labels.size())});
    int classes = 0;
    int64 number = 0;
    for (const int label : labels) {
        if (label < 0)
            throw_error({.problem = "the label is out of range",
                         .name = with_number("label", number),
                         .expected = "a class, counted from 0",
                         .found = std::to_string(label)});
        classes = classes > label ? classes : label + 1;
        ++number;
    }
    return classes;
}

/// Copies of the rows with these numbers, [numbers, ...], of an xtensor or xarray. Throws where there is no
/// such row.
template <Array Rows, class Numbers>
[[nodiscard]] Rows rows_at(const Rows& x, const Numbers& numbers) {
    auto shape = x.shape();
    const std::size_t there = shape[0];
    shape[0] = numbers.size();
    Rows some(shape);
    const std::size_t width = there == 0 ? 0 : x.size() / there;
    std::size_t to = 0;
    for (const auto number : numbers) {
        if (!std::in_range<std::size_t>(number) || static_cast<std::size_t>(number) >= there)
            throw_error({.problem = "there is no row of this number",
                         .expected = "a number below " + std::to_string(there),
                         .found = std::to_string(number)});
        const auto* const from = x.data() + static_cast<std::size_t>(number) * width;
        for (std::size_t i = 0; i < width; ++i) some.data()[to++] = from[i];
    }
    return some;
}

}  // namespace strata::inline STRATA_TARGET
