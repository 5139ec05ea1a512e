// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/sample_layout.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One target array of the samples of a batch: of classes or of numbers, with the ends of rows where it is
/// ragged.
template <class T>
struct target_memory {
    std::vector<int> classes;
    std::vector<T> numbers;
    std::vector<int64> row_ends;

    /// For so many samples; rows take their room as they come.
    void make_room(const target_layout& target, int samples) {
        const auto n = static_cast<std::size_t>(samples);
        const std::size_t size =
            target.ragged ? 0 : n * static_cast<std::size_t>(elements_of(target.extents));
        row_ends.resize(target.ragged ? n : 0);
        classes.resize(target.kind == target_kind::classes ? size : 0);
        numbers.resize(target.kind == target_kind::numbers ? size : 0);
    }
};

/// Sample i of arrays of `size` elements, one after the other.
template <class E>
[[nodiscard]] std::span<E> array_at(std::vector<E>& values, int i, int64 size) {
    const auto elements = static_cast<std::size_t>(size);
    return {values.data() + static_cast<std::size_t>(i) * elements, elements};
}

/// So many rows of `size` elements for sample i, after those of the samples before it.
template <class E>
[[nodiscard]] std::span<E> rows_at(std::vector<E>& values, std::vector<int64>& ends, int i, int rows,
                                   int64 size) {
    const auto place = static_cast<std::size_t>(i);
    const int64 first = i > 0 ? ends[place - 1] : 0;
    ends[place] = first + rows;
    values.resize(static_cast<std::size_t>(ends[place] * size));
    return std::span<E>(values).subspan(static_cast<std::size_t>(first * size));
}

}  // namespace strata::inline STRATA_TARGET
