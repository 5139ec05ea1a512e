// SPDX-License-Identifier: MIT
#pragma once
/// What a layer's passes get, and what memory they ask for. That these types have the target in their name
/// gives it to the functions of every layer, a user's own as well.
#include <cstddef>
#include <limits>
#include <strata/error.hpp>
#include <strata/int64.hpp>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// Bytes that a layer wants beside its input and output.
struct memory {
    int64 kept_per_sample = 0;     ///< from forward to backward, for each sample
    int64 kept = 0;                ///< from forward to backward, for the batch
    int64 scratch_per_sample = 0;  ///< during a pass, for each sample
    int64 scratch = 0;             ///< during a pass
    int64 scratch_per_thread = 0;  ///< during a pass, for each thread
    int64 prepared = 0;            ///< what `prepare` makes of the parameters, where no backward follows
    bool x_in_backward = false;    ///< backward reads x
    bool x_for_parameters =
        false;                   ///< backward reads x where gradients of the parameters are wanted, else not
    bool y_in_backward = false;  ///< backward reads y
};

/// What a layer gets once for each time the parameters have changed, where no backward follows.
template <class T>
struct prepare_args {
    int threads;
    T* const* w;          ///< the parameters, in the order of their list
    std::byte* prepared;  ///< `memory::prepared` bytes
};

/// Throws: the batch has too many places.
[[noreturn, gnu::cold]] inline void refuse_places(int64 found) {
    throw_error({.problem = "the batch has too many places",
                 .expected = "at most " + std::to_string(std::numeric_limits<int>::max()),
                 .found = std::to_string(found),
                 .advice = "take fewer samples at once"});
}

/// What a layer's pass over a batch gets.
template <class T>
struct pass_args {
    int n;                   ///< samples
    int threads;             ///< how many threads there may be
    bool learns;             ///< whether layers behave as they learn: draw and measure
    const T* const* inputs;  ///< the values that come in; `x()` is the first
    T* y;                    ///< the value that goes out
    T* const* w;             ///< the parameters, in the order of their list
    std::byte* kept_per_sample;
    std::byte* kept;
    std::byte* scratch_per_sample;
    std::byte* scratch;
    std::byte* scratch_per_thread;
    std::byte* prepared;      ///< what `prepare` has left
    random_stream random;     ///< the layer's own stream in this step: the same in forward and backward
    const T* const* carried;  ///< what the step before has handed on, [n, ...] each, in the order of the
                              ///< layer's list; null: zeros

    [[nodiscard]] const T* x() const { return inputs[0]; }
    /// Places of the whole batch, for kernels that count them in an int. Throws where they are more.
    [[nodiscard]] int places_of_all(int64 in_sample) const {
        if (n * in_sample > std::numeric_limits<int>::max()) refuse_places(n * in_sample);
        return static_cast<int>(n * in_sample);
    }
};

template <class T>
struct forward_args : pass_args<T> {
    T* const* carried_on;  ///< where this step leaves what the next one gets; null where nobody wants it
};

template <class T>
struct backward_args : pass_args<T> {
    const T* dy;
    T* const* input_gradients;  ///< null where nobody wants it
    const bool* adds;  ///< whether to add to that gradient, since another reader of the value has been here
    T* const* dw;      ///< the parameters' gradients, overwritten; null where frozen

    [[nodiscard]] T* dx() const { return input_gradients[0]; }
    [[nodiscard]] bool add_dx() const { return adds[0]; }
};

}  // namespace strata::inline STRATA_TARGET
