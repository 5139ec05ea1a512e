// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/error.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/optimizers/stage.hpp>
#include <string>

namespace strata {

/// Cuts each number of a gradient off: g = min(max(g, -most), most). A NaN stays one.
///
/// PyTorch's clip_grad_value_. Throws where `most` is not above 0.
struct clip_by_value {
    double most = 1;

    static constexpr std::array<const char*, 0> slot_names{};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("most", most);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        clip_by_value(*this).settings(visit);
    }
    void check_settings() const {
        if (is_nan(most) || most <= 0)
            throw_error({.problem = "the largest number of a gradient has to be above 0",
                         .name = "clip_by_value",
                         .found = std::to_string(most)});
    }

    template <class T>
    bool apply(const stage_args<T>& a) const;
};

template <class T>
bool clip_by_value::apply(const stage_args<T>& a) const {
    const simd<T> high(static_cast<T>(most)), low = -high;
    map_values(static_cast<const T*>(a.g), a.g, a.n, threads_for(a.n, a.threads), [=](const simd<T>& g) {
        return keep_nan<T>(g, xsimd::select(g > high, high, xsimd::select(g < low, low, g)));
    });
    return true;
}

}  // namespace strata
