// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <stdexcept>
#include <strata/strata.hpp>
#include <string>
#include <vector>

using namespace strata;

namespace callback_tests {

struct small : net<input<3>, dense<4>, relu, dense<2>> {};

xt::xtensor<float, 2> samples(int n) {
    const random_stream random(seed{3}, 1);
    xt::xtensor<float, 2> x = xt::zeros<float>({n, 3});
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random.normal(k++));
    return x;
}

/// Ten samples, three steps an epoch.
struct run {
    xt::xtensor<float, 2> x = samples(10);
    xt::xtensor<int, 1> labels{0, 1, 1, 0, 1, 0, 0, 1, 1, 1};
    model<small> m{seed{7}, 1};
    trainer<model<small>, softmax_loss, momentum> t{m, softmax_loss{}, momentum{.rate = 0.1}};

    void fit(int epochs, std::vector<callback> told = {}, callback progress = nullptr) {
        t.fit(x, labels,
              {.epochs = epochs, .batch = 4, .progress = std::move(progress), .callbacks = std::move(told)});
    }
    [[nodiscard]] std::vector<float> numbers() {
        std::vector<float> all(m.learned().data(), m.learned().data() + m.learned().size());
        for (const epoch_record& e : t.history()) all.push_back(static_cast<float>(e.loss));
        return all;
    }
};

std::vector<float> undisturbed(int epochs) {
    run r;
    r.fit(epochs);
    return r.numbers();
}

std::string name_of(training_event event) {
    constexpr const char* names[] = {"begin", "before", "after", "epoch", "end"};
    return names[static_cast<int>(event)];
}

}  // namespace callback_tests

TEST_CASE("callbacks are told of every moment in the order of the list, the progress first") {
    callback_tests::run r;
    std::string told;
    const auto writes = [&](const char* who) {
        return [&told, who](training_moment& now) {
            told.append(callback_tests::name_of(now.event)).append(who).append(" ");
        };
    };
    r.fit(2, {writes("1"), writes("2")}, writes("0"));
    const std::string step = "before0 before1 before2 after0 after1 after2 ",
                      epoch = step + step + step + "epoch0 epoch1 epoch2 ";
    CHECK(told == "begin0 begin1 begin2 " + epoch + epoch + "end0 end1 end2 ");
}

TEST_CASE("a moment says the position, the figures so far and the epochs that are finished") {
    callback_tests::run r;
    r.fit(2, {[&](training_moment& now) {
              CHECK(&now.position == &r.t.position());
              CHECK(now.history.size() == static_cast<std::size_t>(now.position.epoch));
              CHECK(now.state.epoch_done == (now.event == training_event::after_epoch));
              if (now.event == training_event::after_step) {
                  CHECK(now.state.samples == now.position.sample);
                  CHECK(now.state.of == 10);
                  CHECK(now.state.loss ==
                        doctest::Approx(now.position.loss_sum / static_cast<double>(now.position.sample)));
              }
              if (now.event == training_event::after_epoch) {
                  CHECK(now.position.sample == 0);
                  CHECK(now.state.loss == now.history.back()["loss"]);
                  CHECK(now.state.metrics[0].value == now.history.back()["accuracy"]);
              }
          }});
}

TEST_CASE(
    "where one stops, the others are told of that moment too, and a fit that follows goes on to the same "
    "bits") {
    for (const auto event : {training_event::begin, training_event::before_step, training_event::after_step,
                             training_event::after_epoch}) {
        CAPTURE(callback_tests::name_of(event));
        callback_tests::run r;
        int later = 0, last = 0;
        r.fit(3, {on(event, [&] { return false; }), on(event, [&] { ++later; }),
                  on(training_event::end, [&] { ++last; })});
        CHECK(later == 1);
        CHECK(last == 1);
        CHECK(r.t.position().step == (event == training_event::after_step    ? 1
                                      : event == training_event::after_epoch ? 3
                                                                             : 0));
        r.fit(3);
        CHECK(r.numbers() == callback_tests::undisturbed(3));
    }
}

TEST_CASE(
    "a callback that throws leaves the trainer so that fit goes on with the bits of never having thrown") {
    for (const auto event : {training_event::begin, training_event::before_step, training_event::after_step,
                             training_event::after_epoch, training_event::end}) {
        CAPTURE(callback_tests::name_of(event));
        const int at = event == training_event::begin || event == training_event::end ? 1 : 2;
        callback_tests::run r;
        int calls = 0;
        const callback throws = on(event, [&] {
            if (++calls == at) throw std::runtime_error("no more");
        });
        CHECK_THROWS_WITH_AS(r.fit(3, {throws}), "no more", std::runtime_error);
        r.fit(3, {throws, on(training_event::before_step,
                             [](training_moment& now) { CHECK_FALSE(now.state.epoch_done); })});
        CHECK(r.t.position().step == 9);
        CHECK(r.numbers() == callback_tests::undisturbed(3));
    }
}

namespace callback_tests {

struct counts {
    int calls = 0;
    void operator()(training_moment&) { ++calls; }
};

}  // namespace callback_tests

TEST_CASE("a callback is kept once for all copies of the list, and what is in a std::ref is referred to") {
    callback_tests::run r;
    callback_tests::counts copied, referred;
    const std::vector<callback> list{copied, std::ref(referred), nullptr};
    r.fit(1, list);
    CHECK(copied.calls == 0);
    CHECK(referred.calls == 1 + 6 + 1 + 1);
    CHECK(list[0].name() == "callback_tests::counts");
    CHECK(list[1].name() == list[0].name());
    CHECK_FALSE(list[2]);
}

TEST_CASE("a factor of the rate that cannot be is refused before the step, and fit leaves none behind") {
    callback_tests::run r;
    const auto sets = [](double factor) {
        return on(training_event::before_step, [=](training_moment& now) { now.rate_factor = factor; });
    };
    CHECK_THROWS_WITH_AS(r.fit(1, {sets(-1)}),
                         doctest::Contains("a factor of the rate of learning cannot be negative"), error);
    CHECK(r.t.position().step == 0);
    CHECK(r.t.updates().rate_factor() == 1);
    r.fit(1, {sets(0)});
    CHECK(r.t.updates().rate_factor() == 1);
    const auto before = r.numbers();
    r.t.step(r.x, r.labels);
    CHECK(r.numbers() != before);
}

TEST_CASE("where all epochs are finished, nobody is told of anything") {
    callback_tests::run r;
    r.fit(1);
    callback_tests::counts counted;
    r.fit(1, {std::ref(counted)});
    CHECK(counted.calls == 0);
}
