// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <atomic>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include <strata/strata.hpp>

using namespace strata;

namespace {

/// What is called once from inside of the next pass; nothing as a rule.
std::function<void()>& from_inside() {
    static std::function<void()> call;
    return call;
}

void call_from_inside() {
    if (!from_inside()) return;
    const auto call = std::move(from_inside());
    from_inside() = nullptr;
    call();
}

/// y = x.
struct calls_back : layer {
    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>& a) {
        std::copy_n(a.x(), a.n * X::size, a.y);
        call_from_inside();
    }
    template <class T, Shape X>
    static void backward(const backward_args<T>& a) {
        if (a.dx()) std::copy_n(a.dy, a.n * X::size, a.dx());
        call_from_inside();
    }
};

struct calling : net<input<7>, dense<5>, relu, dense<3>, calls_back> {};

xt::xtensor<float, 2> batch(int n, std::uint64_t stream) {
    xt::xtensor<float, 2> x = xt::zeros<float>({n, 7});
    const random_stream random(seed{5}, stream);
    std::uint64_t k = 0;
    for (float& v : x) v = static_cast<float>(random.normal(k++));
    return x;
}

/// What is refused, in another thread, while `outer` is at its layer.
template <class Outer, class Inner>
std::string refused_inside(Outer&& outer, Inner&& inner) {
    std::string sentence = "nothing";
    from_inside() = [&] {
        std::thread([&] {
            try {
                inner();
            } catch (const error& e) {
                sentence = e.what();
            }
        }).join();
    };
    outer();
    return sentence;
}

std::string refusal_of(const std::string& what) {
    return what +
           ": it was called while another call of it had not ended. Give each thread one of its own, "
           "or let them take turns, by a mutex";
}

struct counts {
    std::atomic<int> right = 0, refused = 0, wrong = 0;
};

/// Four threads that ask one object for the answer to four batches of different sizes, many times each.
template <class Answerer>
void ask_at_once(Answerer& answerer, counts& found) {
    std::vector<xt::xtensor<float, 2>> x, y;
    for (int k = 0; k < 4; ++k) {
        x.push_back(batch(3 + 10 * k, static_cast<std::uint64_t>(k)));
        y.push_back(answerer(x.back()));
    }
    std::atomic<int> ready = 0;
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < 4; ++k)
        threads.emplace_back([&, k] {
            ++ready;
            while (ready < 4) std::this_thread::yield();
            for (int time = 0; time < 500; ++time) try {
                    ++(answerer(x[k]) == y[k] ? found.right : found.wrong);
                } catch (const error&) {
                    ++found.refused;
                }
        });
    for (std::thread& t : threads) t.join();
}

}  // namespace

TEST_CASE("four threads that ask one predictor or model at once get the numbers of each alone") {
    const model<calling> m(seed{1}, 1);
    const predictor p(m);
    counts of_predictor, of_model;
    ask_at_once(p, of_predictor);
    const auto ask_model = [&](const auto& x) { return m.predict(x); };
    ask_at_once(ask_model, of_model);
    for (const counts* found : {&of_predictor, &of_model}) {
        CHECK(found->wrong.load() == 0);
        CHECK(found->refused.load() == 0);
        CHECK(found->right.load() == 2000);
    }
}

TEST_CASE("an answer begins while another has not ended, and both are right") {
    model<calling> m(seed{1}, 1);
    const predictor p(m);
    const auto x = batch(4, 1), other = batch(9, 2), y = m.predict(x), y_of_other = m.predict(other);
    xt::xtensor<float, 2> outer, inner;
    const auto ask = [&](auto&& first, auto&& second) {
        outer = inner = xt::xtensor<float, 2>();
        CHECK(refused_inside([&] { outer = first(x); }, [&] { inner = second(other); }) == "nothing");
        CHECK(outer == y);
        CHECK(inner == y_of_other);
    };
    const auto of_model = [&](const auto& samples) { return m.predict(samples); };
    const auto of_copy = [&](const auto& samples) { return model<calling>(m).predict(samples); };
    ask(p, p);
    ask(of_model, of_model);
    ask(p, of_model);
    ask(of_model, of_copy);
}

