// SPDX-License-Identifier: MIT
#pragma once
#include <memory>
#include <strata/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Where an object is, for links that outlive a move of it: the object holds an anchor, which goes with it
/// from one place to the next. An object that was moved from has none.
///
/// An object that another one is moved into keeps the anchor that it had: links to it find what it has
/// become, and those to the other one find nothing.
template <class Owner>
class anchor {
public:
    explicit anchor(Owner* here) : place_(std::make_shared<Owner*>(here)) {}
    anchor(anchor&& other, Owner* here) noexcept : place_(std::move(other.place_)) { come_to(here); }
    anchor(const anchor&) = delete;
    anchor& operator=(const anchor&) = delete;
    [[gnu::cold]] ~anchor() { let_go(); }

    /// What `other` was of has been moved into the object at `here`, which has this anchor.
    void take(anchor& other, Owner* here) noexcept {
        if (!other)
            let_go();
        else if (place_)
            other.let_go();
        else
            place_ = std::move(other.place_);
        come_to(here);
    }

    /// Whether the object is there, and has not been moved from.
    explicit operator bool() const { return place_ != nullptr; }
    /// The place where links look the object up: null there says that it is gone.
    [[nodiscard]] std::shared_ptr<Owner* const> place() const { return place_; }

private:
    void come_to(Owner* here) noexcept {
        if (place_) *place_ = here;
    }
    void let_go() noexcept {
        come_to(nullptr);
        place_ = nullptr;
    }

    std::shared_ptr<Owner*> place_;
};

}  // namespace strata::inline STRATA_TARGET
