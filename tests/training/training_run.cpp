// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/training/training_run.hpp>

#include <string>
#include <vector>

using namespace strata;

namespace training_run_test {

fit_options options_of(int batch, epoch_order order = shuffled{}) {
    return {.batch = batch, .order = std::move(order), .progress = nullptr};
}

}  // namespace training_run_test

TEST_CASE("an epoch that was begun goes on with its batch size, samples and order alone") {
    using namespace training_run_test;
    training_run run;
    run.go_on(options_of(8), 40);
    run.go_on(options_of(4), 30);  // nothing was begun
    CHECK(run.position.batch == 4);
    CHECK(run.position.samples == 30);
    run.position.count(4, 0.5);
    CHECK_THROWS_AS(run.go_on(options_of(8), 30), error);
    CHECK_THROWS_AS(run.go_on(options_of(4), 31), error);
    CHECK_THROWS_AS(run.go_on(options_of(4, in_order{}), 30), error);
    run.go_on(options_of(4), 30);
    run.position.finish_epoch();
    run.go_on(options_of(8, in_order{}), 31);
    CHECK(run.fitted() == "in_order, none");
}

TEST_CASE("callbacks are told in order, and what a checkpoint kept of them waits until they are there") {
    using namespace training_run_test;
    std::string told;
    training_run run;
    run.resume_from(
        {.epoch = 2, .batch = 4, .samples = 30}, {{}, {}},
        {.entries = {{"callback.0", "a"}},
         .restore =
             [&](const std::vector<callback>& all) { told += std::to_string(all.size()) + " restored; "; }},
        "shuffled, none");
    CHECK(run.waiting_callbacks().entries.size() == 1);
    fit_options options = options_of(4);
    options.callbacks = {on(training_event::begin, [&] { told += "first; "; }),
                         on(training_event::begin, [&](training_moment& now) {
                             told += "second of epoch " + std::to_string(now.position.epoch);
                             now.stop();
                         })};
    CHECK_THROWS_AS(run.go_on(options_of(5), 30), error);  // a run that was resumed is one that was begun
    run.go_on(options, 30);
    run.begin_telling(options);
    CHECK(run.waiting_callbacks().entries.empty());
    CHECK(run.tell(training_event::begin).stops);
    CHECK_FALSE(run.tell(training_event::end).stops);
    CHECK(told == "3 restored; first; second of epoch 2");
}
