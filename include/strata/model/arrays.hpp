// SPDX-License-Identifier: MIT
#pragma once
/// Between the user's arrays and the run's memory. Outside, an image is [C, H, W], as papers, files and
/// PyTorch have it; inside, channels are last.
#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <strata/array.hpp>
#include <strata/bit_cast.hpp>
#include <strata/error.hpp>
#include <strata/errors/report.hpp>
#include <strata/graph/network_table.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/products/transpose.hpp>
#include <strata/model/named_tensor.hpp>
#include <strata/shape/shape.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// The rank of an array, as an error says it.
template <int Rank>
struct rank {};
template <int Rank>
struct word<rank<Rank>> {
    static constexpr void write(sentence& s) { s << "an array of rank " << Rank; }
};

/// A set of images with their labels.
template <class E>
concept LabelledSet = requires(const E& set) {
    set.images, set.labels;
};

/// Whether E can be batches of samples S.
template <class E, Shape S>
struct batch_decision_of {
    using type = shape_error<used_in<a_batch>, got<handed<E>>, E48_not_an_array, expected<S>>;
};
template <Array E, Shape S>
struct batch_decision_of<E, S> {
    using type = std::conditional_t<
        static_rank<E> == -1 || static_rank<E> == S::rank + 1, S,
        shape_error<used_in<a_batch>, got<rank<static_rank<E>>>, E22_batch_of_the_wrong_rank, expected<S>>>;
};
template <class E, Shape S>
using batch_decision = typename std::conditional_t<std::is_same_v<S, unknown_shape>, type_holder<S>,
                                                   batch_decision_of<E, S>>::type;
template <class E, class S>
concept NoBatchOf = is_shape_error<batch_decision<E, S>>;

/// Whether L can be labels of the extents S for each sample: an array, whose values and axes are checked
/// where it comes in.
template <class L, Shape S>
using labels_decision =
    std::conditional_t<Array<L>, S,
                       shape_error<the_labels, got<handed<L>>, E49_labels_are_no_array, expected<S>>>;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Whether arrays of type E hold their elements as T, one after the other in the order of [N, C, H, W],
/// whatever their extents.
template <class E, class T>
concept OneRun = requires(const E& x) {
    x.data();
    requires std::is_same_v<typename E::value_type, T> && E::static_layout == xt::layout_type::row_major;
};

/// Where the first element of such an array is.
template <class E>
auto* first_element(E& x) {
    if constexpr (requires { x.data_offset(); })
        return x.data() + x.data_offset();
    else
        return x.data();
}

/// Samples as one run of memory, whatever they were handed over as: a copy.
template <class T, std::size_t Rank, class E>
class contiguous {
public:
    explicit contiguous(const E& x) : copy_(x) {}

    [[nodiscard]] const T* data() const { return copy_.data(); }

private:
    xt::xtensor<T, Rank> copy_;
};
/// The user's own memory where it is that already.
template <class T, std::size_t Rank, OneRun<T> E>
class contiguous<T, Rank, E> {
public:
    explicit contiguous(const E& x) : data_(first_element(x)) {}

    [[nodiscard]] const T* data() const { return data_; }

private:
    const T* data_;
};

/// Throws: `found` is not [N, extents...].
[[noreturn, gnu::cold]] inline void refuse_extents(const char* name, std::span<const int> extents,
                                                   const std::vector<int64>& found) {
    std::string wanted = "[N";
    for (const int64 extent : extents) wanted.append(", ").append(std::to_string(extent));
    wanted += ']';
    throw_error({.problem = "the shape does not fit the network",
                 .name = name,
                 .expected = wanted,
                 .found = shape_text(found)});
}
/// Throws: there are more samples than an int counts.
[[noreturn, gnu::cold]] inline void refuse_count(const char* name, int64 found) {
    throw_error({.problem = "there are too many samples",
                 .name = name,
                 .expected = "at most " + std::to_string(std::numeric_limits<int>::max()),
                 .found = std::to_string(found)});
}
/// Throws: a value of a sample is no finite number.
[[noreturn, gnu::cold]] inline void refuse_value(const char* of, int64 number) {
    throw_error({.problem = "a value is not a finite number", .name = with_number(of, number)});
}

