// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <limits>
#include <thread>
#include <vector>

#include "../graph/networks.hpp"
#include "allocations.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif
#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace strata;

namespace predictor_test {

xt::xtensor<float, 4> images(std::size_t n, std::uint64_t stream = 0) {
    xt::xtensor<float, 4> x = xt::zeros<float>({n, std::size_t{3}, std::size_t{8}, std::size_t{8}});
    const random_stream random(seed{2}, stream);
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random.normal(k++));
    return x;
}

/// How often `call` asks for memory.
template <class Call>
long allocations_of(Call&& call) {
    const long before = allocations_so_far();
    call();
    return allocations_so_far() - before;
}

}  // namespace predictor_test

using namespace predictor_test;

TEST_CASE("a predictor answers as the model did when it was made, whatever becomes of the model") {
    model<every_form> m(seed{3});
    const auto x = images(5);
    const auto before = m.predict(x);
    const predictor answer{m};
    CHECK(answer(x) == before);
    for (long i = 0; i < m.learned().size(); ++i) m.learned().data()[i] *= 2;
    CHECK(answer(x) == before);
    CHECK(answer(xt::view(x, xt::range(0, 2))) == xt::view(before, xt::range(0, 2)));
    CHECK(m.predict(x) != before);
}

TEST_CASE("a predictor that is assigned to has the new parameters; one that was moved from says so") {
    const model<every_form> first(seed{3}, 1), second(seed{4}, 1);
    const auto x = images(2);
    predictor answer{first};
    const predictor other{second};
    CHECK(answer(x) == first.predict(x));
    CHECK(other(x) == second.predict(x));
    answer = other;
    CHECK(answer(x) == second.predict(x));
    const predictor moved = std::move(answer);
    CHECK(moved(x) == second.predict(x));
    CHECK_THROWS_WITH_AS(
        answer(x),
        "predictor: its parameters were moved into another one. Use that one, or assign one to this", error);
    answer = predictor{first};
    CHECK(answer(x) == first.predict(x));
}

TEST_CASE("threads that share a predictor of several threads each get the bits of one alone") {
    const model<every_form> m(seed{3}, 2);
    const predictor answer{m, {.portion = 4}};
    std::vector<xt::xtensor<float, 4>> x;
    std::vector<xt::xtensor<float, 2>> y;
    for (std::size_t k = 0; k < 4; ++k) {
        x.push_back(images(1 + 3 * k, k));
        y.push_back(m.predict(x.back()));
    }
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < 4; ++k)
        threads.emplace_back([&, k] {
            for (std::size_t time = 0; time < 20; ++time) {
                const std::size_t i = (k + time) % 4;
                right += answer(x[i]) == y[i];
            }
        });
    for (std::thread& t : threads) t.join();
    CHECK(right == 80);
}

#ifdef _OPENMP
TEST_CASE("an answer from inside of a parallel region has the same bits, also where regions are nested") {
    const model<every_form> m(seed{3}, 2);
    const predictor answer{m};
    const auto x = images(40);  // enough for the passes to take two threads
    const auto y = m.predict(x);
    const int levels = omp_get_max_active_levels();
    for (const int active : {1, 2}) {
        CAPTURE(active);
        omp_set_max_active_levels(active);
        std::atomic<int> right = 0;
#pragma omp parallel for num_threads(2)
        for (int k = 0; k < 6; ++k) right += (k % 2 == 0 ? answer(x) : m.predict(x)) == y;
        CHECK(right == 6);
    }
    omp_set_max_active_levels(levels);
}
#endif

TEST_CASE("answers are written into arrays of the caller's, with the bits of those that are returned") {
    const model<every_form> m(seed{3}, 1);
    const predictor answer{m};
    const auto x = images(5);
    const auto expected = m.predict(x);
    xt::xtensor<float, 2> y = xt::zeros<float>({5, 10});
    answer.into(x, y);
    CHECK(y == expected);
    y.fill(0);
    m.predict_into(x, y);
    CHECK(y == expected);

    std::vector<float> memory(50);
    answer.into(x, xt::adapt(memory.data(), 50, xt::no_ownership(), std::array<std::size_t, 2>{5, 10}));
    CHECK(std::equal(memory.begin(), memory.end(), expected.begin()));
    xt::xarray<float> dynamic = xt::zeros<float>({5, 10});
    answer.into(xt::xarray<float>(x), dynamic);
    CHECK(dynamic == expected);
    xt::xtensor<float, 2> some = xt::zeros<float>({9, 10});
    answer.into(xt::view(x, xt::range(1, 3)), xt::view(some, xt::range(4, 6)));
    CHECK(xt::view(some, xt::range(4, 6)) == xt::view(expected, xt::range(1, 3)));
    CHECK(xt::sum(xt::abs(xt::view(some, xt::range(0, 4))))() == 0);
    CHECK(xt::sum(xt::abs(xt::view(some, xt::range(6, 9))))() == 0);
    xt::xtensor<float, 2> none = xt::zeros<float>({0, 10});
    CHECK_NOTHROW(answer.into(images(0), none));
}

