// SPDX-License-Identifier: MIT
#pragma once
/// Who takes the gradients of parameters while a backward pass goes on.
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The gradients of some learned parameters, side by side as these are; gaps are zero.
template <class T>
struct whole_gradients {
    int64 first, size;  ///< of the parameters, in the buffer of all that is learned
    T* g;
};

/// Told of the gradients of a layer's parameters as soon as they are whole and nobody of the pass reads these
/// parameters any more: both may be changed. The next layer's gradients take the place later.
template <class T>
class gradient_receiver {
public:
    gradient_receiver() = default;
    gradient_receiver(const gradient_receiver&) = delete;
    gradient_receiver& operator=(const gradient_receiver&) = delete;
    virtual ~gradient_receiver() = default;

    virtual void take(const whole_gradients<T>& of) = 0;
};

}  // namespace strata::inline STRATA_TARGET
