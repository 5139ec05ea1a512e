// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <strata/reinforcement/a2c.hpp>
#include <strata/reinforcement/agent_checkpoint.hpp>
#include <strata/reinforcement/cart_pole.hpp>
#include <strata/reinforcement/dqn.hpp>
#include <strata/reinforcement/mountain_car.hpp>
#include <strata/reinforcement/pendulum.hpp>
#include <strata/reinforcement/ppo.hpp>
#include <strata/reinforcement/reinforce.hpp>
#include <strata/reinforcement/td3.hpp>
#include <strata/strata.hpp>
#include <string>

using namespace strata;
namespace fs = std::filesystem;

namespace agent_checkpoint_test {

struct with_value : net<input<4>, dense<6>, hyperbolic_tangent, heads<dense<2>, dense<1>>> {};
struct actor_net : net<input<3>, dense<5>, relu, dense<1>, hyperbolic_tangent> {};
using q = chain<dense<6>, relu, dense<1>>;
struct critics_net : net<input<4>, heads<q, q>> {};

const fs::path file = fs::temp_directory_path() / "strata_agent_checkpoint_test.safetensors";

struct killed {};
template <class Model>
std::vector<float> numbers(Model& m) {
    return {m.learned().data(), m.learned().data() + m.learned().size()};
}
/// An agent's model after a training that goes through, and after one that is killed at `at` of its steps and
/// goes on in another program. `make(f)` calls f with a model and an agent of it.
template <class Make>
void compare(Make make, int amount, std::int64_t at) {
    std::vector<float> through;
    std::size_t played = 0;
    make([&](auto& m, auto& agent) {
        agent.train(amount);
        through = numbers(m), played = agent.history().size();
    });
    make([&](auto& m, auto& agent) {
        CHECK_THROWS_AS(agent.train(amount,
                                    [&](double) {
                                        if (agent.steps() < at) return;
                                        save_agent(agent, file);
                                        throw killed{};
                                    }),
                        killed);
        CHECK(numbers(m) != through);
    });
    make([&](auto& m, auto& agent) {
        load_agent(agent, file);
        CHECK(agent.steps() >= at);
        CHECK_THROWS_AS(agent.train(amount + 1), error);
        agent.train(amount);
        CHECK(numbers(m) == through);
        CHECK(agent.history().size() == played);
    });
}
std::string said_by_load(auto&& agent) {
    try {
        load_agent(agent, file);
    } catch (const error& e) {
        const std::string all = e.what();
        return all.substr(all.find(".safetensors") + 12);
    }
    return "nothing";
}
const adam rule{.rate = 1e-2};
TEST_CASE("numbers of a replay that cannot be are refused before anything changes") {
    const dqn_options o{.capacity = 40, .batch = 8, .first = 20, .priority = 0.6, .random = seed{5}};
    model<with_value> m{seed{3}, 1}, other{seed{3}, 1};
    dqn agent{m, cart_pole{}, rule, o};
    agent.train(60);
    dqn good{other, cart_pole{}, rule, o};
    const auto before = numbers(other);
    const auto spoilt = [&](const std::string& name, float value) {
        detail::agent_writer all;
        agent.keep(all);
        for (auto& tensor : all.tensors)
            if (tensor.name == name) tensor.data[3] = value;
        save_safetensors(file, all.tensors, all.entries);
        return said_by_load(good);
    };
    CHECK(spoilt("replay.action", 2) ==
          ": replay.action: it holds a number that cannot be, expected 0 to 1, found 2. Nothing was loaded.");
    CHECK(spoilt("replay.terminated", 300).find("expected 0 to 1, found 300") != std::string::npos);
    CHECK(spoilt("priorities", -1).find("found -1") != std::string::npos);
    save_agent(agent, file);
    dqn of_bytes{other, cart_pole{}, rule, o, std::uint8_t{}};
    CHECK(said_by_load(of_bytes).find("expected of bytes, found of floats") != std::string::npos);
    CHECK(numbers(other) == before);
    load_agent(good, file);
    CHECK(numbers(other) == numbers(m));
    fs::remove(file);
}

TEST_CASE("a training of a policy that was killed goes on with the same bits") {
    const auto with = [](auto make) {
        return [make](auto&& f) {
            model<with_value> m{seed{3}, 1};
            auto agent = make(m);
            f(m, agent);
        };
    };
    compare(with([](auto& m) { return reinforce{m, cart_pole{}, rule, {.random = seed{5}}}; }), 12, 100);
    compare(with([](auto& m) {
                return a2c{m, cart_pole{}, rule, {.copies = 3, .random = seed{5}}};
            }),
            600, 250);
    compare(
        with([](auto& m) {
            return ppo{
                m, cart_pole{}, rule, {.copies = 2, .steps = 16, .batch = 8, .epochs = 2, .random = seed{5}}};
        }),
        400, 200);
}
TEST_CASE("a training from a replay that was killed goes on with the same bits, priorities included") {
    for (const double priority : {0.0, 0.6}) {
        const dqn_options o{.capacity = 150,
                            .batch = 8,
                            .first = 20,
                            .every = 3,
                            .updates = 2,
                            .copy_every = 5,
                            .blend = 0.3,
                            .epsilon_steps = 100,
                            .priority = priority,
                            .decays = true,
                            .random = seed{5}};
        compare(
            [&](auto&& f) {
                model<with_value> m{seed{3}, 1};
                dqn agent{m, cart_pole{}, rule, o};
                f(m, agent);
            },
            300, 200);
    }
    compare(
        [&](auto&& f) {
            model<actor_net> m{seed{3}, 1};
            model<critics_net> c{seed{4}, 1};
            td3 agent{m, c, pendulum{}, rule, {.capacity = 150, .batch = 8, .first = 20, .random = seed{5}}};
            f(m, agent);
        },
        300, 250);
}
TEST_CASE("a checkpoint of another agent or environment changes nothing and says so") {
    struct longer : cart_pole {
        void reset(const random_stream& random) { cart_pole::reset(random.part(1)); }
    };
    struct of_car : net<input<2>, dense<6>, heads<dense<3>, dense<1>>> {};
    const a2c_options o{.copies = 2, .random = seed{5}};
    model<with_value> m{seed{3}, 1};
    a2c agent{m, cart_pole{}, rule, o};
    agent.train(100);
    save_agent(agent, file);
    model<with_value> other{seed{3}, 1};
    const auto before = numbers(other);
    const std::string start = ": agent: the checkpoint is of another agent or environment, expected ";
    CHECK(said_by_load(ppo{other, cart_pole{}, rule, {.batch = 8}}) ==
          start + "ppo, found a2c. Nothing was loaded.");
    CHECK(
        said_by_load(a2c{other, cart_pole{}, rule, {.copies = 3, .random = seed{5}}}).find("environment: ") !=
        std::string::npos);
    CHECK(said_by_load(a2c{other, cart_pole{}, rule, {.copies = 2, .gamma = 0.5, .random = seed{5}}})
              .find("settings: ") != std::string::npos);
    CHECK(said_by_load(a2c{other, cart_pole{}, adam{.rate = 1}, o}).find("optimizer: ") != std::string::npos);
    CHECK(
        said_by_load(a2c{other, longer{}, rule, o}) ==
        ": environment: its actions lead elsewhere here: the checkpoint is of another environment, or of one "
        "with other numbers. Nothing was loaded.");
    model<of_car> car{seed{3}, 1};
    CHECK(said_by_load(a2c{car, mountain_car{}, rule, o}).find("another agent or environment") !=
          std::string::npos);
    CHECK(numbers(other) == before);
    a2c good{other, cart_pole{}, rule, o};
    load_agent(good, file);
    CHECK(numbers(other) == numbers(m));
    CHECK(good.history().size() == agent.history().size());
    save(m, file);
    CHECK(said_by_load(good) ==
          ": format: this is not a checkpoint of an agent, expected strata-agent-1, found "
          "strata-model-1");
    fs::resize_file(file, fs::file_size(file) / 2);
    CHECK_THROWS_AS(load_agent(good, file), error);
    fs::remove(file);
    CHECK_THROWS_AS(load_agent(good, file), error);
}

}  // namespace agent_checkpoint_test