/// Throws unless x is [N, S's extents...]; returns N. Where the rank is known, who takes x from the user
/// refuses one that is `NoBatchOf<S>` itself, in the line of the call.
template <Shape S, class E>
int checked_samples(const E& x, const char* name) {
    const auto& found = x.shape();
    bool fits = found.size() == static_cast<std::size_t>(S::rank) + 1;
    for (std::size_t i = 0; fits && i < static_cast<std::size_t>(S::rank); ++i)
        fits = static_cast<int64>(found[i + 1]) == S::extents[i];
    if (!fits) refuse_extents(name, {S::extents.data(), S::extents.size()}, {found.begin(), found.end()});
    if (!std::in_range<int>(found[0])) refuse_count(name, static_cast<int64>(found[0]));
    return static_cast<int>(found[0]);
}

/// The number of labels of samples whose labels have the extents S. Throws where the array has others, or a
/// label is no `int`.
template <Shape S, Array E>
int checked_labels(const E& t) {
    static_assert(check_label_type<E, S::rank + 1>());
    const int n = checked_samples<S>(t, "the labels");
    check_label_range(t);
    return n;
}
/// The same labels as the library takes them.
template <Shape S, Array E>
xt::xtensor<int, static_cast<std::size_t>(S::rank) + 1> labels_from(const E& t) {
    static_cast<void>(checked_labels<S>(t));
    return t;
}

/// One sample from [C, places] to [places, C]; false where one of its values is no finite number.
template <class T>
bool channels_last(const T* from, T* to, int channels, int64 places) {
    constexpr int64 W = simd_width<T>;
    const int64 size = channels * places, whole = size / W * W;
    using integers = xsimd::batch<bits_of<T>>;
    const integers exponent(exponent_bits<T>);
    auto wrong = exponent != exponent;
    for (int64 i = 0; i < whole; i += W) {
        const simd<T> v = simd<T>::load_unaligned(from + i);
        wrong = wrong | ((strata::bit_cast<integers>(v) & exponent) == exponent);
        if (channels == 1) v.store_unaligned(to + i);
    }
    bool finite = !xsimd::any(wrong);
    for (int64 i = whole; i < size; ++i) {
        finite = finite && is_finite(from[i]);
        if (channels == 1) to[i] = from[i];
    }
    if (channels > 1) transpose(from, places, to, channels, channels, static_cast<int>(places));
    return finite;
}

/// Samples of one memory, whose extents follow from a network's input.
template <class T>
struct sample_list {
    const T* x;  ///< [N, C, places]
    int C;       ///< 1 where the order inside is that outside
    int64 places;
    const std::uint32_t* order = nullptr;  ///< which of them, and in what order; null: as they lie

    [[nodiscard]] int64 number(int i) const { return order ? order[i] : i; }
    [[nodiscard]] const T* operator[](int i) const { return x + number(i) * C * places; }
};
template <Shape S, class T>
sample_list<T> samples_of(const T* x, const std::uint32_t* order = nullptr) {
    return {x, S::rank == 3 ? channels<S> : 1, S::rank == 3 ? places<S> : S::size, order};
}

/// The first `count` samples from [C, places] to [places, C], one behind the other. Returns the first that
/// has a value that is no finite number, or `count`.
template <class T>
int take_samples(const sample_list<T>& samples, int count, T* to, int threads) {
    constexpr int tasks = 16;
    std::array<int, tasks> wrong;
    wrong.fill(count);
    const int64 size = samples.C * samples.places;
    parallel_for(tasks, threads_for(count * size, threads), [&](int task, int) {
        const slice mine = slice_of(count, tasks, task);
        for (int64 i = mine.end; i-- > mine.begin;)
            if (!channels_last(samples[static_cast<int>(i)], to + i * size, samples.C, samples.places))
                wrong[static_cast<std::size_t>(task)] = static_cast<int>(i);
    });
    return *std::min_element(wrong.begin(), wrong.end());
}

}  // namespace strata::inline STRATA_TARGET
