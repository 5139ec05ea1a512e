// SPDX-License-Identifier: MIT
#pragma once
#include <atomic>
#include <strata/error.hpp>

namespace strata {

/// Notices a call of an object that comes while another one of it has not ended: both would write to the same
/// memory. At most one is inside; what it has written is there for the next, from whatever thread that comes.
class one_caller {
public:
    one_caller() = default;
    // a copy is an object of its own, which nobody has called
    one_caller(const one_caller&) noexcept {}
    one_caller& operator=(const one_caller&) noexcept { return *this; }
    ~one_caller() = default;

    /// A call that has not ended, by return or by exception.
    class call {
    public:
        explicit call(std::atomic<bool>& inside) : inside_(inside) {}
        call(const call&) = delete;
        call& operator=(const call&) = delete;
        ~call() { inside_.store(false, std::memory_order_release); }

    private:
        std::atomic<bool>& inside_;
    };

    /// To be kept until the call ends. Throws where there is another call of the object, which the sentence
    /// calls `what`.
    [[nodiscard]] call enter(const char* what) {
        if (inside_.exchange(true, std::memory_order_acquire)) refuse(what);
        return call(inside_);
    }

private:
    [[noreturn, gnu::cold]] static void refuse(const char* what) {
        throw error{{.problem = "it was called while another call of it had not ended",
                     .name = what,
                     .advice = "Give each thread one of its own, or let them take turns, by a mutex"}};
    }

    std::atomic<bool> inside_ = false;
};

}  // namespace strata
