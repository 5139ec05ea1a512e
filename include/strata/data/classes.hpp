// SPDX-License-Identifier: MIT
#pragma once
/// The classes of a set's samples: of all of them, without reading their inputs where the set can tell.
#include <strata/data/data_set.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// `set.class_of(i)` is the class of sample i, and costs no reading of it.
template <class Set>
concept TellsClass = requires(const Set& set, int64 i) {
    { set.class_of(i) } -> std::convertible_to<int>;
};
/// The names of a set's classes, `set.class_names` or `set.class_names()`; none where it has none.
template <class Set>
[[nodiscard]] std::vector<std::string> class_names_of(const Set& set) {
    if constexpr (requires { set.class_names(); })
        return set.class_names();
    else if constexpr (requires { set.class_names; })
        return set.class_names;
    else
        return {};
}

/// The class that a sample was written with. Throws where its first target is not the number of one class.
template <class T>
[[nodiscard]] int written_class(const sample_batch<T>& one) {
    const auto& targets = one.layout().targets;
    const bool is_class = !targets.empty() && targets[0].kind == target_kind::classes && !targets[0].ragged;
    if (!is_class || elements_of(targets[0].extents) != 1)
        throw_error({.problem = "the set's sample does not have one class",
                     .name = with_number("sample", one.number(0)),
                     .expected = "a first target of class numbers []",
                     .found = targets.empty() ? "no target" : target_text(targets[0])});
    return *one.classes();
}

/// The class of each sample: what the set tells, else its first target, for which all samples are read.
/// Throws where that is no single class.
template <class Set>
[[nodiscard]] std::vector<int> classes_of(const Set& set) {
    static_assert(check_data_set<Set>());
    const auto n = static_cast<int64>(set.size());
    std::vector<int> classes;
    classes.reserve(static_cast<std::size_t>(n));
    [[maybe_unused]] auto one = sample_batch<float>::of_any_layout();
    for (int64 i = 0; i < n; ++i) {
        if constexpr (TellsClass<Set>) {
            classes.push_back(set.class_of(i));
        } else {
            one.clear();
            append_sample(one, i, sample_stream({}, 0, i), [&](auto& to) { read_sample(set, i, to); });
            classes.push_back(written_class(one));
        }
    }
    return classes;
}

/// A weight for each sample that gives all classes the same sum: 1 / the number of samples of its class.
///
///     weighted_order balanced(class_weights(classes_of(set)));
[[nodiscard]] inline std::vector<double> class_weights(const std::vector<int>& classes) {
    std::vector<double> counts, weights;
    for (const int c : classes) {
        if (c < 0)
            throw_error({.problem = "the label is out of range",
                         .expected = "a class, counted from 0",
                         .found = std::to_string(c)});
        const auto place = static_cast<std::size_t>(c);
        if (place >= counts.size()) counts.resize(place + 1);
        ++counts[place];
    }
    weights.reserve(classes.size());
    for (const int c : classes) weights.push_back(1 / counts[static_cast<std::size_t>(c)]);
    return weights;
}

}  // namespace strata::inline STRATA_TARGET