TEST_CASE("a network with heads writes into an array for each") {
    const model<two_heads> m(seed{3}, 1);
    const xt::xtensor<float, 2> x{{1, 2, 3, 4, 5}, {5, 4, 3, 2, 1}};
    const auto [first, second] = m.predict(x);
    xt::xtensor<float, 2> a = xt::zeros<float>({2, 3}), b = xt::zeros<float>({2, 2});
    predictor{m}.into(x, a, b);
    CHECK(a == first);
    CHECK(b == second);
    CHECK_THROWS_WITH_AS(
        m.predict_into(x, b, a),
        "output 0: the array for the answer has other extents, expected [2, 3], found [2, 2]", error);
    xt::xtensor<float, 2> longer = xt::zeros<float>({3, 2});
    CHECK_THROWS_WITH_AS(
        m.predict_into(x, a, longer),
        "output 1: the array for the answer has other extents, expected [2, 2], found [3, 2]", error);
    CHECK_THROWS_WITH_AS(m.predict_into(xt::xarray<float>(xt::zeros<float>({2, 4})), a, b),
                         doctest::Contains("expected [N, 5], found [2, 4]"), error);
}

TEST_CASE("from the second call on, answers into the caller's arrays allocate nothing") {
    const model<every_form> m(seed{3}, 2);
    const predictor answer{m, {.portion = 3}};
    const auto x = images(7), fewer = images(2);
    auto wrong = x;
    wrong(5, 0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
    xt::xtensor<float, 2> y = xt::zeros<float>({7, 10}), y_of_fewer = xt::zeros<float>({2, 10});
    CHECK(allocations_of([&] { answer.into(x, y); }) > 0);
    const auto twice = [&] {
        answer.into(x, y);
        answer.into(fewer, y_of_fewer);
    };
    CHECK(allocations_of(twice) == 0);
    CHECK_THROWS_WITH_AS(answer.into(wrong, y), "sample 5: a value is not a finite number", error);
    CHECK(allocations_of(twice) == 0);
    CHECK(y == m.predict(x));

    const auto of_model = [&] { m.predict_into(x, y); };
    of_model();
    CHECK(allocations_of(of_model) == 0);

    // a second caller at the same time has memory of its own, once
    std::atomic<int> inside = 0;
    const auto at_once = [&] {
        inside = 0;
        const auto meet = [&](auto& to) {
            ++inside;
            while (inside < 2) std::this_thread::yield();
            for (int time = 0; time < 30; ++time) answer.into(x, to);
        };
        xt::xtensor<float, 2> z = xt::zeros<float>({7, 10});
        std::thread other([&] { meet(z); });
        meet(y);
        other.join();
        CHECK(z == y);
    };
    at_once();
    CHECK(allocations_of(twice) == 0);
}

#ifdef __unix__
namespace predictor_test {
/// Whether a child process, which is given ten seconds, finds that `call` returns true.
template <class Call>
bool holds_in_child(Call&& call) {
    const pid_t child = fork();
    if (child == 0) {
        alarm(10);
        _exit(call() ? 0 : 1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
}  // namespace predictor_test

TEST_CASE("a child process answers on one thread, and on several if the thread that forked it had none") {
    const auto x = images(40);
    const model<every_form> m(seed{3}, 1), threaded(seed{3}, 2);
    const predictor answer{m}, on_two{threaded};
    const auto y = answer(x);
    CHECK(on_two(x) == y);
    CHECK(holds_in_child([&] { return answer(x) == y; }));
    bool held = false;
    std::thread([&] { held = holds_in_child([&] { return on_two(x) == y; }); }).join();
    CHECK(held);
}
#endif
