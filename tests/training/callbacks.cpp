// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <strata/strata.hpp>
#include <strata/training/callbacks/csv_log.hpp>
#include <string>
#include <tuple>
#include <vector>

using namespace strata;

namespace callbacks_tests {

struct small : net<input<2>, dense<2>> {};

/// Epochs with these figures, told to a callback one after the other; the epoch that it stopped after, 0
/// where it did not.
template <class Callback>
int stopped_after(Callback&& told, const std::vector<double>& values) {
    std::vector<epoch_record> history;
    training_position position;
    const training_state state;
    const auto tell = [&](training_event event) {
        training_moment now{event, position, state, history};
        told(now);
        return now.stops;
    };
    if (tell(training_event::begin)) return -1;
    for (const double v : values) {
        for (const auto event : {training_event::before_step, training_event::after_step})
            CHECK_FALSE(tell(event));
        history.push_back({v, v, {{"accuracy", v}}, {{"accuracy", v / 2}}});
        position.finish_epoch();
        if (tell(training_event::after_epoch)) return position.epoch;
    }
    CHECK_FALSE(tell(training_event::end));
    return 0;
}

std::string text_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// The numbers after some steps at a rate.
std::vector<float> trained(double rate, std::vector<callback> told) {
    model<small> m{seed{7}, 1};
    trainer t{m, softmax_loss{}, sgd{.rate = rate}};
    const xt::xtensor<float, 2> x{{1, 0}, {0, 1}, {1, 1}, {-1, 0}, {0.5, 2}};
    t.fit(x, {0, 1, 1, 0, 1}, {.epochs = 3, .batch = 2, .progress = nullptr, .callbacks = std::move(told)});
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}

/// A schedule that says its numbers.
struct falls {
    double factor = 0.5;
    double operator()(const training_position& at) const { return at.step < 4 ? 1 : factor; }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("factor", factor);
    }
};

}  // namespace callbacks_tests

TEST_CASE("a rate schedule multiplies the rate of each step by a function of the position") {
    using callbacks_tests::trained;
    const auto of = [](auto f) { return callback(rate_schedule{f}); };
    const auto half = [](const training_position&) { return 0.5; };
    CHECK(trained(0.5, {of(half)}) == trained(0.25, {}));
    CHECK(trained(0.5, {of(half), of(half)}) == trained(0.125, {}));
    CHECK(trained(0.5, {of([](const training_position& at) { return at.epoch == 0 ? 1 : 0; })}) ==
          trained(0.5, {on(training_event::after_step, [n = 0]() mutable { return ++n < 3; })}));
    std::vector<double> factors;
    trained(0.5, {of(callbacks_tests::falls{}), on(training_event::before_step, [&](training_moment& now) {
                      factors.push_back(now.rate_factor);
                  })});
    CHECK(factors == std::vector<double>{1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5});
    int numbers = 0;
    of(callbacks_tests::falls{}).settings([&](const std::string& name, double& value) {
        numbers += name == "factor" && value == 0.5;
    });
    CHECK(numbers == 1);
    of(half).settings([&](const std::string&, double&) { ++numbers; });
    CHECK(numbers == 1);
}

TEST_CASE("training stops when a figure has not become better for so many epochs in a row") {
    using callbacks_tests::stopped_after;
    const auto stops = [](double patience, double least, bool larger, const std::string& watched,
                          const std::vector<double>& values) {
        return stopped_after(early_stopping{.watched = watched,
                                            .patience = static_cast<int>(patience),
                                            .least_change = least,
                                            .larger_is_better = larger},
                             values);
    };
    CHECK(stops(2, 0, false, "validation loss", {3, 2, 2, 2, 1}) == 4);
    CHECK(stops(2, 0, false, "validation loss", {3, 2, 2, 1, 1, 2}) == 6);
    CHECK(stops(2, 0, false, "loss", {3, 2, 1}) == 0);
    CHECK(stops(1, 0.5, false, "loss", {3, 2.6, 2.2}) == 2);
    CHECK(stops(2, 0, true, "accuracy", {0.5, 0.7, 0.6, 0.7}) == 4);
    CHECK(stops(2, 0, true, "validation accuracy", {0.5, 0.7, 0.8, 0.9}) == 0);
    CHECK_THROWS_WITH_AS(stops(2, 0, true, "recall", {1}),
                         "recall: there is no figure of this name, expected one of accuracy", error);
}

