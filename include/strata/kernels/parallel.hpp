// SPDX-License-Identifier: MIT
#pragma once
/// Threads, by OpenMP where the compiler was asked for it and one thread otherwise.
///
/// The bits of a result never depend on the number of threads: work is cut into tasks by its size alone, every task
/// writes its own elements, and sums over tasks are added in the order of the tasks.
#include <strata/int64.hpp>
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

/// Threads that a pass over so many elements of memory is worth: to start them and to wait for them takes microseconds.
constexpr int threads_for(int64 elements, int threads) { return elements < int64{1} << 15 ? 1 : threads; }

/// `parallel_for` of one function: compiled once, whatever the bodies are. Inlined, it would have a second copy of each body.
[[gnu::noinline]] inline void run_tasks(int tasks, [[maybe_unused]] int threads, void (*run)(void*, int, int), void* body) {
#ifdef _OPENMP
    if (threads > 1 && tasks > 1) {
#pragma omp parallel for schedule(static) num_threads(threads)
        for (int task = 0; task < tasks; ++task) run(body, task, omp_get_thread_num());
        return;
    }
#endif
    for (int task = 0; task < tasks; ++task) run(body, task, 0);
}

/// Calls `body(task, thread)` for each task below `tasks`, with `thread` below `threads` for scratch of its own.
template <class Body>
inline void parallel_for(int tasks, int threads, Body&& body) {
    using type = std::remove_reference_t<Body>;
    run_tasks(tasks, threads, [](void* b, int task, int thread) { (*static_cast<type*>(b))(task, thread); },
              const_cast<void*>(static_cast<const void*>(&body)));
}

/// Task `task` of `tasks` that share `n` items in order: items [begin, end).
struct slice {
    int64 begin, end;
};
constexpr slice slice_of(int64 n, int tasks, int task) { return {n * task / tasks, n * (task + 1) / tasks}; }

}  // namespace strata::inline STRATA_TARGET
