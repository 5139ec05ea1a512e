// SPDX-License-Identifier: MIT
#pragma once
#include <strata/target.hpp>

#include <memory>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// What somebody has handed over. X is as a forwarding reference deduces it: what has a name of its own is
/// referred to and has to live as long, what has none is kept, once for all copies.
///
///     array_set{images, labels}              refers to both
///     array_set{read_idx_images(path), t}    keeps the images, refers to t
template <class X>
class kept {
public:
    explicit kept(X&& x) : x_(std::make_shared<const X>(std::move(x))) {}

    [[nodiscard]] const X& operator*() const { return *x_; }
    [[nodiscard]] const X* operator->() const { return x_.get(); }

private:
    std::shared_ptr<const X> x_;
};

template <class X>
class kept<X&> {
public:
    explicit kept(const X& x) : x_(std::addressof(x)) {}  // views of arrays have an & of their own

    [[nodiscard]] const X& operator*() const { return *x_; }
    [[nodiscard]] const X* operator->() const { return x_; }

private:
    const X* x_;
};

}  // namespace strata::inline STRATA_TARGET
