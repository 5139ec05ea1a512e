// SPDX-License-Identifier: MIT
#pragma once
/// The arrays that answers come in, and those of the caller's that they are written into.
#include <concepts>
#include <span>
#include <strata/error.hpp>
#include <strata/graph/net.hpp>
#include <strata/model/arrays.hpp>
#include <strata/target.hpp>
#include <tuple>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

template <class T, class... V>
struct answer_arrays {
    using type = std::tuple<xt::xtensor<T, static_cast<std::size_t>(V::shape_type::rank) + 1>...>;
};
template <class T, class V>
struct answer_arrays<T, V> {
    using type = xt::xtensor<T, static_cast<std::size_t>(V::shape_type::rank) + 1>;
};
template <class T, class... V>
answer_arrays<T, V...> arrays_of(types<V...>);

/// What a network answers for a batch: an array [N, ...], or a tuple of them where it has heads.
template <Network Net, class T>
using answer_of = typename decltype(arrays_of<T>(output_values<Net>{}))::type;

/// Whether answers can be written into arrays of type Y: those of ours, adaptors of memory, slices of the
/// first axis.
template <class Y, class T>
concept AnswerArray = OneRun<std::remove_cvref_t<Y>, T> && requires(Y& y) {
    { y.data() } -> std::convertible_to<T*>;
};

/// Throws: the array for output number k has other extents.
[[noreturn, gnu::cold]] inline void refuse_output(int64 k, std::span<const int> extents, int n,
                                                  const std::vector<int64>& found) {
    std::vector<int64> wanted{n};
    wanted.insert(wanted.end(), extents.begin(), extents.end());
    throw_error({.problem = "the array for the answer has other extents",
                 .name = with_number("output", k),
                 .expected = shape_text(wanted),
                 .found = shape_text(found)});
}

}  // namespace strata::inline STRATA_TARGET
