// SPDX-License-Identifier: MIT
#pragma once
/// Threads, by OpenMP where the compiler was asked for it and one thread otherwise.
///
/// The bits of a result never depend on the number of threads: work is cut into tasks by its size alone,
/// every task writes its own elements, sums over tasks are added in the order of the tasks, and all threads
/// have the caller's floating-point settings.
#include <exception>
#include <strata/int64.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/target.hpp>
#include <type_traits>
#ifdef _OPENMP
#include <omp.h>
#endif

namespace strata::inline STRATA_TARGET {

/// How many threads a model uses unless it is told otherwise: what OpenMP offers, or 1.
inline int default_threads() {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/// Threads that a pass over so many elements of memory is worth: to start them and to wait for them takes
/// microseconds.
constexpr int threads_for(int64 elements, int threads) { return elements < int64{1} << 15 ? 1 : threads; }

#ifdef _OPENMP
/// What the threads of one `run_tasks` share: the exception of the first task, in their order, that has
/// thrown.
class thrown_by_tasks {
public:
    /// Runs tasks [begin, end) until one throws; what it throws is kept, since no exception leaves a thread
    /// of OpenMP.
    void run(int begin, int end, int thread, void (*function)(void*, int, int), void* body) {
        int task = begin;
#ifdef __cpp_exceptions
        try {
#endif
            for (; task < end; ++task) function(body, task, thread);
#ifdef __cpp_exceptions
        } catch (...) {
            keep(task);
        }
#endif
    }
    void rethrow() const {
#ifdef __cpp_exceptions
        if (first_) std::rethrow_exception(first_);
#endif
    }

private:
#ifdef __cpp_exceptions
    [[gnu::cold]] void keep(int task) {
#pragma omp critical(strata_thrown_by_tasks)
        if (!first_ || task < task_) {
            first_ = std::current_exception();
            task_ = task;
        }
    }

    std::exception_ptr first_;
    int task_ = 0;
#endif
};
#endif

/// `parallel_for` of one function: compiled once, whatever the bodies are. Inlined, it would have a second
/// copy of each body.
[[gnu::noinline]] inline void run_tasks(int tasks, [[maybe_unused]] int threads, void (*run)(void*, int, int),
                                        void* body) {
#ifdef _OPENMP
    if (threads > 1 && tasks > 1) {
        thrown_by_tasks thrown;
        const float_settings of_caller = float_settings::of_this_thread();
#pragma omp parallel num_threads(threads)
        {
            const with_float_settings same(of_caller);
            const int thread = omp_get_thread_num(), all = omp_get_num_threads();
            // in order, so that a thread's first exception is that of its first task that throws; the caller,
            // who is the first to begin, has one of the longer runs
            const int each = tasks / all, longer = tasks % all;
            const int begin = thread * each + (thread < longer ? thread : longer);
            thrown.run(begin, begin + each + (thread < longer), thread, run, body);
        }
        thrown.rethrow();
        return;
    }
#endif
    for (int task = 0; task < tasks; ++task) run(body, task, 0);
}

/// Calls `body(task, thread)` for each task below `tasks`, with `thread` below `threads` for scratch of its
/// own.
///
/// Where bodies throw, the caller gets the exception of the first task that throws, in the order of the
/// tasks, with any number of threads. The tasks after it have not run with one thread; with several, some of
/// them have.
template <class Body>
inline void parallel_for(int tasks, int threads, Body&& body) {
    using type = std::remove_reference_t<Body>;
    run_tasks(
        tasks, threads, [](void* b, int task, int thread) { (*static_cast<type*>(b))(task, thread); },
        const_cast<void*>(static_cast<const void*>(&body)));
}

/// Task `task` of `tasks` that share `n` items in order: items [begin, end).
struct slice {
    int64 begin, end;
};
constexpr slice slice_of(int64 n, int tasks, int task) { return {n * task / tasks, n * (task + 1) / tasks}; }

}  // namespace strata::inline STRATA_TARGET
