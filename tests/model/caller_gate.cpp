// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <atomic>
#include <strata/model/caller_gate.hpp>
#include <thread>
#include <vector>

using namespace strata;

namespace caller_gate_test {

constexpr const char* turned_away =
    "gate: it was called while another call of it had not ended. Give each thread one of its own, or let "
    "them take turns, by a mutex";

}  // namespace caller_gate_test

using namespace caller_gate_test;

TEST_CASE("a gate lets in any number that read, or one that writes") {
    caller_gate gate;
    const caller_gate& constant = gate;
    {
        const auto first = constant.enter_to_read("gate");
        {
            const auto second = constant.enter_to_read("gate");
            CHECK_THROWS_WITH_AS(static_cast<void>(gate.enter("gate")), turned_away, error);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(gate.enter("gate")), turned_away, error);
        CHECK_NOTHROW(static_cast<void>(caller_gate(gate).enter("copy")));
    }
    {
        const auto alone = gate.enter("gate");
        CHECK_THROWS_WITH_AS(static_cast<void>(gate.enter("gate")), turned_away, error);
        CHECK_THROWS_WITH_AS(static_cast<void>(constant.enter_to_read("gate")), turned_away, error);
    }
    CHECK_NOTHROW(static_cast<void>(constant.enter_to_read("gate")));
    CHECK_NOTHROW(static_cast<void>(gate.enter("gate")));
}

TEST_CASE("what is written behind a gate is never read half") {
    caller_gate gate;
    int a = 0, b = 0;
    std::atomic<int> halves = 0;
    std::vector<std::thread> threads;
    for (int k = 0; k < 4; ++k)
        threads.emplace_back([&, k] {
            for (int time = 0; time < 2000; ++time) try {
                    if (k == 0) {
                        const auto alone = gate.enter("gate");
                        ++a;
                        ++b;
                    } else {
                        const auto one_of_many = gate.enter_to_read("gate");
                        halves += a != b;
                    }
                } catch (const error&) {
                    std::this_thread::yield();
                }
        });
    for (std::thread& t : threads) t.join();
    CHECK(halves == 0);
}
