// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/training/gradient_check.hpp>

#include "networks.hpp"

using namespace strata;

namespace {

template <class Body>
struct around : net<input<6>, dense<6>, Body, dense<4>> {};

using shared_layer = shared<"again", dense<6>>;
struct thrice
    : net<input<6>, shared_layer, relu, dense<6>, repeat<2, chain<shared_layer, sigmoid>>, dense<3>> {};
/// Two images through one trunk, whose windows are of other sizes there but have the same parameters.
struct of_images
    : net<input<2, 6, 6>, conv<3, 3, same>, shared<"trunk", chain<conv<3, 3, same>, batch_norm, relu>>,
          max_pool<2>, shared<"trunk", chain<conv<3, 3, same>, batch_norm, relu>>, flatten, dense<2>> {};
struct frozen_trunk : net<input<5>, frozen<chain<dense<7>, relu>>, dense<3>> {};
struct frozen_middle : net<input<5>, dense<7>, relu, frozen<dense<7>>, relu, dense<3>> {};
struct frozen_statistics
    : net<input<2, 4, 4>, conv<3, 3, same>, frozen<batch_norm>, relu, flatten, dense<3>> {};
struct shared_and_frozen
    : net<input<6>, dense<6>, frozen<shared_layer>, relu, frozen<shared_layer>, dense<3>> {};

/// The parameters after a step of training, by name.
template <class Net>
std::pair<std::map<std::string, std::vector<float>>, std::map<std::string, std::vector<float>>>
before_and_after_a_step() {
    model<Net> m(seed{5});
    std::map<std::string, std::vector<float>> before, after;
    const auto note = [&](auto& where) {
        for (const auto& t : m.tensors()) t.for_each([&](float w) { where[t.name].push_back(w); });
    };
    note(before);
    auto extents = std::array<std::size_t, Net::input_shape::rank + 1>{4};
    for (std::size_t i = 1; i < extents.size(); ++i)
        extents[i] = static_cast<std::size_t>(Net::input_shape::extents[i - 1]);
    xt::xtensor<float, Net::input_shape::rank + 1> x(extents);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<float>(random_stream(seed{4}, 0).normal(i));
    trainer t{m, softmax_loss{}, adam{.rate = 0.1, .weight_decay = 0.1}};
    t.step(x, xt::xtensor<int, 1>{0, 1, 2, 1});
    note(after);
    return {before, after};
}

/// The last place of the shared part leads to no output.
struct dead_end
    : net<input<4>, shared<"again", dense<4>>, tap<"used">, shared<"again", dense<4>>, concat<from<"used">>> {
};

struct frozen_head : net<input<5>, frozen<dense<7>>, relu, heads<frozen<dense<3>>, dense<2>>> {};

}  // namespace

// counted once, wherever they stand
static_assert(thrice::parameters == 42 + 42 + 21);
static_assert(of_images::parameters == 57 + 84 + 6 + 56);
static_assert(frozen_trunk::parameters == 42 + 24 && frozen_trunk::frozen_parameters == 42);
static_assert(around<shared_layer>::parameters == around<dense<6>>::parameters);

TEST_CASE("parameters that places share have one name and one place, and their gradients are added") {
    model<thrice> m(seed{1});
    std::vector<std::string> names;
    for (const auto& t : m.tensors()) names.push_back(t.name);
    CHECK(names ==
          std::vector<std::string>{"again.weight", "again.bias", "2.weight", "2.bias", "4.weight", "4.bias"});
    for (const gradient_report& r :
         {gradient_check<thrice>(3).run(), gradient_check<unfused<thrice>>(3).run(),
          gradient_check<of_images>(3).run(), gradient_check<around<shared_layer>>(3).run(),
          gradient_check<dead_end>(3).run(), gradient_check<unfused<dead_end>>(3).run()}) {
        CAPTURE(r);
        CHECK(r.passed(1e-6));
    }
}

TEST_CASE("a frozen part stays as it is while what lies before and behind it learns") {
    const auto check = [](const auto& run, const std::vector<std::string>& still) {
        for (const auto& [name, before] : run.first) {
            CAPTURE(name);
            CHECK((before == run.second.at(name)) ==
                  (std::find(still.begin(), still.end(), name) != still.end()));
        }
    };
    check(before_and_after_a_step<frozen_trunk>(), {"0.0.weight", "0.0.bias"});
    check(before_and_after_a_step<frozen_middle>(), {"2.weight", "2.bias"});
    check(before_and_after_a_step<frozen_statistics>(), {"1.weight", "1.bias"});
    check(before_and_after_a_step<shared_and_frozen>(), {"again.weight", "again.bias"});
}

TEST_CASE("no gradient is computed where nothing learns, and those before a frozen part are right") {
    CHECK(plan<frozen_trunk, training, float>::result.gradient[2] == no_place);
    CHECK(plan<frozen_middle, training, float>::result.gradient[2] != no_place);
    for (const gradient_report& r :
         {gradient_check<frozen_middle>(3).run(), gradient_check<frozen_trunk>(3).run(),
          gradient_check<frozen_statistics>(3).run(), gradient_check<shared_and_frozen>(3).run()}) {
        CAPTURE(r);
        CHECK(r.passed(1e-6));
    }
}

TEST_CASE("a head that is frozen throughout has a loss as any other, and the other head learns") {
    model<frozen_head> m(seed{1});
    trainer t{m, joint_loss{softmax_loss{}, softmax_loss{}}, sgd{.rate = 0.5}};
    const xt::xtensor<float, 2> x{{1, 0, 0, 0, 1}, {0, 1, 0, 1, 0}, {0, 0, 1, 0, 0}};
    const auto frozen = m.measured();
    const double first = t.step(x, {0, 1, 2}, xt::xtensor<int, 1>{1, 0, 1});
    double last = first;
    for (int i = 0; i < 50; ++i) last = t.step(x, {0, 1, 2}, xt::xtensor<int, 1>{1, 0, 1});
    CHECK(last < first);
    CHECK(std::equal(frozen.data(), frozen.data() + frozen.size(), m.measured().data()));
}
