// SPDX-License-Identifier: MIT
#include <strata/kernels/parallel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cfenv>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

using namespace strata;

namespace {

/// What arrives where the tasks of this list throw their number.
std::string thrown_by(int tasks, int threads, const std::vector<int>& throwing) {
    std::vector<bool> throws(static_cast<std::size_t>(tasks));
    for (const int task : throwing) throws[static_cast<std::size_t>(task)] = true;
    try {
        parallel_for(tasks, threads, [&](int task, int) {
            if (throws[static_cast<std::size_t>(task)])
                throw std::runtime_error("task " + std::to_string(task));
        });
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "nothing";
}

}  // namespace

TEST_CASE("each task runs once, with a thread below the number of threads, for any number of either") {
    for (const int threads : {1, 2, 3, 4, 7})
        for (const int tasks : {0, 1, 2, 3, 4, 7, 16, 17}) {
            CAPTURE(threads);
            CAPTURE(tasks);
            std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
            std::atomic<int> other_threads = 0;
            parallel_for(tasks, threads, [&](int task, int thread) {
                ++runs[static_cast<std::size_t>(task)];
                if (thread < 0 || thread >= threads) ++other_threads;
            });
            CHECK(other_threads == 0);
            for (const auto& count : runs) CHECK(count == 1);
        }
}

TEST_CASE("the exception of the first task that throws arrives in the caller, for any number of threads") {
    for (const int threads : {1, 2, 4, 7}) {
        CAPTURE(threads);
        CHECK(thrown_by(1, threads, {0}) == "task 0");
        CHECK(thrown_by(17, threads, {}) == "nothing");
        CHECK(thrown_by(17, threads, {16}) == "task 16");
        CHECK(thrown_by(17, threads, {0, 16}) == "task 0");
        CHECK(thrown_by(17, threads, {15, 6, 11, 5, 9}) == "task 5");
        // the threads begin at the same time: which of them is the first to throw is chance
        const std::vector<int> most{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
        for (int time = 0; time < 20; ++time) CHECK(thrown_by(17, threads, most) == "task 3");
        // and the threads are none the worse for it
        CHECK(thrown_by(17, threads, {}) == "nothing");
    }
}

TEST_CASE("all tasks before the one that throws have run; with one thread none after it") {
    for (const int threads : {1, 2, 4}) {
        CAPTURE(threads);
        std::vector<std::atomic<int>> runs(17);
        CHECK_THROWS_AS(parallel_for(17, threads,
                                     [&](int task, int) {
                                         ++runs[static_cast<std::size_t>(task)];
                                         if (task == 11) throw std::bad_alloc();
                                     }),
                        std::bad_alloc);
        for (std::size_t task = 0; task <= 11; ++task) CHECK(runs[task] == 1);
        if (threads == 1)
            for (std::size_t task = 12; task < 17; ++task) CHECK(runs[task] == 0);
    }
}

TEST_CASE("an exception of a type of one's own crosses two loops, one inside of the other") {
    struct mine {
        int task;
    };
    for (const int threads : {1, 2, 4}) {
        int caught = -1;
        try {
            parallel_for(4, threads, [&](int outer, int) {
                parallel_for(4, threads, [&](int inner, int) {
                    if (outer >= 1 && inner >= 2) throw mine{10 * outer + inner};
                });
            });
        } catch (const mine& e) {
            caught = e.task;
        }
        CHECK(caught == 12);
    }
}

TEST_CASE("all threads have the caller's floating-point settings, and their own again afterwards") {
    // 1 + 2^-24 is 1, or the number after it where sums are rounded upwards; half of the least normal number
    // is denormal
    volatile float one = 1, little = 0x1p-24F, least = std::numeric_limits<float>::min(), half = 0.5F;
    struct seen {
        bool rounds_up, flushes;
    };
    const auto look = [&](int threads) {
        std::vector<seen> all(16);
        parallel_for(16, threads, [&](int task, int) {
            all[static_cast<std::size_t>(task)] = {one + little > 1.0F, least * half == 0.0F};
        });
        for (const seen& s : all) {
            CHECK(s.rounds_up == all[0].rounds_up);
            CHECK(s.flushes == all[0].flushes);
        }
        return all[0];
    };
    for (const int threads : {1, 2, 4}) {
        CAPTURE(threads);
        const seen before = look(threads);
        std::fesetround(FE_UPWARD);
        const seen upwards = look(threads);
        bool flushes_inside = false, rounds_inside = true;
        {
            const flush_denormals flushed;
            const seen inside = look(threads);
            flushes_inside = inside.flushes;
            rounds_inside = inside.rounds_up;
        }
        const seen after = look(threads);
        std::fesetround(FE_TONEAREST);
        CHECK(!before.rounds_up);
        CHECK(!before.flushes);
        CHECK(upwards.rounds_up);
        CHECK(flushes_inside == (float_settings::flushing() != float_settings::of_this_thread()));
        CHECK(!rounds_inside);
        CHECK(after.rounds_up);
        CHECK(!after.flushes);
        CHECK(!look(threads).rounds_up);
    }
}
