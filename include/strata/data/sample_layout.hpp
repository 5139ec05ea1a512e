// SPDX-License-Identifier: MIT
#pragma once
/// What a network and its losses read of a sample: which arrays, of what, and of what extents.
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The extents of an array, written as `{3, 32, 32}` or held by a container; empty for a single element. It
/// lives as long as the call that it is said in.
class extent_list : public std::span<const int> {
public:
    extent_list() = default;
    // NOLINTBEGIN(google-explicit-constructor): this is how extents are said
    extent_list(std::initializer_list<int> extents) : span(extents.begin(), extents.size()) {}
    template <class Extents>
    requires std::convertible_to<const Extents&, std::span<const int>> extent_list(const Extents& extents)
        : span(std::span<const int>(extents)) {}
    // NOLINTEND(google-explicit-constructor)
};

/// What the elements of a target are: the numbers of classes, or numbers of the network's type.
enum class target_kind { classes, numbers };

/// One target array of a sample.
struct target_layout {
    target_kind kind = target_kind::classes;
    bool ragged = false;            ///< a sample has any number of rows of these extents
    std::vector<int> extents = {};  ///< none for a single element

    bool operator==(const target_layout&) const = default;
};

/// All arrays of a sample, images as [C, H, W].
///
///     sample_layout{.inputs = {{3, 32, 32}}, .targets = {{target_kind::classes}}}
///
/// Where there are no targets, those that a set has are not kept: its inputs are all that is wanted.
struct sample_layout {
    std::vector<std::vector<int>> inputs = {};
    std::vector<target_layout> targets = {};

    bool operator==(const sample_layout&) const = default;
};

/// The number of elements of an array of these extents; 1 where there are none.
[[nodiscard]] constexpr int64 elements_of(std::span<const int> extents) {
    int64 size = 1;
    for (const int extent : extents) size *= extent;
    return size;
}

/// Throws where array k of a sample cannot have these extents.
inline void check_extents(const char* what, std::size_t k, std::span<const int> extents) {
    for (const int extent : extents)
        if (extent < 1)
            throw_error({.problem = "an extent of a sample cannot be below 1",
                         .name = with_number(what, static_cast<int64>(k)),
                         .found = shape_text(extents)});
}
/// Throws unless samples of this layout can be read: there is an input, and no extent is below 1.
inline void check_layout(const sample_layout& layout) {
    if (layout.inputs.empty()) throw_error({.problem = "a layout of samples has no input"});
    for (std::size_t k = 0; k < layout.inputs.size(); ++k) check_extents("input", k, layout.inputs[k]);
    for (std::size_t k = 0; k < layout.targets.size(); ++k)
        check_extents("target", k, layout.targets[k].extents);
}

}  // namespace strata::inline STRATA_TARGET