TEST_CASE("a run that was stopped stays so where it is told to go on") {
    early_stopping stopping{.watched = "loss", .patience = 2};
    CHECK(callbacks_tests::stopped_after(stopping, {1, 2, 2}) == 3);
    CHECK(callbacks_tests::stopped_after(stopping, {1}) == -1);
}

TEST_CASE("the best model is kept as it was after its epoch, and found where the model has been moved to") {
    using callbacks_tests::small;
    std::vector<model<small>> models(1);
    keep_best best{models[0], "validation accuracy", true};
    CHECK_THROWS_WITH_AS(std::ignore = best.best_model(), doctest::Contains("no epoch has been finished"),
                         error);
    CHECK(best.epoch() == 0);
    models.reserve(10);
    int epoch = 0;
    const auto told = [&](training_moment& now) {
        if (now.event == training_event::after_epoch)
            models[0].parameter("0.bias")(0) = static_cast<float>(++epoch);
        best(now);
    };
    CHECK(callbacks_tests::stopped_after(told, {0.5, 0.7, 0.7, 0.6}) == 0);
    CHECK(best.epoch() == 2);
    model<small> found = best.best_model();
    CHECK(found.parameter("0.bias")(0) == 2);
    CHECK(models[0].parameter("0.bias")(0) == 4);
    const keep_best copy = best;
    CHECK(&copy.best_model() == &best.best_model());
}

TEST_CASE("what is left of the best model after a resume is its epoch, and that is said") {
    model<callbacks_tests::small> m;
    keep_best best{m};
    best.state([](const char* name, auto& number) {
        if (std::string(name) == "epoch") number = 3;
    });
    CHECK_THROWS_WITH_AS(std::ignore = best.best_model(),
                         "keep_best: the best model was that of epoch 3, and a checkpoint does not keep it",
                         error);
}

TEST_CASE("a log has a line of figures for each epoch, also of those before it was resumed") {
    const std::string path =
        (std::filesystem::temp_directory_path() /
         ("strata_csv_log_" + std::to_string(std::uintptr_t(&callbacks_tests::text_of)) + ".csv"))
            .string();
    const csv_log log{path};
    callbacks_tests::stopped_after(log, {0.5, 0.25});
    const std::string two =
        "epoch,loss,validation loss,accuracy,validation "
        "accuracy\n1,0.5,0.5,0.5,0.25\n2,0.25,0.25,0.25,0.125\n";
    CHECK(callbacks_tests::text_of(path) == two);
    callbacks_tests::stopped_after(csv_log{path}, {1});
    CHECK(callbacks_tests::text_of(path) ==
          "epoch,loss,validation loss,accuracy,validation accuracy\n1,1,1,1,0.5\n");

    const std::vector<epoch_record> history{{0.5, 0.5, {{"accuracy", 0.5}}, {{"accuracy", 0.25}}},
                                            {0.25, 0.25, {{"accuracy", 0.25}}, {{"accuracy", 0.125}}}};
    const training_position position;
    const training_state state;
    training_moment resumed{training_event::after_epoch, position, state, history};
    csv_log{path}(resumed);
    CHECK(callbacks_tests::text_of(path) == two);
    std::filesystem::remove(path);
    CHECK_THROWS_WITH_AS((csv_log{"not/there/run.csv"}(resumed)),
                         "not/there/run.csv: the log of the run cannot be written", error);
}
