// SPDX-License-Identifier: MIT
#pragma once
/// Images that are changed a little, and are taken for something else.
///
///     fast gradient sign     x' = x + epsilon sign(dL/dx)              (Goodfellow, Shlens, Szegedy, 2014, section 4)
///     iterated               x := x + step sign(dL/dx), kept within epsilon of where it was, so many times
///                            (Kurakin, Goodfellow, Bengio, 2016, section 2.2; from a random place within epsilon: Madry
///                            and others, 2017, section 2.1)
///     targeted               the other way down the loss of the class that it shall be taken for
///
///     L: softmax cross entropy of the true class, or of the wanted one      x': kept between low and high
#include <algorithm>
#include <cmath>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

namespace detail {

/// dL/dx of each image, of the loss of its class.
template <class Run, class T>
void loss_gradient(Run& run, const xt::xtensor<T, 4>& x, const int* classes, int count,
                   xt::xtensor<T, 4>& dx) {
    const xt::xtensor<T, 2> s = run.forward(x);
    auto ds = run.gradient();
    for (std::size_t i = 0; i < x.shape()[0]; ++i) {
        const auto score = [&](int k) { return static_cast<double>(s(i, static_cast<std::size_t>(k))); };
        const exponential_sum e = exponential_sum_of(&s(i, 0), count);
        for (int k = 0; k < count; ++k)
            ds(i, static_cast<std::size_t>(k)) =
                static_cast<T>(e.share(score(k)) - (k == classes[i] ? 1 : 0));
    }
    run.backward();
    dx = run.input_gradient();
}

/// The steps of an `iterated_gradient_sign`.
template <class Model, Array X, Array C, class Attack>
xt::xtensor<typename Model::value_type, 4> attacked(Model& m, const X& images, const C& classes,
                                                    const Attack& how) {
    using T = typename Model::value_type;
    using Net = typename Model::network_type;
    check_positive("steps", how.steps);
    check_finite("epsilon", how.epsilon, 0);
    const double step = how.step == 0 ? 2.5 * how.epsilon / how.steps : how.step;
    check_finite("step", step, 0);
    if (!(how.low < how.high)) throw_error({.problem = "high has to be above low", .name = "an attack"});
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::size_t n = x.shape()[0];
    const std::vector<int> asked = checked_classes(labels_of_rank<1>(classes), n, count_of_scores<Net>);
    network_run run{m, answering{}, of_inputs{}};
    if (n == 0) run.forward(x);  // which says so
    xt::xtensor<T, 4> all = x;
    const random_stream random = random_for(drawn_for::pictures, how.random);
    for_portions(n, 64, [&](std::size_t begin, std::size_t end) {
        xt::xtensor<T, 4> now = some_images(x, begin, end), dx;
        const xt::xtensor<T, 4> before = now;
        const std::size_t first = begin * (x.size() / n);
        const auto put = [&](std::size_t i, double value) {
            const auto was = static_cast<double>(before.data()[i]);
            now.data()[i] = static_cast<T>(
                std::clamp(std::clamp(value, was - how.epsilon, was + how.epsilon), how.low, how.high));
        };
        if (how.random_start)
            for (std::size_t i = 0; i < now.size(); ++i)
                put(i,
                    static_cast<double>(now.data()[i]) + how.epsilon * (2 * random.uniform(first + i) - 1));
        for (int k = 0; k < how.steps; ++k) {
            loss_gradient(run, now, asked.data() + begin, count_of_scores<Net>, dx);
            const double by = how.targeted ? -step : step;
            for (std::size_t i = 0; i < now.size(); ++i) {
                const T g = dx.data()[i];
                put(i, static_cast<double>(now.data()[i]) + (g > 0 ? by : g < 0 ? -by : 0.0));
            }
        }
        std::copy_n(now.data(), now.size(), all.data() + first);
    });
    return all;
}

}  // namespace detail

/// `iterated_gradient_sign{.epsilon = 0.1}(m, images, labels)`: the changed images. Each step is of `step`;
/// 0: 2.5 epsilon / steps, so that the edge can be reached from anywhere. Where it is targeted the labels are
/// those wanted. Same seed, same bits; every bit of the model stays. Throws where a class is none, images do
/// not fit, steps are below 1, epsilon or a step is negative, or high is not above low.
struct iterated_gradient_sign {
    double epsilon = 0.1;
    int steps = 10;
    double step = 0;
    bool random_start = false;
    bool targeted = false;
    double low = 0, high = 1;
    seed random = {1};

    template <class Model, Array X, Array C>
    requires ClassifiesImages<typename Model::network_type>
    [[nodiscard]] auto operator()(Model& m, const X& images, const C& labels) const {
        return detail::attacked(m, images, labels, *this);
    }
};

/// The same in one step of epsilon: `fast_gradient_sign{.epsilon = 0.1}(m, images, labels)`.
struct fast_gradient_sign {
    double epsilon = 0.1;
    bool targeted = false;
    double low = 0, high = 1;

    template <class Model, Array X, Array C>
    requires ClassifiesImages<typename Model::network_type>
    [[nodiscard]] auto operator()(Model& m, const X& images, const C& labels) const {
        return iterated_gradient_sign{
            .epsilon = epsilon, .steps = 1, .step = epsilon, .targeted = targeted, .low = low, .high = high}(
            m, images, labels);
    }
};

/// How many of the images are answered with their labels, as a share. Throws where there are none.
template <class Model, Array X, Array C>
[[nodiscard]] double share_answered(const Model& m, const X& images, const C& labels) {
    const auto s = m.predict(images);
    const int n = static_cast<int>(s.shape()[0]), count = static_cast<int>(s.shape()[1]);
    const std::vector<int> asked = detail::checked_classes(labels_of_rank<1>(labels), s.shape()[0], count);
    if (n == 0) throw_error({.problem = "there are no images"});
    return static_cast<double>(count_right(n, count, s.data(), asked.data(), m.threads())) / n;
}

/// The share of right answers to images attacked with each epsilon: a curve. The attack is not targeted.
/// Errors: those of the attack.
template <class Attack, class Model, Array X, Array C>
[[nodiscard]] std::vector<double> accuracy_under_attack(Model& m, const X& images, const C& labels,
                                                        Attack attack, const std::vector<double>& epsilons) {
    std::vector<double> shares;
    for (const double epsilon : epsilons) {
        attack.epsilon = epsilon;
        shares.push_back(share_answered(m, attack(m, images, labels), labels));
    }
    return shares;
}

}  // namespace strata::inline STRATA_TARGET
