// SPDX-License-Identifier: MIT
#pragma once
#include <memory>
#include <mutex>
#include <strata/model/program_run.hpp>
#include <strata/target.hpp>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Runs of one program, one for each call that is inside at the same time, kept for the calls to come. A lock
/// is held to take one and to give it back, not while it runs.
///
/// A copy of a pool is an empty one; one that is moved takes the runs along, and nobody may be inside.
template <class T>
class run_pool {
    struct pooled {
        program_run<T> run;
        bool prepared = false;
    };

public:
    explicit run_pool(int threads) : threads_(threads) {}
    run_pool(const run_pool& other) noexcept : threads_(other.threads_) {}
    run_pool(run_pool&& other) noexcept : threads_(other.threads_), free_(std::move(other.free_)) {}
    run_pool& operator=(const run_pool& other) noexcept { return *this = run_pool(other); }
    run_pool& operator=(run_pool&& other) noexcept {
        threads_ = other.threads_;
        free_ = std::move(other.free_);
        return *this;
    }
    [[gnu::cold]] ~run_pool() = default;

    [[nodiscard]] int threads() const { return threads_; }

    /// A run that is one caller's until this ends, by return or by exception.
    class loan {
    public:
        loan(const loan&) = delete;
        loan& operator=(const loan&) = delete;
        ~loan() { pool_.give_back(std::move(lent_)); }

        [[nodiscard]] program_run<T>& run() const { return lent_->run; }
        /// Computes what follows from the parameters alone: the first time, or `anew`.
        void prepare(T* const* w, bool anew) const {
            if (lent_->prepared && !anew) return;
            lent_->prepared = false;
            lent_->run.prepare(w);
            lent_->prepared = true;
        }

    private:
        friend run_pool;
        loan(run_pool& pool, int capacity) : pool_(pool), lent_(pool.take(capacity)) {}
        loan(run_pool& pool, const program_table<T>& program, int capacity) : loan(pool, capacity) {
            if (!lent_) lent_ = pool.make(program, capacity);
        }

        run_pool& pool_;
        std::unique_ptr<pooled> lent_;
    };
    /// A run of the program over at least so many samples. Allocates only where none is free that holds them;
    /// one that holds fewer makes room for it.
    [[nodiscard]] loan lend(const program_table<T>& program, int capacity) {
        return {*this, program, capacity};
    }

private:
    /// The smallest free run that is large enough; else nothing.
    std::unique_ptr<pooled> take(int capacity);
    std::unique_ptr<pooled> make(const program_table<T>& program, int capacity);
    void give_back(std::unique_ptr<pooled> lent) noexcept;

    int threads_;
    std::mutex lock_;
    std::vector<std::unique_ptr<pooled>> free_;
    std::size_t lent_ = 0;
};

template <class T>
std::unique_ptr<typename run_pool<T>::pooled> run_pool<T>::take(int capacity) {
    std::unique_ptr<pooled> taken, too_small;  // freed when the lock is open again
    const std::lock_guard alone(lock_);
    if (free_.empty()) free_.reserve(lent_ + 1);  // room for all, so that to give one back allocates nothing
    auto best = free_.end();
    for (auto it = free_.begin(); it != free_.end(); ++it) {
        const int found = (*it)->run.capacity();
        if (found >= capacity && (best == free_.end() || found <= (*best)->run.capacity())) best = it;
    }
    if (best != free_.end()) {
        taken = std::move(*best);
        free_.erase(best);
    } else if (!free_.empty()) {
        too_small = std::move(free_.back());
        free_.pop_back();
    }
    ++lent_;
    return taken;
}

template <class T>
[[gnu::cold]] std::unique_ptr<typename run_pool<T>::pooled> run_pool<T>::make(const program_table<T>& program,
                                                                              int capacity) {
    return std::make_unique<pooled>(pooled{program_run<T>(program, capacity, threads_)});
}

template <class T>
void run_pool<T>::give_back(std::unique_ptr<pooled> lent) noexcept {
    const std::lock_guard alone(lock_);
    --lent_;
    if (lent) free_.push_back(std::move(lent));
}

}  // namespace strata::inline STRATA_TARGET
