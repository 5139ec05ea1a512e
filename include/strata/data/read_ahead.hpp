// SPDX-License-Identifier: MIT
#pragma once
/// Threads that do the next pieces of a work while the present one is used.
#include <strata/int64.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Cuts items [begin, end) into pieces of `step`, has each done at a place of a ring of `workers` + 1, and
/// gives the places in the order of the pieces. A piece is done by one thread, by any of them.
///
/// What a piece throws is thrown where the piece is taken, and ends the run; so does `stop`. Both wait until
/// no thread is at work.
///
/// `work(place, begin, count, unwanted)` does items [begin, begin + count) at a place; it may leave off once
/// the std::atomic<bool> `unwanted` is true.
template <class Work>
class read_ahead {
public:
    /// Where there are no workers, or none can be started, who takes a piece does it.
    read_ahead(int workers, Work work) : work_(std::move(work)), workers_(workers), done_(places()) {}
    read_ahead(const read_ahead&) = delete;
    read_ahead& operator=(const read_ahead&) = delete;
    ~read_ahead() {
        stop();
        {
            const std::lock_guard lock(mutex_);
            quit_ = true;
        }
        to_do_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    /// Begins a run over the items; the one before ends.
    void start(int64 begin, int64 end, int64 step) {
        stop();
        begin_threads();
        {
            const std::lock_guard lock(mutex_);
            at_ = begin;
            end_ = end;
            step_ = step;
        }
        to_do_.notify_all();
    }

    /// Waits for the next piece, of which there has to be one, and returns its place. The place taken before
    /// is free again.
    int take() {
        if (threads_.empty()) {
            const int64 begin = at_, count = next_count();
            work_(0, begin, count, unwanted_);
            at_ = begin + count;
            return 0;
        }
        std::unique_lock lock(mutex_);
        const std::size_t place = taken_ % places();
        progress_.wait(lock, [&] { return done_[place].yes; });
        done_[place].yes = false;
        if (const std::exception_ptr thrown = std::exchange(done_[place].thrown, nullptr)) {
            lock.unlock();
            stop();
            std::rethrow_exception(thrown);
        }
        ++taken_;
        lock.unlock();
        to_do_.notify_one();
        return static_cast<int>(place);
    }

    /// Ends the run.
    void stop() {
        std::unique_lock lock(mutex_);
        at_ = end_ = 0;
        unwanted_ = true;
        progress_.wait(lock, [&] { return at_work_ == 0; });
        unwanted_ = false;
        begun_ = taken_ = 0;
        done_.assign(places(), {});
    }

private:
    struct outcome {
        bool yes = false;
        std::exception_ptr thrown = {};
    };

    [[nodiscard]] std::size_t places() const { return static_cast<std::size_t>(workers_) + 1; }
    [[nodiscard]] int64 next_count() const { return std::min(step_, end_ - at_); }

    void begin_threads() {
#if !defined(__EMSCRIPTEN__) || defined(__EMSCRIPTEN_PTHREADS__)
        if (!threads_.empty()) return;
#ifdef __cpp_exceptions
        try {
#endif
            while (static_cast<int>(threads_.size()) < workers_) threads_.emplace_back([this] { work(); });
#ifdef __cpp_exceptions
        } catch (const std::system_error&) {  // the system gives no more of them: those that there are do it
        }
#endif
#endif
    }

    /// What a thread does: the next piece, where the ring has a place for it.
    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            to_do_.wait(lock, [&] { return quit_ || (at_ < end_ && begun_ - taken_ + 1 < places()); });
            if (quit_) return;
            const std::size_t place = begun_++ % places();
            const int64 begin = at_, count = next_count();
            at_ += count;
            ++at_work_;
            lock.unlock();
            outcome now = outcome_of(static_cast<int>(place), begin, count);
            lock.lock();
            --at_work_;
            done_[place] = std::move(now);
            progress_.notify_all();
        }
    }
    outcome outcome_of(int place, int64 begin, int64 count) const {
        outcome now;
#ifdef __cpp_exceptions
        try {
#endif
            work_(place, begin, count, unwanted_);
#ifdef __cpp_exceptions
        } catch (...) {
            now.thrown = std::current_exception();
        }
#endif
        now.yes = true;
        return now;
    }

    Work work_;
    int workers_;
    std::mutex mutex_;                          // of all below but the threads
    std::condition_variable to_do_, progress_;  // of threads that wait for work, of the caller
    int64 at_ = 0, end_ = 0, step_ = 1;  // the items that no thread has begun, and how many make a piece
    std::size_t begun_ = 0, taken_ = 0;  // pieces of this run
    int at_work_ = 0;
    std::vector<outcome> done_;
    bool quit_ = false;
    std::atomic<bool> unwanted_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace strata::inline STRATA_TARGET
