// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <strata/training/callbacks/json_log.hpp>
#include <strata/training/callbacks/stop_on_interrupt.hpp>
#include <string>

using namespace strata;

namespace more_callbacks {

/// Tells a callback of a moment; whether it stops training.
struct teller {
    training_position position{};
    training_state state{};
    std::vector<epoch_record> history{};

    bool operator()(const callback& c, training_event event) {
        training_moment now{event, position, state, history};
        c(now);
        return now.stops;
    }
};

TEST_CASE("Ctrl-C stops training behind its step, and what was called at it is put back") {
    static int others = 0;
    const auto before = std::signal(SIGINT, [](int) { ++others; });
    teller tell;
    const callback c = stop_on_interrupt{};
    CHECK_FALSE(tell(c, training_event::begin));
    CHECK_FALSE(tell(c, training_event::after_step));
    std::raise(SIGINT);
    CHECK(others == 0);
    CHECK_FALSE(tell(c, training_event::before_step));
    CHECK(tell(c, training_event::after_step));
    CHECK_FALSE(tell(c, training_event::end));
    std::raise(SIGINT);
    CHECK(others == 1);
    // a run that follows is not stopped by the last one's signal
    CHECK_FALSE(tell(c, training_event::begin));
    CHECK_FALSE(tell(c, training_event::after_step));
    CHECK_FALSE(tell(c, training_event::end));
    std::signal(SIGINT, before);
}

TEST_CASE("a log in JSON has a line for each epoch, and begins anew with a run") {
    const std::string path =
        (std::filesystem::temp_directory_path() / "strata_more_callbacks.jsonl").string();
    const auto text = [&] {
        std::ifstream in(path);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    teller tell;
    const callback log = json_log{path};
    tell.history.push_back({0.5, 0.25, {{"accuracy", 0.75}}, {{"accuracy", 1}}});
    tell(log, training_event::after_epoch);
    tell.history.push_back({std::numeric_limits<double>::quiet_NaN(), 0.125, {{"accuracy", 0}}, {}});
    tell(log, training_event::after_epoch);
    const std::string first =
        "{\"epoch\":1,\"loss\":0.5,\"validation loss\":0.25,\"accuracy\":0.75,\"validation accuracy\":1}\n";
    CHECK(text() == first + "{\"epoch\":2,\"loss\":null,\"validation loss\":0.125,\"accuracy\":0}\n");
    tell.history.resize(1);
    tell(log, training_event::after_epoch);
    CHECK(text() == first);
    std::filesystem::remove(path);
    const callback nowhere = json_log{"/no/such/folder/log"};
    CHECK_THROWS_WITH_AS(tell(nowhere, training_event::after_epoch),
                         "/no/such/folder/log: the log of the run cannot be written", error);
}

}  // namespace more_callbacks
