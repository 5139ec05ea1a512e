// SPDX-License-Identifier: MIT
#pragma once
/// What a data set is, and how a sample of one is read whatever the type of its numbers.
#include <strata/data/sample.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <concepts>
#include <span>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// `set.size()` says how many samples there are.
template <class Set>
concept CountsSamples = requires(const Set& set) {
    { set.size() } -> std::convertible_to<int64>;
};
/// `set.read(i, to)` writes sample i where numbers are of type T.
template <class Set, class T>
concept ReadsSamplesOf = requires(const Set& set, int64 i, sample<T>& to) {
    set.read(i, to);
};
template <class Set>
concept ReadsSamples = ReadsSamplesOf<Set, float> || ReadsSamplesOf<Set, double>;

/// Samples that are read one by one: from memory, from files, or made as they are asked for.
///
///     struct squares {
///         strata::int64 size() const { return 1000; }
///         void read(strata::int64 i, auto& to) const {
///             to.input({1})[0] = i / 1000.0;
///             to.numbers({1})[0] = i / 1000.0 * i / 1000.0;
///         }
///     };
///
/// A sample is the same whenever it is read in an epoch: what is random in it is drawn from `to.random()`.
/// `read` is called from several threads at once, unless the set says `static constexpr bool one_reader =
/// true`. One that is written for `sample<float>` serves networks of `double` too, and the other way round.
template <class Set>
concept DataSet = CountsSamples<Set> && ReadsSamples<Set>;

/// Whether Set is a data set: does not compile where it is none, and says what it lacks.
template <class Set>
consteval bool check_data_set() {
    static_assert(CountsSamples<Set>, "a data set says how many samples it has: strata::int64 size() const");
    static_assert(
        ReadsSamples<Set>,
        "a data set writes sample i: void read(strata::int64 i, strata::sample<float>& to) const; with "
        "`auto& to` it serves networks of double without a conversion");
    return true;
}

/// Whether samples of a set are to be read by one thread at a time.
template <class Set>
inline constexpr bool one_reader = false;
template <class Set>
requires requires { std::bool_constant<Set::one_reader>{}; }
inline constexpr bool one_reader<Set> = Set::one_reader;

/// Copies numbers, converted.
template <class E, class F>
void copy_numbers(const E* from, std::span<F> to) {
    std::transform(from, from + to.size(), to.begin(), [](E v) { return static_cast<F>(v); });
}
/// Writes the inputs of a batch's first sample where another sample is to be.
template <class From, class To>
void copy_inputs(const sample_batch<From>& from, sample<To>& to) {
    int k = 0;
    for (const auto& extents : from.layout().inputs) {
        copy_numbers(from.input(k), to.input(extents, k));
        ++k;
    }
}
/// Writes the targets of a batch's first sample, and its weight, where another sample is to be.
template <class From, class To>
void copy_targets(const sample_batch<From>& from, sample<To>& to) {
    int k = 0;
    for (const target_layout& target : from.layout().targets) {
        const auto& extents = target.extents;
        const int rows = target.ragged ? static_cast<int>(*from.row_ends(k)) : 0;
        if (target.kind == target_kind::classes)
            copy_numbers(from.classes(k),
                         target.ragged ? to.class_rows(rows, extents, k) : to.classes(extents, k));
        else
            copy_numbers(from.numbers(k), target.ragged ? to.rows(rows, extents, k) : to.numbers(extents, k));
        ++k;
    }
    if (from.weighted()) to.weight(*from.weights());
}

/// Reads sample i of a set. Where the set writes numbers of another type, they are converted.
template <class Set, class T>
void read_sample(const Set& set, int64 i, sample<T>& to) {
    if constexpr (ReadsSamplesOf<Set, T>) {
        set.read(i, to);
    } else if constexpr (ReadsSamples<Set>) {
        using other = std::conditional_t<std::is_same_v<T, float>, double, float>;
        auto one = to.template alone<other>();
        append_sample(one, to.number(), to.random(), [&](sample<other>& s) { set.read(i, s); });
        copy_inputs(one, to);
        copy_targets(one, to);
    }
}

/// The arrays of sample i of a set, as it writes them by itself.
template <class Set>
[[nodiscard]] sample_layout layout_of(const Set& set, int64 i = 0) {
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, i, random_stream(), [&](sample<float>& to) { read_sample(set, i, to); });
    return one.layout();
}

}  // namespace strata::inline STRATA_TARGET
