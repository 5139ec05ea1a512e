// SPDX-License-Identifier: MIT
#pragma once
/// Several augmentations, one after the other.
#include <strata/data/augmentation.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Makes each change of what the one before it has made.
///
///     in_turn{random_crop_and_scale{}, random_flip_and_shift{.shift = 0}, colour_jitter{}, cutout{.side = 8}}
///
/// Change k draws from part k of the sample's stream, so that another setting of one leaves the others as
/// they are. Without any, images stay as they are. Throws what they throw.
template <class... A>
class in_turn {
    static_assert(
        ((Augments<A, float> || Augments<A, double>)&&...),
        "each of them is an augmentation, a function of (image_extents, const random_stream&, const "
        "T* x, T* y)");

public:
    explicit in_turn(A... changes) : changes_(std::move(changes)...) {}

    template <class T>
    requires(Augments<A, T>&&...) void operator()(image_extents e, const random_stream& random, const T* x,
                                                  T* y) const {
        const auto size = static_cast<std::size_t>(e.size());
        std::vector<T> before(x, x + size);
        std::uint64_t k = 0;
        const auto change = [&](const auto& a) {
            if (k > 0) std::copy_n(y, size, before.begin());
            a(e, random.part(k++), std::as_const(before).data(), y);
        };
        if constexpr (sizeof...(A) == 0)
            std::copy_n(x, size, y);
        else
            std::apply([&](const A&... each) { (change(each), ...); }, changes_);
    }

private:
    std::tuple<A...> changes_;
};

}  // namespace strata::inline STRATA_TARGET