TEST_CASE("an exception ends a call as a return does") {
    model<calling> m(seed{1}, 1);
    predictor<calling> p(m);
    const auto x = batch(4, 1), y = m.predict(x);
    const auto leaves = [](auto&& call) {
        from_inside() = [] { throw std::runtime_error("leave"); };
        CHECK_THROWS_WITH(call(), "leave");
    };
    leaves([&] { p(x); });
    leaves([&] { m.predict(x); });
    CHECK(p(x) == y);
    CHECK(m.predict(x) == y);
    auto wrong = x;
    wrong(2, 3) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(p(wrong), error);
    CHECK(p(x) == y);
}

TEST_CASE("a trainer takes one caller, and its model gives no answer while a step changes the parameters") {
    model<calling> m(seed{1}, 1), same(seed{1}, 1);
    trainer t(m, softmax_loss{}, sgd{.rate = 0.1}), other(same, softmax_loss{}, sgd{.rate = 0.1});
    const auto x = batch(4, 1);
    const xt::xtensor<int, 1> labels{0, 1, 2, 1};
    const auto step = [&] { t.step(x, labels); };
    CHECK(refused_inside(step, step) == refusal_of("trainer"));
    const auto fit = [&] { t.fit(x, labels, {.epochs = 1, .batch = 2, .progress = {}}); };
    CHECK(refused_inside(step, fit) == refusal_of("trainer"));
    CHECK(refused_inside(step, [&] { m.predict(x); }) == refusal_of("model"));
    CHECK(refused_inside([&] { m.predict(x); }, step) == refusal_of("model"));
    CHECK(refused_inside(step, [&] { static_cast<void>(predictor(m)); }) == refusal_of("model"));
    CHECK(refused_inside(step, [&] { static_cast<void>(model<calling>{m}); }) == refusal_of("model"));
    // the steps that were not refused were those of a trainer whom nobody disturbs
    for (int i = 0; i < 5; ++i) other.step(x, labels);
    CHECK(t.position().step == 5);
    CHECK(m.predict(x) == same.predict(x));

    // between the steps of a fit its callbacks may ask the model, and not train
    std::string said = "nothing";
    fit_options options{.epochs = 1, .batch = 2, .progress = {}};
    options.callbacks = {on(training_event::after_step, [&] {
        m.predict(x);
        try {
            step();
        } catch (const error& e) {
            said = e.what();
        }
    })};
    t.fit(x, labels, options);
    CHECK(said == refusal_of("trainer"));
}

TEST_CASE("a workspace takes one caller, and another when the first has left by an exception") {
    model<calling> m(seed{1}, 1);
    workspace<calling, training> run(4, 1);
    buffer<float> gradient(m.learned().size());
    const auto dw = m.pointers_into(gradient.data());
    const auto x = batch(4, 1);
    std::copy(x.begin(), x.end(), run.input());
    const auto forward = [&] { run.forward(4, m.pointers(), seed{1}, 0); };
    const auto backward = [&] { run.backward(4, m.pointers(), dw.data(), seed{1}, 0); };
    CHECK(refused_inside(forward, forward) == refusal_of("workspace"));
    CHECK(refused_inside(backward, forward) == refusal_of("workspace"));
    CHECK(refused_inside(forward, backward) == refusal_of("workspace"));
    CHECK(refused_inside(forward, [&] { run.prepare(m.pointers()); }) == refusal_of("workspace"));
    for (const auto& call : {std::function<void()>(forward), std::function<void()>(backward)}) {
        from_inside() = [] { throw std::runtime_error("leave"); };
        CHECK_THROWS_WITH(call(), "leave");
    }
    CHECK_NOTHROW(forward());
    CHECK_NOTHROW(backward());
}
