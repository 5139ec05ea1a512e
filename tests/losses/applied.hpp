// SPDX-License-Identifier: MIT
#pragma once
/// What the losses are tested with, the same for samples, pixels and places.
#include <doctest/doctest.h>

#include <cmath>
#include <strata/losses/softmax_loss.hpp>
#include <string>
#include <vector>

#include "../literals/difference.hpp"

namespace strata::test {

/// A loss and its gradient, for as many samples as there are labels for. Without the gradient the value has
/// the same bits.
template <Loss L, class T, Shape Y>
struct applied {
    double loss;
    std::vector<T> gradient;

    applied(std::vector<T> y, const std::vector<int>& t, int threads = 1, const L& given = L())
        : gradient(y.size() + slack_elements) {
        y.resize(gradient.size());
        const target_view<T> target{.classes = t.data()};
        loss_args<T> a{.n = static_cast<int>(static_cast<long>(t.size()) / places<Y>),
                       .threads = threads,
                       .y = y.data(),
                       .targets = &target};
        const double value = given.template apply<Y>(a);
        a.dy = gradient.data();
        loss = given.template apply<Y>(a);
        CHECK((value == loss || (std::isnan(value) && std::isnan(loss))));
        gradient.resize(static_cast<std::size_t>(a.n * Y::size));
    }
};

/// PyTorch's [N, C, ...] as a loss reads it, [N, ..., C].
template <class T, Shape Y>
std::vector<T> channels_last(const std::vector<double>& from) {
    constexpr std::size_t C = channels<Y>, P = places<Y>;
    std::vector<T> to(from.size());
    for (std::size_t n = 0; n < from.size() / (C * P); ++n)
        for (std::size_t c = 0; c < C; ++c)
            for (std::size_t p = 0; p < P; ++p)
                to[(n * P + p) * C + c] = static_cast<T>(from[(n * C + c) * P + p]);
    return to;
}

/// The value and the gradient against PyTorch's, in both precisions.
template <Loss L, Shape Y>
void check_like_pytorch(const std::vector<double>& scores, const std::vector<int>& labels, double loss,
                        const std::vector<double>& gradient, const L& given = L()) {
    const auto check_in = [&]<class T>(T) {
        const applied<L, T, Y> found(channels_last<T, Y>(scores), labels, 1, given);
        CHECK(std::abs(found.loss - loss) < rounding<T> * (1 + loss));
        CHECK(difference(found.gradient, channels_last<double, Y>(gradient)) < rounding<T>);
    };
    check_in(double());
    check_in(float());
}

/// Against centred differences, over n samples.
template <Loss L, Shape Y>
void check_differences(int n, const L& given = L()) {
    const double h = 1e-6;
    std::vector<double> y;
    std::vector<int> t;
    for (int i = 0; i < n * Y::size; ++i) y.push_back(std::sin(1.7 * i + 1));
    for (int i = 0; i < n * places<Y>; ++i) t.push_back(i * 7 % channels<Y>);
    const applied<L, double, Y> found(y, t, 1, given);
    for (std::size_t i = 0; i < y.size(); ++i) {
        auto above = y, below = y;
        above[i] += h;
        below[i] -= h;
        const double numeric = (applied<L, double, Y>(above, t, 1, given).loss -
                                applied<L, double, Y>(below, t, 1, given).loss) /
                               (2 * h);
        CAPTURE(i);
        CHECK(std::abs(found.gradient[i] - numeric) < 1e-8);
    }
}

/// Over Y, which has one place and three classes, against the loss over a vector.
template <Loss L, Shape Y>
void check_same_as_softmax_loss() {
    const std::vector<double> y{0.3, -1, 2, 0.5, 0.25, -0.125};
    const std::vector<int> t{2, 0};
    const applied<L, double, Y> found(y, t);
    const applied<softmax_loss, double, shape<3>> expected(y, t);
    CHECK(found.loss == expected.loss);
    CHECK(found.gradient == expected.gradient);
}

/// Labels that are right for Y but for one: the error's name, what may be and what was found.
template <Loss L, Shape Y>
void check_label_error(const std::vector<int>& t, const std::string& name, const std::string& expected,
                       const std::string& label) {
    try {
        applied<L, float, Y>(std::vector<float>(t.size() * channels<Y>, 0.0F), t);
        FAIL("the label " << label << " was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == name);
        CHECK(e.parts().expected == expected);
        CHECK(e.parts().found == label);
    }
}

}  // namespace strata::test
