// SPDX-License-Identifier: MIT
#pragma once
/// What the losses that compare with numbers are tested with.
#include "applied.hpp"

namespace strata::test {

/// A loss and its gradient; `arrays`: what it compares with, each as long as y.
template <Loss L, class T, Shape Y>
struct applied_to_numbers {
    double loss;
    std::vector<T> gradient;

    applied_to_numbers(std::vector<T> y, std::vector<std::vector<T>> arrays, const L& given = {},
                       int threads = 1)
        : gradient(y.size() + slack_elements) {
        const int n = static_cast<int>(static_cast<long>(y.size()) / Y::size);
        y.resize(gradient.size());
        std::vector<target_view<T>> targets;
        for (std::vector<T>& array : arrays) {
            array.resize(y.size());
            targets.push_back({.numbers = array.data()});
        }
        loss_args<T> a{.n = n, .threads = threads, .y = y.data(), .targets = targets.data()};
        const double value = given.template apply<Y>(a);
        a.dy = gradient.data();
        loss = given.template apply<Y>(a);
        CHECK((value == loss || (std::isnan(value) && std::isnan(loss))));
        gradient.resize(static_cast<std::size_t>(n * Y::size));
    }
};

/// The value and the gradient against PyTorch's, in both precisions.
template <Shape Y, Loss L>
void check_numbers_like_pytorch(const std::vector<double>& scores,
                                const std::vector<std::vector<double>>& arrays, double loss,
                                const std::vector<double>& gradient, const L& given = {}) {
    const auto check_in = [&]<class T>(T) {
        std::vector<std::vector<T>> of_loss;
        for (const auto& array : arrays) of_loss.push_back(channels_last<T, Y>(array));
        const applied_to_numbers<L, T, Y> found(channels_last<T, Y>(scores), of_loss, given);
        CHECK(std::abs(found.loss - loss) < rounding<T> * (1 + loss));
        CHECK(difference(found.gradient, channels_last<double, Y>(gradient)) < rounding<T>);
    };
    check_in(double());
    check_in(float());
}

/// Over so many elements that they are cut for threads.
template <Loss L>
void check_same_bits_by_threads(std::size_t arrays) {
    using Y = shape<3, 101, 67>;
    std::vector<float> y(11 * Y::size);
    std::vector<std::vector<float>> t(arrays, y);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = std::sin(1.7F * static_cast<float>(i % 1999));
        for (auto& array : t) array[i] = static_cast<float>(i * 7 % 1013) / 1013;
    }
    const applied_to_numbers<L, float, Y> one(y, t);
    for (const int threads : {2, 3}) {
        const applied_to_numbers<L, float, Y> more(y, t, {}, threads);
        CHECK(more.loss == one.loss);
        CHECK(more.gradient == one.gradient);
    }
}

/// Number `v` in array k of otherwise good targets for four samples of Y: what the error says.
template <Shape Y, Loss L>
void check_number_error(const L& loss, std::size_t arrays, std::size_t k, std::size_t at, float v,
                        const std::string& name, const std::string& expected) {
    std::vector<std::vector<float>> t(arrays, std::vector<float>(4 * Y::size, 0.5F));
    t[k][at] = v;
    std::vector<target_view<float>> targets;
    for (const auto& array : t) targets.push_back({.numbers = array.data()});
    try {
        check_targets_of<Y>(loss, 4, targets.data(), "training sample", 7);
        FAIL("the number " << v << " was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == name);
        CHECK(e.parts().expected == expected);
    }
    t[k][at] = 0.5F;
    check_targets_of<Y>(loss, 4, targets.data(), "training sample", 7);
}

}  // namespace strata::test
