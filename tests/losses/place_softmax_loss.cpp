// SPDX-License-Identifier: MIT
#include <strata/losses/place_softmax_loss.hpp>

#include <doctest/doctest.h>

#include "../literals/difference.hpp"
#include "../literals/place_softmax_loss.hpp"

using namespace strata;
using namespace strata::test;

static_assert(Loss<place_softmax_loss>);
static_assert(std::is_same_v<label_shape<place_softmax_loss, shape<7, 4>>, shape<7>>);
static_assert(std::is_same_v<place_softmax_loss::decision<shape<7, 4>>, shape<7, 4>>);
static_assert(is_error_of<place_softmax_loss::decision<shape<10>>, E44_loss_needs_a_sequence>);
static_assert(is_error_of<place_softmax_loss::decision<shape<3, 4, 4>>, E44_loss_needs_a_sequence>);
static_assert(is_error_of<place_softmax_loss::decision<shape<7, 1>>, E20_softmax_of_one_class>);

namespace {

/// PyTorch's [N, C, L] as the loss reads it, [N, L, C].
template <class T>
std::vector<T> place_by_place(const std::vector<double>& from, std::size_t n, std::size_t classes, std::size_t places) {
    std::vector<T> to(from.size());
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t c = 0; c < classes; ++c)
            for (std::size_t l = 0; l < places; ++l) to[(k * places + l) * classes + c] = static_cast<T>(from[(k * classes + c) * places + l]);
    return to;
}

template <class T, Shape Y>
struct applied {
    double loss;
    std::vector<T> gradient;

    applied(int n, std::vector<T> y, const std::vector<int>& t) : gradient(y.size() + slack_elements) {
        y.resize(gradient.size());
        loss = place_softmax_loss::apply<Y>(n, y.data(), t.data(), gradient.data());
        gradient.resize(static_cast<std::size_t>(n * Y::size));
    }
};

template <class T>
void check_value_and_gradient() {
    const applied<T, shape<3, 4>> found(2, place_by_place<T>(pytorch::place_softmax_loss_scores, 2, 4, 3), pytorch::place_softmax_loss_labels);
    CHECK(std::abs(found.loss - pytorch::place_softmax_loss) < rounding<T>);
    CHECK(difference(found.gradient, place_by_place<T>(pytorch::place_softmax_loss_gradient, 2, 4, 3)) < rounding<T>);
}

template <Shape Y>
void check_differences(int n) {
    const double h = 1e-6;
    std::vector<double> y;
    std::vector<int> t;
    for (int i = 0; i < n * Y::size; ++i) y.push_back(std::sin(1.7 * i + 1));
    for (int i = 0; i < n * places<Y>; ++i) t.push_back(i * 7 % channels<Y>);
    const applied<double, Y> found(n, y, t);
    for (std::size_t i = 0; i < y.size(); ++i) {
        auto above = y, below = y;
        above[i] += h;
        below[i] -= h;
        const double numeric = (applied<double, Y>(n, above, t).loss - applied<double, Y>(n, below, t).loss) / (2 * h);
        CAPTURE(i);
        CHECK(std::abs(found.gradient[i] - numeric) < 1e-8);
    }
}

}  // namespace

TEST_CASE("the softmax loss over places gives PyTorch's value and gradient") {
    check_value_and_gradient<double>();
    check_value_and_gradient<float>();
}

TEST_CASE("the place loss's gradient is that of centred differences over awkward sizes") {
    check_differences<shape<1, 2>>(1);
    check_differences<shape<5, 3>>(2);
    check_differences<shape<6, 17>>(3);
}

TEST_CASE("over one place the place loss is the softmax loss") {
    const std::vector<double> y{0.3, -1, 2, 0.5, 0.25, -0.125};
    const std::vector<int> t{2, 0};
    std::vector<double> longer = y, dy(6 + slack_elements);
    longer.resize(dy.size());
    const applied<double, shape<1, 3>> found(2, y, t);
    CHECK(found.loss == softmax_loss::apply<shape<3>>(2, longer.data(), t.data(), dy.data()));
    dy.resize(6);
    CHECK(found.gradient == dy);
}

TEST_CASE("every place with its right class is counted") {
    const std::vector<float> y{1, 2, 5, 5, 0, 1, 1, 0};
    const std::vector<int> t{1, 0, 0, 0};
    CHECK(place_softmax_loss::correct<shape<4, 2>>(1, y.data(), t.data()) == 3);
    CHECK(place_softmax_loss::correct<shape<2, 2>>(2, y.data(), t.data()) == 3);
}

TEST_CASE("a place's label out of range is an error that says where it is, what was found and what may be") {
    try {
        std::vector<int> t(6, 1);
        t[3 + 2] = -1;
        applied<float, shape<3, 4>>(2, std::vector<float>(24, 0.0F), t);
        FAIL("the label was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == "sample 1 of the batch, place 2");
        CHECK(e.parts().expected == "0 to 3");
        CHECK(e.parts().found == "-1");
    }
}
