// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/io/checkpoint.hpp>

#include "../graph/networks.hpp"
#include "../io/temporary_folder.hpp"

using namespace strata;

namespace in_backward {

using again = shared<"again", chain<conv<6, 3, same>, batch_norm, relu>>;
/// Layers of many sizes, of which two places share their parameters, one has none, and one ends nowhere.
struct several
    : net<input<3, 8, 8>, conv<6, 3, same, no_bias>, batch_norm, relu, again, max_pool<2>, again,
          residual<chain<conv<6, 3, same>, prelu>>, tap<"here">, flatten, dense<17>, relu, dense<10>> {};
struct letters : net<input<12>, embedding<20, 8>, lstm<9>, flatten, dense<10>> {};
/// The first layer has no other gradient than that of the place behind it, and one that leads nowhere none.
struct dead_ends : net<input<4>, shared<"again", dense<4>>, tap<"used">, shared<"again", dense<4>>, dense<7>,
                       tap<"unread">, concat<from<"used">>, dense<10>> {};
struct two_layers : net<input<3>, dense<4>, dense<2>> {};

template <class Net>
auto samples_of() {
    auto extents = std::array<std::size_t, Net::input_shape::rank + 1>{21};
    for (std::size_t i = 1; i < extents.size(); ++i)
        extents[i] = static_cast<std::size_t>(Net::input_shape::extents[i - 1]);
    xt::xtensor<float, Net::input_shape::rank + 1> x(extents);
    const random_stream random(seed{4}, 0);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = std::is_same_v<Net, letters> ? static_cast<float>(random.below(i, 20))
                                                   : static_cast<float>(random.normal(i));
    return x;
}
xt::xtensor<int, 1> labels() {
    xt::xtensor<int, 1> t(std::array<std::size_t, 1>{21});
    for (std::size_t i = 0; i < t.size(); ++i) t(i) = static_cast<int>(i * 7 % 10);
    return t;
}

/// All numbers that a training changes, gaps included: parameters, what is measured, arrays of the rule.
template <class Trainer>
std::vector<float> numbers_of(Trainer& t) {
    auto& m = t.trained_model();
    std::vector<float> all(m.learned().data(), m.learned().data() + m.learned().size());
    all.insert(all.end(), m.measured().data(), m.measured().data() + m.measured().size());
    for (std::size_t s = 0; s < Trainer::optimizer_type::slot_count; ++s) {
        const float* const slot = t.updates().numbers_of_slot(s);
        all.insert(all.end(), slot, slot + m.learned().size());
    }
    return all;
}
constexpr auto nothing = [](auto&) {};

template <class Net, class Rule, class Prepare, class... Stages>
std::vector<float> trained(int threads, Rule rule, const Prepare& prepare, Stages... stages) {
    model<Net> m(seed{7}, threads);
    trainer t{m, softmax_loss{}, rule, stages...};
    prepare(t);
    t.fit(samples_of<Net>(), labels(), {.epochs = 2, .batch = 8, .progress = nullptr});
    return numbers_of(t);
}
template <class Net, class Rule, class Prepare, class... Stages>
void check_same_bits(Rule rule, const Prepare& prepare, Stages... stages) {
    const auto whole = trained<Net>(1, rule, prepare, stages...);
    CHECK(trained<Net>(1, rule, prepare, update_in_backward{}, stages...) == whole);
    CHECK(trained<Net>(2, rule, prepare, stages..., update_in_backward{}) == whole);
}

using turns = phase<learning, of_parameters_in_turn>;

// room for the gradients of the largest layer, and of what is shared
static_assert(plan<two_layers, turns, float>::turns.extent == 32);
static_assert(plan<two_layers, turns, float>::turns.of[1].first == 32);
static_assert(!plan<two_layers, turns, float>::turns.of[0].stands);
static_assert(several::workspace_bytes<turns>(8) - several::workspace_bytes<training>(8) ==
              4 * (padded(6 * 6 * 9) + 3 * 16 + 17 * 96 + 32));
static_assert(two_layers::workspace_bytes<turns>(3) == two_layers::workspace_bytes<training>(3) + 128);

TEST_CASE("parameters, statistics and arrays have the bits of a step that keeps all gradients") {
    check_same_bits<several>(sgd{.rate = 0.05, .weight_decay = 0.1}, nothing);
    check_same_bits<several>(momentum{.rate = 0.05}, nothing);
    check_same_bits<several>(adam{.rate = 0.01, .weight_decay = 0.1}, nothing);
    check_same_bits<every_form>(adam{.rate = 0.01}, nothing);
    check_same_bits<letters>(adam{.rate = 0.01}, nothing);
    check_same_bits<dead_ends>(adam{.rate = 0.01, .weight_decay = 0.1}, nothing);
}

TEST_CASE("rules that look at whole parameters, and rules around rules, find them in each part") {
    check_same_bits<several>(lars{}, nothing);
    check_same_bits<several>(averaged{lookahead{max_norm{lamb{}, {.most = 0.5}}}}, nothing);
}

TEST_CASE("rates, decay and what is frozen at run time are those of the segments") {
    check_same_bits<several>(momentum{.rate = 0.05, .weight_decay = 0.1}, [](auto& t) {
        t.select("*.bias").rate(0.5).decay(0);
        t.select("again.*").rate(2);
        t.select("0.*").freeze();
        t.select("10.weight").freeze();
    });
}

TEST_CASE("stages that take parts go with it, gradients of several batches too") {
    check_same_bits<several>(adam{.rate = 0.01}, nothing, weight_penalty{.l2 = 0.01},
                             accumulate{.batches = 2}, clip_by_value{.most = 0.01});
}

TEST_CASE("a run goes on from a checkpoint of one that keeps all gradients, and the other way round") {
    const auto x = samples_of<several>();
    const auto t = labels();
    const test::temporary_folder folder;
    const fit_options first{.epochs = 1, .batch = 8, .progress = nullptr},
        both{.epochs = 2, .batch = 8, .progress = nullptr};
    model<several> a(seed{7}, 1), b(seed{7}, 1), c(seed{7}, 1);
    trainer whole{a, softmax_loss{}, adam{}};
    whole.fit(x, t, first);
    save_checkpoint(whole, folder.path / "whole.safetensors");
    trainer turned{b, softmax_loss{}, adam{}, update_in_backward{}};
    turned.fit(x, t, first);
    save_checkpoint(turned, folder.path / "turned.safetensors");
    whole.fit(x, t, both);

    trainer on{c, softmax_loss{}, adam{}, update_in_backward{}};
    load_checkpoint(on, folder.path / "whole.safetensors");
    on.fit(x, t, both);
    CHECK(numbers_of(on) == numbers_of(whole));
    load_checkpoint(whole, folder.path / "turned.safetensors");
    whole.fit(x, t, both);
    CHECK(numbers_of(on) == numbers_of(whole));
}

TEST_CASE("a gradient that is no finite number is refused, and nothing goes on from half a step") {
    const xt::xtensor<float, 2> x{{0, 0, 0}}, y{{10, 10}};
    const test::temporary_folder folder;
    const auto path = folder.path / "before.safetensors";
    model<two_layers> m(seed{1}, 1);
    trainer t{m, mean_squared_loss{}, sgd{.rate = 0.1}, update_in_backward{}};
    t.step(x, y);
    save_checkpoint(t, path);
    const auto before = numbers_of(t);
    const auto text_of = [](const auto& body) {
        try {
            body();
        } catch (const error& e) {
            return std::string(e.what());
        }
        return std::string();
    };

    // a loss that is no number moves nothing
    m.parameter("1.bias")(0) = std::numeric_limits<float>::infinity();
    const auto infinite = numbers_of(t);
    CHECK_THROWS_AS(t.step(x, y), error);
    CHECK(numbers_of(t) == infinite);
    load_checkpoint(t, path);

    m.parameter("1.weight").fill(3e38F);
    m.parameter("0.bias").fill(0);
    const std::string refused = text_of([&] { t.step(x, y); });
    CAPTURE(refused);
    CHECK(refused.find("0.bias") != std::string::npos);
    CHECK(refused.find("at update 2") != std::string::npos);
    CHECK(refused.find("the layers behind it have moved") != std::string::npos);
    CHECK(m.parameter("1.bias")(0) != before[32 + 16]);  // the one that came first
    CHECK(t.position().step == 1);
    const std::string half = text_of([&] { t.step(x, y); });
    CHECK(half.find("moved some of the parameters") != std::string::npos);
    CHECK_THROWS_AS(save_checkpoint(t, folder.path / "half.safetensors"), error);

    load_checkpoint(t, path);
    CHECK(numbers_of(t) == before);
    t.step(x, y);
    CHECK(t.updates().steps() == 2);
}

TEST_CASE("who goes forward and back by himself has it too") {
    const xt::xtensor<float, 2> x{{1, 2, -1}, {0, 1, 3}};
    model<two_layers> a(seed{3}, 1), b(seed{3}, 1);
    network_run whole{a, learning{}, of_parameters{}};
    network_run turned{b, learning{}, of_parameters_in_turn{}};
    optimizer of_whole{a, adam{.rate = 0.1}};
    optimizer of_turned{b, adam{.rate = 0.1}, update_in_backward{}};
    for (int step = 0; step < 3; ++step) {
        whole.forward(x);
        whole.gradient().fill(1);
        whole.backward();
        of_whole.update(whole.gradients());
        turned.forward(x);
        turned.gradient().fill(1);
        CHECK(of_turned.update_in(turned));
    }
    CHECK(of_turned.steps() == 3);
    CHECK(std::equal(a.learned().data(), a.learned().data() + a.learned().size(), b.learned().data()));
    CHECK_THROWS_AS(of_turned.update_in(turned), error);  // nobody went forward
    CHECK(of_turned.counts().steps == 3);
}

/// Says nothing of parts.
struct own_rule : sgd {
    static constexpr bool takes_parts = false;
};

template <class... RuleAndStages>
using mistake = parts_decision<RuleAndStages...>;
static_assert(std::is_same_v<mistake<sgd, accumulate, update_in_backward>, types<>>);
static_assert(std::is_same_v<mistake<averaged<lookahead<max_norm<lars>>>>, types<>>);
static_assert(std::is_same_v<
              mistake<sgd, clip_by_value, clip_by_norm>,
              shape_error<used_in<a_trainer, clip_by_norm>, got<>, E58_lacks_a_part, types<takes_no_parts>>>);
static_assert(
    std::is_same_v<mistake<own_rule, clip_by_norm>, shape_error<used_in<a_trainer, own_rule>, got<>,
                                                                E58_lacks_a_part, types<takes_no_parts>>>);

template <class Trainer>
concept TellsGradients = requires(Trainer& t) {
    t.gradients();
    t.flat_gradients();
};
static_assert(TellsGradients<trainer<model<two_layers>, mean_squared_loss, sgd>>);
static_assert(
    !TellsGradients<trainer<model<two_layers>, mean_squared_loss, sgd, metric_list<>, update_in_backward>>);

}  // namespace in_backward
