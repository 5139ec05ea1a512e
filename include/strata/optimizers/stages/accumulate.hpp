// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/error.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/optimizers/stage.hpp>
#include <string>

namespace strata {

/// Waits for the gradients of several batches and goes on with their mean: batches of 4 with 16 samples each
/// move the parameters as one of 64 does, with an arena for 16.
///
///     g = (((g_1 + g_2) + g_3) + ... + g_batches) / batches        in T, in this order
///
/// That is the mean over all samples where the batches are equally large. Layers that look at a batch, as
/// `batch_norm` does, still see small ones. What has been added up when an epoch ends waits for the first
/// batches of the next one. Throws where there are fewer batches than one.
struct accumulate {
    int batches = 1;

    static constexpr std::array<const char*, 1> slot_names{"accumulate.sum"};
    static constexpr bool takes_parts = true;

    template <class Visit>
    void settings(Visit&& visit) {
        visit("batches", batches);
    }
    template <class Visit>
    void settings(Visit&& visit) const {
        accumulate(*this).settings(visit);
    }
    void check_settings() const {
        if (batches < 1)
            throw_error({.problem = "gradients are added up over one batch at least",
                         .name = "accumulate",
                         .found = std::to_string(batches)});
    }

    template <class T>
    bool apply(const stage_args<T>& a) const;
};

template <class T>
bool accumulate::apply(const stage_args<T>& a) const {
    if (batches == 1) return true;
    const int64 number = (a.backward - 1) % batches + 1;
    T *const g = a.g, *const sum = a.slot[0];
    if (number < batches) {
        const bool add = number > 1;
        parallel_sweep<T>(a.n, threads_for(a.n, a.threads),
                          [=](int64 i, auto lanes) { store_or_add(lanes, sum + i, lanes.load(g + i), add); });
        return false;
    }
    const simd<T> count(static_cast<T>(batches));
    parallel_sweep<T>(a.n, threads_for(a.n, a.threads), [=](int64 i, auto lanes) {
        lanes.store(g + i, (lanes.load(sum + i) + lanes.load(g + i)) / count);
    });
    return true;
}

}  // namespace strata
