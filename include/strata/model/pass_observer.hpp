// SPDX-License-Identifier: MIT
#pragma once
/// Who looks at the values inside of a network while they are there.
#include <strata/int64.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What an operation has made: the output of n samples, or its gradient, [n, ...], images channels last.
template <class T>
struct passing_values {
    int operation;  ///< its number in the program; layers that run as one are one operation
    int samples;
    int64 size;  ///< elements for one sample
    const T* numbers;
};

/// Told of every output right after it was computed, and of every gradient of an output as soon as it is
/// whole: the arena puts other values there later. Views are left out, since they are what they show.
template <class T>
class pass_observer {
public:
    pass_observer() = default;
    pass_observer(const pass_observer&) = delete;
    pass_observer& operator=(const pass_observer&) = delete;
    virtual ~pass_observer() = default;

    virtual void output(const passing_values<T>& of) = 0;
    virtual void gradient(const passing_values<T>& of) = 0;
};

}  // namespace strata::inline STRATA_TARGET
