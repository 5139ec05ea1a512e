// SPDX-License-Identifier: MIT
#pragma once
/// What layers can run in their own pass besides an activation, and how they are told.
///
/// A layer that does says so by its `role`, and has beside `needs`, `forward` and `backward`:
///
///     needs_with<Phase, T, X>(pooled)                                linear layers; pooled: places behind the pooling
///     forward_with<Phase, T, X, Act>(forward_args<T>, companions<T>)
///     backward_with<T, X, Act>(backward_args<T>, companions<T>)
///
/// Act is the map of the activation, `identity_map` where there is none. Which companions a layer can have,
/// `fuse` decides by its role.
#include <strata/kernels/pooling/pooling_windows.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

template <class T>
struct companions {
    /// A max pooling behind the activation, or null. Its places are kept where backward follows.
    const pooling_extents* pool = nullptr;
    /// The other term of a sum in front of the activation, as large as y, or null.
    const T* shortcut = nullptr;

    // backward
    bool summed = false;         ///< whether there was such a sum
    T* dshortcut = nullptr;      ///< its gradient, or null where nobody wants it
    bool add_dshortcut = false;  ///< whether that is added to what is there
};

}  // namespace strata::inline STRATA_TARGET
