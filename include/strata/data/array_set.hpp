// SPDX-License-Identifier: MIT
#pragma once
/// Arrays as a data set.
#include <strata/data/array_source.hpp>
#include <strata/data/data_set.hpp>
#include <strata/inputs.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

template <class E>
inline constexpr bool is_array_source = false;
template <class E>
inline constexpr bool is_array_source<array_source<E>> = true;

/// What the arrays of a set are handed over as.
template <class E>
concept ArrayOrScaled = Array<std::remove_cvref_t<E>> || is_array_source<std::remove_cvref_t<E>>;

template <class E>
using array_source_of =
    std::conditional_t<is_array_source<std::remove_cvref_t<E>>, std::remove_cvref_t<E>, array_source<E>>;

/// Samples x[i] with the targets t[i] of any number of arrays.
///
///     array_set{x, t}                              x: [N, C, H, W] or any rank, t: [N, ...]
///     array_set{scaled_by(bytes, 1 / 255.0), t}       bytes stay bytes until they are read
///     array_set{inputs(x1, x2), t1, t2}            several inputs, several targets
///     array_set{x}                                 inputs alone
///
/// Whole numbers are class numbers where a loss wants classes, and numbers where it wants numbers. Arrays
/// with names of their own are referred to and have to live as long as the set. Throws where arrays do not
/// have the same number of samples.
template <class Inputs, class... Targets>
class array_set;

template <class... Inputs, class... Targets>
class array_set<array_inputs<Inputs...>, Targets...> {
public:
    template <ArrayOrScaled X, ArrayOrScaled... Y>
    explicit array_set(X&& x, Y&&... y) : array_set(inputs(std::forward<X>(x)), std::forward<Y>(y)...) {}
    template <ArrayOrScaled... Y>
    explicit array_set(const array_inputs<Inputs...>& x, Y&&... y)
        : inputs_(std::apply(
              [](const auto&... given) {
                  return std::tuple<array_source_of<Inputs>...>(source_of<Inputs>(given)...);
              },
              x.arrays)),
          targets_(Targets(std::forward<Y>(y))...) {
        size_ = std::get<0>(inputs_).count();
        each(inputs_, [&](const auto& array, int k) { check_count("input", k, array.count()); });
        each(targets_, [&](const auto& array, int k) { check_count("target", k, array.count()); });
    }

    [[nodiscard]] int64 size() const { return size_; }

    template <class T>
    void read(int64 i, sample<T>& to) const {
        each(inputs_, [&](const auto& x, int k) { x.copy(i, to.input(x.extents(), k).data()); });
        each(targets_, [&](const auto& t, int k) { write_target(t, i, to, k); });
    }

    /// The class of sample i, where the first target is one whole number. Throws where it is an array.
    [[nodiscard]] int class_of(int64 i) const
        requires(sizeof...(Targets) > 0 &&
                 std::is_integral_v<typename std::tuple_element_t<
                     0, std::tuple<Targets..., array_source<xt::xarray<float>>>>::value_type>) {
        const auto& t = std::get<0>(targets_);
        if (!t.extents().empty())
            throw_error({.problem = "a sample has not one class, but an array of them",
                         .name = with_number("sample", i),
                         .found = shape_text(t.extents())});
        int found = 0;
        t.copy_classes(i, &found);
        return found;
    }

private:
    template <class X>
    static array_source_of<X> source_of(const kept<X>& given) {
        if constexpr (is_array_source<std::remove_cvref_t<X>>)
            return *given;
        else
            return array_source<X>(given);
    }
    template <class Tuple, class Body>
    static void each(const Tuple& arrays, Body&& body) {
        [[maybe_unused]] int k = 0;
        std::apply([&](const auto&... array) { (body(array, k++), ...); }, arrays);
    }
    void check_count(const char* what, int k, int64 found) const {
        if (found != size_)
            throw_error({.problem = "the arrays do not have the same number of samples",
                         .name = with_number(what, k),
                         .expected = std::to_string(size_),
                         .found = std::to_string(found)});
    }
    template <class E, class T>
    static void write_target(const array_source<E>& t, int64 i, sample<T>& to, int k) {
        if constexpr (std::is_integral_v<typename array_source<E>::value_type>)
            if (!t.is_scaled() && !to.wants_numbers(k))
                return t.copy_classes(i, to.classes(t.extents(), k).data());
        t.copy(i, to.numbers(t.extents(), k).data());
    }

    std::tuple<array_source_of<Inputs>...> inputs_;
    std::tuple<Targets...> targets_;
    int64 size_ = 0;
};
template <ArrayOrScaled X, ArrayOrScaled... Y>
array_set(X&&, Y&&...) -> array_set<array_inputs<X>, array_source_of<Y>...>;
template <ArrayOrScaled... X, ArrayOrScaled... Y>
array_set(const array_inputs<X...>&, Y&&...) -> array_set<array_inputs<X...>, array_source_of<Y>...>;

}  // namespace strata::inline STRATA_TARGET
