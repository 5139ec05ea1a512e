// SPDX-License-Identifier: MIT
#pragma once
/// The right classes of samples, pixels and places: the arrays they come in, and what is wrong with them.
///
///     y: [N, C] or [N, L, C] or [N, H, W, C]      t: [N] or [N, L] or [N, H, W], in {0, ..., C - 1}
#include <strata/error.hpp>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/target.hpp>
#include <string>

namespace strata {

template <Shape Y>
struct class_at_each_place_of;
template <Vector Y>
struct class_at_each_place_of<Y> {
    using type = target<class_numbers>;
};
template <Sequence Y>
struct class_at_each_place_of<Y> {
    using type = target<class_numbers, shape<Y::extents[0]>>;
};
template <Image Y>
struct class_at_each_place_of<Y> {
    using type = target<class_numbers, shape<height<Y>, width<Y>>>;
};
/// The target where Y has scores of classes at each of its places.
template <Shape Y>
using class_at_each_place = typename class_at_each_place_of<Y>::type;

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws: the label of what is called `name` is not one of `classes`.
[[noreturn, gnu::cold]] inline void refuse_label(const std::string& name, int64 classes, int label) {
    throw_error({.problem = "the label is out of range",
                 .name = name,
                 .expected = "0 to " + std::to_string(classes - 1),
                 .found = std::to_string(label)});
}

/// "sample 3 of the batch, row 1, column 2": the place of label i among those of samples that begin with
/// number `first`.
template <Shape Y>
[[gnu::cold]] std::string name_of_label(int64 i, const char* what, int64 first, const char* of) {
    std::string name = with_number(what, first + i / places<Y>) + of;
    if constexpr (Sequence<Y>) name.append(", place ").append(std::to_string(i % places<Y>));
    if constexpr (Image<Y>) {
        name.append(", row ").append(std::to_string(i % places<Y> / width<Y>));
        name.append(", column ").append(std::to_string(i % width<Y>));
    }
    return name;
}

/// Throws where a label of n samples is out of range, and names its sample, "what first + i" and then `of`,
/// and its place. `no_class` is one of them unless it is `allowed`.
template <Shape Y>
void check_classes(int n, const int* t, const char* what = "sample", int64 first = 0,
                   const char* of = " of the batch", bool allowed = false) {
    const int64 all = n * places<Y>, i = first_wrong_label(t, all, channels<Y>, allowed);
    if (i < all) refuse_label(name_of_label<Y>(i, what, first, of), channels<Y>, t[i]);
}

}  // namespace strata::inline STRATA_TARGET
