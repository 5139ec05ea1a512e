// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>
#include <strata/io/checkpoint.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

using namespace strata;

namespace resumed_callbacks_tests {

using strata::test::file_text;
using strata::test::temporary_folder;

struct small : net<input<3>, dense<4>, dropout<0.3>, relu, dense<2>> {};

/// A schedule with a number of its own.
struct falls {
    double factor = 0.9;
    double operator()(const training_position& at) const { return std::pow(factor, at.step); }
    template <class Visit>
    void settings(Visit&& visit) {
        visit("factor", factor);
    }
};

/// A run that stops early, long before the last of its epochs: 3 steps each.
struct run {
    xt::xtensor<float, 2> x = xt::zeros<float>({10, 3});
    xt::xtensor<int, 1> labels{0, 1, 1, 0, 1, 0, 0, 1, 1, 1};
    model<small> m{seed{7}, 1};
    trainer<model<small>, softmax_loss, adam> t{m, softmax_loss{}, adam{.rate = 0.02}};
    keep_best<model<small>> best{m, "accuracy", true};

    run() {
        const random_stream random(seed{3}, 1);
        std::uint64_t k = 0;
        for (float& v : x) v = static_cast<float>(random.normal(k++));
    }
    void fit(std::vector<callback> told) {
        t.fit(x, labels, {.epochs = 100, .batch = 4, .progress = nullptr, .callbacks = std::move(told)});
    }
    std::vector<callback> usual() {
        return {rate_schedule{falls{}},
                early_stopping{.watched = "loss", .patience = 2, .least_change = 0.01}, best};
    }
    std::string bytes(const std::filesystem::path& scratch) {
        save_checkpoint(t, scratch);
        return file_text(scratch);
    }
};

}  // namespace resumed_callbacks_tests

TEST_CASE("a run that is killed and resumed stops early at the same epoch, with the same bits") {
    using namespace resumed_callbacks_tests;
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    run whole;
    whole.fit(whole.usual());
    const std::string bytes = whole.bytes(scratch);
    const int64 steps = whole.t.position().step;
    REQUIRE(whole.t.position().epoch > 2);
    REQUIRE(whole.t.position().epoch < 100);
    for (const int64 killed : {int64{1}, int64{5}, steps - 4, steps - 1, steps}) {
        CAPTURE(killed);
        run first;
        auto told = first.usual();
        told.push_back(checkpoint_every{0, first.t, path});
        told.push_back([&](training_moment& now) {
            if (now.position.step == killed &&
                now.event == (killed == steps ? training_event::after_epoch : training_event::after_step))
                throw std::runtime_error("killed");
        });
        CHECK_THROWS_AS(first.fit(told), std::runtime_error);
        run second;
        load_checkpoint(second.t, path);
        const std::string loaded = file_text(path);
        CHECK(second.bytes(scratch) == loaded);
        second.fit(second.usual());
        CHECK(second.t.position().step == steps);
        CHECK(second.best.epoch() == whole.best.epoch());
        CHECK(second.bytes(scratch) == bytes);
    }
}

TEST_CASE("a run that goes on with other callbacks than it had is refused before it takes a step") {
    using namespace resumed_callbacks_tests;
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    run first;
    auto told = first.usual();
    told.push_back(on(training_event::after_epoch, [] { return false; }));
    first.fit(told);
    save_checkpoint(first.t, path);
    run second;
    load_checkpoint(second.t, path);
    const std::string before = second.bytes(scratch);
    const auto schedule = rate_schedule{falls{}};
    const auto stopping = early_stopping{.watched = "loss", .patience = 2, .least_change = 0.01};
    const std::vector<std::vector<callback>> others{
        {},
        {schedule},
        {stopping, schedule, second.best},
        {schedule, early_stopping{.watched = "loss", .patience = 3, .least_change = 0.01}, second.best},
        {rate_schedule{falls{0.8}}, stopping, second.best},
        {schedule, stopping, keep_best{second.m, "accuracy"}}};
    for (const auto& list : others)
        for (int time = 0; time < 2; ++time) {
            CHECK_THROWS_WITH_AS(second.fit(list),
                                 doctest::Contains("the run that is to go on had another callback"), error);
            CHECK(second.t.position().step == 3);
            CHECK(second.bytes(scratch) == before);
        }
    CHECK_THROWS_WITH_AS(
        second.fit(others[3]),
        doctest::Contains("callback.2: the run that is to go on had another callback, expected "
                          "early_stopping;patience=2;least_change=0.01;larger_is_better=0, "
                          "found early_stopping;patience=3;least_change=0.01;larger_is_better=0"),
        error);
    run whole;
    whole.fit(whole.usual());
    second.fit(second.usual());
    CHECK(second.bytes(scratch) == whole.bytes(folder.path / "w.safetensors"));
}
