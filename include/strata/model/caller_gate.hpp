// SPDX-License-Identifier: MIT
#pragma once
#include <atomic>
#include <strata/error.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// Lets calls of an object in: any number at a time that only read it, or one alone that writes to it. A call
/// that cannot be let in is an error, and those that are inside go on undisturbed. What a writer has written
/// is there for all that come after it, from whatever thread.
class caller_gate {
public:
    caller_gate() = default;
    // a copy is an object of its own, which nobody has called
    caller_gate(const caller_gate&) noexcept {}
    caller_gate& operator=(const caller_gate&) noexcept { return *this; }
    ~caller_gate() = default;

    /// A call that writes and has not ended, by return or by exception.
    class writing {
    public:
        explicit writing(std::atomic<int>& inside) : inside_(inside) {}
        writing(const writing&) = delete;
        writing& operator=(const writing&) = delete;
        ~writing() { inside_.store(nobody, std::memory_order_release); }

    private:
        std::atomic<int>& inside_;
    };
    /// A call that reads and has not ended.
    class reading {
    public:
        explicit reading(std::atomic<int>& inside) : inside_(inside) {}
        reading(const reading&) = delete;
        reading& operator=(const reading&) = delete;
        ~reading() { inside_.fetch_sub(1, std::memory_order_release); }

    private:
        std::atomic<int>& inside_;
    };

    /// To be kept until a call that writes ends. Throws where there is another call of the object, which the
    /// sentence calls `what`.
    [[nodiscard]] writing enter(const char* what) {
        int found = nobody;
        if (!inside_.compare_exchange_strong(found, a_writer, std::memory_order_acquire,
                                             std::memory_order_relaxed))
            refuse(what);
        return writing(inside_);
    }
    /// To be kept until a call that only reads ends. Throws where one that writes has not ended.
    [[nodiscard]] reading enter_to_read(const char* what) const {
        int found = inside_.load(std::memory_order_relaxed);
        do {
            if (found == a_writer) refuse(what);
        } while (!inside_.compare_exchange_weak(found, found + 1, std::memory_order_acquire,
                                                std::memory_order_relaxed));
        return reading(inside_);
    }

private:
    static constexpr int nobody = 0, a_writer = -1;  // and of those who read their number

    [[noreturn, gnu::cold]] static void refuse(const char* what) {
        throw_error({.problem = "it was called while another call of it had not ended",
                     .name = what,
                     .advice = "Give each thread one of its own, or let them take turns, by a mutex"});
    }

    mutable std::atomic<int> inside_ = nobody;
};

}  // namespace strata::inline STRATA_TARGET
