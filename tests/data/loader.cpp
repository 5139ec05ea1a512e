// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include <strata/data/array_set.hpp>
#include <strata/data/loader.hpp>

#include "../io/temporary_folder.hpp"

#if defined(__linux__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#define STRATA_TEST_MEMORY 1
#endif

using strata::int64;
using strata::loader;
using strata::sample_batch;
using strata::target_kind;
using strata::test::text_of;

namespace of_loaders {

const strata::sample_layout layout{.inputs = {{2}},
                                   .targets = {{target_kind::classes}, {target_kind::numbers, true, {1}}}};

/// Samples of their own number and of random numbers, of i % 3 rows. Sample `bad` throws.
struct numbered_samples {
    int64 count = 23;
    std::atomic<int64> bad = -1;

    int64 size() const { return count; }
    void read(int64 i, auto& to) const {
        if (i == bad) throw std::runtime_error("sample " + std::to_string(i) + " cannot be read");
        auto x = to.input({2});
        x[0] = static_cast<float>(i);
        x[1] = static_cast<float>(to.random().uniform(0));
        to.classes({})[0] = static_cast<int>(i % 5);
        for (auto& row : to.rows(static_cast<int>(i % 3), {1}, 1)) row = static_cast<float>(-i);
    }
};

/// All numbers of a batch, one after the other.
std::vector<double> content(const sample_batch<float>& b) {
    std::vector<double> all(b.input(), b.input() + 2 * b.count());
    all.insert(all.end(), b.classes(), b.classes() + b.count());
    all.insert(all.end(), b.row_ends(1), b.row_ends(1) + b.count());
    all.insert(all.end(), b.numbers(1), b.numbers(1) + b.row_ends(1)[b.count() - 1]);
    return all;
}
/// Those of what is left of an epoch, in batches of at most `count`.
std::vector<double> rest(loader<float>& batches, int count) {
    std::vector<double> all;
    while (batches.left() > 0) {
        const auto one = content(batches.next(static_cast<int>(std::min<int64>(count, batches.left()))));
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

}  // namespace of_loaders
using namespace of_loaders;

TEST_CASE("batches have the samples of an order with their own random numbers, the last one what is left") {
    const numbered_samples set;
    for (const int workers : {0, 2}) {
        loader<float> batches(set, layout, 4, {.random = {5}, .workers = workers});
        CHECK(batches.left() == 0);
        batches.begin_epoch({3, 1, 22, 3, 0, 8}, 6);
        CHECK(batches.left() == 6);
        const auto& first = batches.next(4);
        CHECK(first.count() == 4);
        CHECK(first.number(2) == 22);
        CHECK(first.input()[4] == 22);
        CHECK(first.input()[5] ==
              static_cast<float>(strata::random_stream({5}, (1ULL << 63) + (6ULL << 32) + 22).uniform(0)));
        CHECK(first.row_ends(1)[3] == 0 + 1 + 1 + 0);
        const auto& second = batches.next(2);
        CHECK(content(second)[2] == 8);
        CHECK(batches.left() == 0);
    }
}

TEST_CASE("any number of workers gives the same bits, epoch after epoch") {
    const numbered_samples set;
    std::vector<std::vector<double>> runs;
    for (const int workers : {0, 1, 3}) {
        loader<float> batches(set, layout, 4, {.random = {7}, .workers = workers});
        std::vector<double> all;
        for (int epoch = 0; epoch < 5; ++epoch) {
            batches.begin_epoch(strata::shuffled{}, epoch);
            const auto one = rest(batches, 4);
            all.insert(all.end(), one.begin(), one.end());
        }
        runs.push_back(all);
    }
    CHECK(runs[1] == runs[0]);
    CHECK(runs[2] == runs[0]);
}

TEST_CASE("an epoch goes on from where it was left, and batches may have other counts") {
    const numbered_samples set;
    for (const int workers : {0, 1, 3}) {
        loader<float> batches(set, layout, 6, {.random = {7}, .workers = workers});
        batches.begin_epoch(strata::shuffled{}, 2);
        std::vector<double> x, tail;
        for (const int count : {6, 6, 2, 3, 3, 1, 2}) {
            const auto& batch = batches.next(count);
            x.insert(x.end(), batch.input(), batch.input() + 2 * count);
        }
        batches.begin_epoch(strata::shuffled{}, 2, 12);
        CHECK(batches.left() == 11);
        while (batches.left() > 0) {
            const auto& batch = batches.next(1);
            tail.insert(tail.end(), batch.input(), batch.input() + 2);
        }
        CHECK(tail == std::vector<double>(x.begin() + 24, x.end()));
    }
}

TEST_CASE("what a set throws reaches the caller at its batch, who may ask again, begin anew or leave") {
    for (const int workers : {0, 1, 3}) {
        numbered_samples set;
        set.bad = 9;
        loader<float> batches(set, layout, 4, {.workers = workers});
        batches.begin_epoch(strata::in_order{}, 0);
        CHECK(batches.next(4).count() == 4);
        CHECK(batches.next(4).input()[0] == 4);
        const auto ask = [&] { batches.next(4); };
        CHECK(text_of<std::runtime_error>(ask) == "sample 9 cannot be read");
        CHECK(batches.left() == 15);
        CHECK(text_of<std::runtime_error>(ask) == "sample 9 cannot be read");
        set.bad = -1;
        CHECK(batches.next(4).input()[0] == 8);
        CHECK(batches.next(4).input()[0] == 12);
        set.bad = 2;
        batches.begin_epoch(strata::in_order{}, 1);
        CHECK(text_of<std::runtime_error>(ask) == "sample 2 cannot be read");
        batches.begin_epoch(std::vector<std::uint32_t>{5, 4}, 1);
        CHECK(batches.next(2).input()[0] == 5);
        batches.begin_epoch(strata::in_order{}, 1);
    }
}

namespace of_loaders {

/// Its samples get longer in the middle.
struct growing {
    int64 size() const { return 12; }
    void read(int64 i, auto& to) const {
        to.input({i < 7 ? 2 : 3});
        to.classes({});
        to.rows(0, {1}, 1);
    }
};
/// Notices whether two threads are in it.
struct read_alone {
    static constexpr bool one_reader = true;
    mutable std::atomic<int> inside = 0, most = 0;
    mutable std::atomic<int> settings_differ = 0;

    int64 size() const { return 40; }
    void read(int64, auto& to) const {
        const int now = ++inside;
        if (now > most) most = now;
        if (strata::float_settings::of_this_thread() != strata::float_settings::flushing()) ++settings_differ;
        to.input({2});
        to.classes({});
        to.rows(0, {1}, 1);
        --inside;
    }
};

}  // namespace of_loaders

TEST_CASE("extents that change in the middle of a set are refused at the sample that has others") {
    for (const int workers : {0, 2}) {
        loader<float> batches(growing{}, layout, 3, {.workers = workers});
        batches.begin_epoch(strata::in_order{}, 0);
        batches.next(3);
        batches.next(3);
        CHECK(text_of<strata::error>([&] { batches.next(3); }) ==
              "sample 7, input 0: the set's sample has other extents than are asked for, expected [2], found "
              "[3]");
    }
}

TEST_CASE("a set that says so is read by one thread, with denormal numbers flushed as in a step") {
    for (const int workers : {0, 3}) {
        const read_alone set;
        loader<float> batches(set, layout, 4, {.workers = workers});
        batches.begin_epoch(strata::in_order{}, 0);
        while (batches.left() > 0) batches.next(4);
        CHECK(set.most == 1);
        CHECK(set.settings_differ == 0);
    }
}

TEST_CASE("a set of float and of arrays is loaded as double") {
    const xt::xtensor<std::uint8_t, 2> x{{1, 2}, {3, 4}, {5, 6}};
    loader<double> batches(strata::array_set{x}, {.inputs = {{2}}}, 3);
    batches.begin_epoch(strata::in_order{}, 0);
    CHECK(batches.next(3).input()[5] == 6.0);
}

TEST_CASE(
    "batches, orders and numbers of threads that cannot be are refused and leave the loader as it was") {
    const numbered_samples set;
    CHECK(text_of<strata::error>([&] { loader<float>(set, layout, 4, {.workers = -1}); }) ==
          "loader_options::workers: a set cannot be read by fewer threads than none, found -1");
    loader<float> batches(set, layout, 4);
    const auto next = [&](int count) { return text_of<strata::error>([&] { batches.next(count); }); };
    CHECK(next(1) == "the loader cannot give this number of samples, expected 1 to 0, found 1");
    batches.begin_epoch(strata::in_order{}, 0);
    CHECK(next(5) == "the loader cannot give this number of samples, expected 1 to 4, found 5");
    CHECK(next(0) == "the loader cannot give this number of samples, expected 1 to 4, found 0");
    batches.next(4);
    CHECK(
        text_of<strata::error>([&] {
            batches.begin_epoch(std::vector<std::uint32_t>{1, 23}, 0);
        }) ==
        "the order of an epoch has a sample that the set does not have, expected numbers below 23, found 23");
    CHECK(text_of<strata::error>([&] { batches.begin_epoch(strata::in_order{}, 0, 24); }) ==
          "an epoch cannot begin at this place of its order, expected 0 to 23, found 24");
    CHECK(batches.next(4).input()[0] == 4);
}

#ifdef STRATA_TEST_MEMORY
namespace of_loaders {

/// 256 MiB of samples, made as they are read.
struct large {
    static constexpr int elements = 1 << 16;
    int64 size() const { return 1024; }
    void read(int64 i, strata::sample<float>& to) const {
        const auto x = to.input({elements});
        std::fill(x.begin(), x.end(), static_cast<float>(i));
    }
};

/// Loads an epoch of them with the memory that the process has and 64 MiB more, of which three stacks
/// take 24. Returns whether it had each sample, and there would not have been memory for all.
bool loads_an_epoch_in_little_memory() {
    ::mallopt(M_ARENA_MAX, 1);
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (rlim_t{64} << 20);
    const rlimit limit{most, most};
    if (::setrlimit(RLIMIT_AS, &limit) != 0) return false;
    try {
        const std::vector<float> all(static_cast<std::size_t>(large::elements) * 1024);
        return false;
    } catch (const std::bad_alloc&) {
    }
    loader<float> batches(large{}, {.inputs = {{large::elements}}}, 16, {.workers = 2});
    batches.begin_epoch(strata::in_order{}, 0);
    double sum = 0;
    while (batches.left() > 0) {
        const auto& batch = batches.next(16);
        for (int i = 0; i < batch.count(); ++i) sum += batch.input()[(i + 1) * large::elements - 1];
    }
    return sum == 1023 * 1024 / 2;
}

}  // namespace of_loaders

TEST_CASE("a set that is larger than the memory of a process is loaded in that memory") {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        bool well = false;
        try {
            well = loads_an_epoch_in_little_memory();
        } catch (...) {
        }
        ::_exit(well ? 0 : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
#endif
