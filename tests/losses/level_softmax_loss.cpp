// SPDX-License-Identifier: MIT
#include <strata/losses/level_softmax_loss.hpp>

#include "../literals/level_softmax_loss.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

static_assert(LossOver<level_softmax_loss<4>, shape<12, 5, 7>> &&
              !LossOver<level_softmax_loss<4>, shape<12>>);
static_assert(
    std::is_same_v<level_softmax_loss<4>::target<shape<12, 5, 7>>, target<class_numbers, shape<3, 5, 7>>>);
static_assert(is_error_of<level_softmax_loss<4>::decision<shape<10>>, E43_loss_needs_an_image>);
static_assert(is_error_of<level_softmax_loss<1>::decision<shape<4, 5, 7>>, E20_softmax_of_one_class>);
static_assert(is_error_of<level_softmax_loss<>::decision<shape<255, 5, 7>>, channels_are_no_levels>);

namespace level_softmax_loss_tests {

using three_colours = shape<12, 2, 3>;

/// The loss of two samples, and its gradient where wanted.
template <class T>
double loss_of(std::vector<T> y, const std::vector<int>& t, std::vector<T>* gradient = nullptr) {
    y.resize(y.size() + slack_elements);
    const target_view<T> target{.classes = t.data()};
    loss_args<T> a{.n = 2, .threads = 2, .y = y.data(), .targets = &target};
    if (gradient) gradient->resize(y.size()), a.dy = gradient->data();
    const double loss = level_softmax_loss<4>::apply<three_colours>(a);
    if (gradient) gradient->resize(y.size() - slack_elements);
    return loss;
}

template <class T>
void check() {
    std::vector<T> gradient;
    const double loss = loss_of(channels_last<T, three_colours>(pytorch::level_softmax_loss_scores),
                                pytorch::level_softmax_loss_levels, &gradient);
    CHECK(std::abs(loss - pytorch::level_softmax_loss) < rounding<T> * (1 + loss));
    CHECK(difference(gradient, channels_last<double, three_colours>(pytorch::level_softmax_loss_gradient)) <
          rounding<T>);
}

}  // namespace level_softmax_loss_tests

TEST_CASE("the softmax loss over levels of three colours gives PyTorch's value and gradient") {
    level_softmax_loss_tests::check<double>();
    level_softmax_loss_tests::check<float>();
}

TEST_CASE("a level out of range is an error that says where it is, what was found and what may be") {
    std::vector<int> t(36, 1);
    t[18 + 2 * 6 + 4] = 4;
    const std::vector<double> y(144, 0.0);
    CHECK(level_softmax_loss_tests::loss_of(y, std::vector<int>(36, 1)) == doctest::Approx(std::log(4.0)));
    CHECK_THROWS_WITH_AS(level_softmax_loss_tests::loss_of(y, t), doctest::Contains("no such level"), error);
    CHECK_THROWS_WITH_AS(level_softmax_loss_tests::loss_of(y, t),
                         doctest::Contains("channel 2, row 1, column 1"), error);
}
