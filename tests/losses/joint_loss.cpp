// SPDX-License-Identifier: MIT
#include <strata/losses/joint_loss.hpp>

#include "applied.hpp"

using namespace strata;
using namespace strata::test;

namespace joint_losses_of_tests {

struct with_number : softmax_loss {
    double sharpness = 3;
    template <class Visit>
    void settings(Visit&& visit) {
        visit("sharpness", sharpness);
    }
};
using joint = joint_loss<softmax_loss, with_number>;

static_assert(losses_of<joint>::count == 2 && losses_of<softmax_loss>::count == 1);
static_assert(std::is_same_v<losses_of<softmax_loss>::type, joint_loss<softmax_loss>>);

TEST_CASE("a joint loss weighs the value and the gradient of each head") {
    const joint losses = joint{}.weighted({1, 0.25});
    const std::vector<double> scores{0.3, -1, 2, 0.5, 0.25, -0.125};
    const std::vector<int> t{2, 0};
    const applied<softmax_loss, double, shape<3>> expected(scores, t);
    std::vector<double> y = scores, dy(scores.size() + slack_elements);
    y.resize(dy.size());
    const target_view<double> target{.classes = t.data()};
    const loss_args<double> a{.n = 2, .y = y.data(), .dy = dy.data(), .targets = &target};
    CHECK(losses.apply<0, shape<3>>(a) == expected.loss);
    for (std::size_t i = 0; i < scores.size(); ++i) CHECK(dy[i] == expected.gradient[i]);
    CHECK(losses.apply<1, shape<3>>(a) == expected.loss / 4);
    for (std::size_t i = 0; i < scores.size(); ++i) CHECK(dy[i] == expected.gradient[i] / 4);
    CHECK(losses.apply<1, shape<3>>(loss_args<double>{.n = 2, .y = y.data(), .targets = &target}) ==
          expected.loss / 4);
}

TEST_CASE("a joint loss says its weights and the numbers of its parts, which can be set") {
    joint losses = joint{}.weighted({1, 0.25});
    std::string said;
    losses.settings([&](const auto& name, double& value) {
        said += name;
        said += ' ';
        value += 1;
    });
    CHECK(said == "weights[0] weights[1] losses[1].sharpness ");
    CHECK(losses.weights == std::array{2.0, 1.25});
    CHECK(std::get<1>(losses.losses).sharpness == 4);
}

}  // namespace joint_losses_of_tests
