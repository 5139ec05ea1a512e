// SPDX-License-Identifier: MIT
#pragma once
/// Between the user's arrays and the run's memory. Outside, an image is [C, H, W], as papers, files and PyTorch have it;
/// inside, channels are last.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <strata/error.hpp>
#include <strata/graph/network_table.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/shape/shape.hpp>
#include <strata/xtensor.hpp>
#include <string>
#include <vector>

namespace strata {

/// Samples as one run of memory, whatever they were handed over as: the user's own where it is already that, else a copy.
template <class T, std::size_t Rank>
class contiguous {
public:
    template <class E>
    explicit contiguous(const E& x) {
        if constexpr (requires { x.data(); } && std::is_same_v<typename E::value_type, T>) {
            if (x.layout() == xt::layout_type::row_major && E::static_layout == xt::layout_type::row_major) {
                data_ = x.data();
                if constexpr (requires { x.data_offset(); }) data_ += x.data_offset();
                return;
            }
        }
        copy_ = x;
        data_ = copy_.data();
    }
    contiguous(const contiguous&) = delete;
    contiguous& operator=(const contiguous&) = delete;

    [[nodiscard]] const T* data() const { return data_; }

private:
    xt::xtensor<T, Rank> copy_;
    const T* data_ = nullptr;
};

/// The rank of an array type that has one before it runs, else -1.
template <class E>
inline constexpr int static_rank = -1;
template <class E>
    requires requires { std::tuple_size<typename E::shape_type>::value; }
inline constexpr int static_rank<E> = static_cast<int>(std::tuple_size<typename E::shape_type>::value);

/// The rank of an array, as an error says it.
template <int Rank>
struct rank {};
template <int Rank>
struct word<rank<Rank>> {
    static constexpr void write(sentence& s) { s << "an array of rank " << Rank; }
};

/// Whether arrays of type E can be batches of samples S.
template <class E, Shape S>
using batch_decision = std::conditional_t<
    static_rank<E> == -1 || static_rank<E> == S::rank + 1 || std::is_same_v<S, unknown_shape>, S,
    shape_error<used_in<a_batch>, got<rank<static_rank<E>>>, E22_batch_of_the_wrong_rank, expected<S>>>;

/// Throws: `found` is not [N, extents...].
[[noreturn, gnu::cold]] inline void refuse_extents(const char* name, std::span<const int> extents, const std::vector<long>& found) {
    std::string wanted = "[N";
    for (int extent : extents) wanted += ", " + std::to_string(extent);
    throw error{{.problem = "the shape does not fit the network", .name = name, .expected = wanted + "]", .found = shape_text(found)}};
}

/// Throws unless x is [N, S's extents...]; returns N. Where the rank is known, who calls asserts `batch_decision` itself:
/// compilers then name the line of its caller.
template <Shape S, class E>
int checked_samples(const E& x, const char* name) {
    const auto& found = x.shape();
    bool fits = found.size() == static_cast<std::size_t>(S::rank) + 1;
    for (std::size_t i = 0; fits && i < static_cast<std::size_t>(S::rank); ++i) fits = static_cast<long>(found[i + 1]) == S::extents[i];
    if (!fits) refuse_extents(name, S::extents, {found.begin(), found.end()});
    return static_cast<int>(found[0]);
}

/// One sample from [C, H, W] to [H, W, C]; false where one of its values is no finite number.
template <Shape S, class T>
bool channels_last(const T* from, T* to) {
    // 0 times what is not finite is not zero; a sum in several parts does not wait for itself
    constexpr long size = S::size, parts = 8, whole = size / parts * parts;
    T check[parts] = {};
    for (long i = 0; i < whole; i += parts)
        for (long k = 0; k < parts; ++k) check[k] += from[i + k] * T(0);
    for (long i = whole; i < size; ++i) check[0] += from[i] * T(0);
    if constexpr (S::rank != 3 || channels<S> == 1)
        std::copy_n(from, size, to);
    else
        for (int c = 0; c < channels<S>; ++c)
            for (long p = 0; p < places<S>; ++p) to[p * channels<S> + c] = *from++;
    return std::accumulate(check, check + parts, T(0)) == T(0);
}

/// One sample from [H, W, C] to [C, H, W].
template <Shape S, class T>
void channels_first(const T* from, T* to) {
    if constexpr (S::rank != 3) {
        for (long i = 0; i < S::size; ++i) to[i] = from[i];
    } else {
        for (long p = 0; p < places<S>; ++p)
            for (int c = 0; c < channels<S>; ++c) to[c * places<S> + p] = *from++;
    }
}

}  // namespace strata
