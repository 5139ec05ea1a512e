// SPDX-License-Identifier: MIT
#pragma once
/// What a network takes for its classes: pictures that make a score large.
///
///     x = argmax s[c](x) - (price) |x - middle|^2            (Simonyan, Vedaldi, Zisserman, 2013, section 2)
///
///     step        g = ds[c]/dx of x, moved by a jitter      x := x + rate g / rms(g) - decay (x - middle)
///     every so many steps   x is blurred, and pixels of small contribution |sum over channels of (x - middle) g| become
///                           `middle`                         (Yosinski and others, 2015, section 3)
///
/// The price of the norm is the decay of a step, as usual for weights.
#include <strata/kernels/random_streams.hpp>
#include <strata/understanding/class_gradient.hpp>
#include <strata/understanding/jitter.hpp>

namespace strata::inline STRATA_TARGET {

struct class_picture_options {
    int steps = 200;
    double rate = 0.05;         ///< of a step, as a root mean square over the pixels
    double decay = 0.01;        ///< towards `middle`, each step
    int jitter = 2;             ///< places at most, each way
    int blur_every = 4;         ///< steps; 0: never
    double blur = 0.5;          ///< deviation in pixels
    double contribution = 0;    ///< share of the pixels that are reset with each blur
    double middle = 0;          ///< where pictures begin, and what the decay leads to
    double low = -1, high = 1;  ///< of every value
    seed random = {1};          ///< of jitter and of the noise at the start, of a hundredth of the range
};

/// Pictures [n, C, H, W] of n classes, and their scores.
template <class T>
struct class_pictures_found {
    xt::xtensor<T, 4> pictures;
    std::vector<double> first_scores, scores;
};

namespace detail {

/// Pixels whose contributions are the least `share` of a picture become `middle`.
template <class T>
void reset_small_contributions(T* x, const T* g, std::size_t channels_of_picture, std::size_t area,
                               double share, double middle) {
    std::vector<double> by_pixel(area);
    for (std::size_t p = 0; p < area; ++p) {
        for (std::size_t c = 0; c < channels_of_picture; ++c)
            by_pixel[p] +=
                (static_cast<double>(x[c * area + p]) - middle) * static_cast<double>(g[c * area + p]);
        by_pixel[p] = std::abs(by_pixel[p]);
    }
    std::vector<double> sorted = by_pixel;
    const auto cut = static_cast<std::size_t>(share * static_cast<double>(area));
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(cut), sorted.end());
    for (std::size_t p = 0; p < area; ++p)
        if (by_pixel[p] < sorted[cut])
            for (std::size_t c = 0; c < channels_of_picture; ++c) x[c * area + p] = static_cast<T>(middle);
}

}  // namespace detail

/// A picture of each class that is asked for, all in one batch. Same seed, same bits; every bit of the model
/// stays. Throws where a class is none, steps are below 1, a rate, decay, blur, jitter or share cannot be, or
/// high is not above low.
template <class Model, Array C>
requires ClassifiesImages<typename Model::network_type>
[[nodiscard]] class_pictures_found<typename Model::value_type> class_pictures(
    Model& m, const C& classes, const class_picture_options& options = {}) {
    using T = typename Model::value_type;
    using S = typename Model::network_type::input_shape;
    const xt::xtensor<int, 1> given = labels_of_rank<1>(classes);
    const std::vector<int> asked =
        detail::checked_classes(given, given.size(), count_of_scores<typename Model::network_type>);
    detail::check_positive("steps", options.steps);
    detail::check_finite("rate", options.rate, 0);
    detail::check_finite("decay", options.decay, 0);
    detail::check_finite("blur", options.blur, 0);
    detail::check_finite("contribution", options.contribution, 0);
    detail::check_finite("middle", options.middle, options.low);
    if (!(options.low < options.high) || options.middle > options.high || options.contribution >= 1 ||
        options.jitter < 0 || options.blur_every < 0)
        throw_error({.problem =
                         "high is above low, middle between them, a share below 1, jitter and steps between "
                         "blurs 0 or more",
                     .name = "class_picture_options"});
    const std::size_t n = asked.size(), area = std::size_t{S::size} / S::extents[0];
    xt::xtensor<T, 4> x(std::array{n, static_cast<std::size_t>(S::extents[0]),
                                   static_cast<std::size_t>(S::extents[1]),
                                   static_cast<std::size_t>(S::extents[2])});
    const random_stream noise = random_for(drawn_for::pictures, options.random, 0),
                        shifts = random_for(drawn_for::pictures, options.random, 1);
    const auto put = [&](std::size_t i, double value) {
        x.data()[i] = static_cast<T>(std::clamp(value, options.low, options.high));
    };
    for (std::size_t i = 0; i < x.size(); ++i)
        put(i, options.middle + 0.01 * (options.high - options.low) * noise.normal(i));
    network_run run{m, answering{}, of_inputs{}};
    constexpr int portion = 64;
    class_pictures_found<T> out;
    for (int k = 0; k < options.steps; ++k) {
        const auto [down, across] = jitter_of_step(shifts, k, options.jitter);
        const class_gradients<T> moved =
            detail::class_gradient_in(run, rolled_planes(x, down, across), asked, portion);
        if (k == 0) out.first_scores = moved.scores;
        const xt::xtensor<T, 4> g = rolled_planes(moved.dx, -down, -across);
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t begin = i * std::size_t{S::size}, end = begin + std::size_t{S::size};
            double square = 0;
            for (std::size_t p = begin; p < end; ++p)
                square += static_cast<double>(g.data()[p]) * static_cast<double>(g.data()[p]);
            const double by = square > 0 ? options.rate / std::sqrt(square / double(S::size)) : 0;
            for (std::size_t p = begin; p < end; ++p) {
                const auto v = static_cast<double>(x.data()[p]);
                put(p, v + by * static_cast<double>(g.data()[p]) - options.decay * (v - options.middle));
            }
        }
        if (options.blur_every == 0 || (k + 1) % options.blur_every != 0) continue;
        x = blurred_planes(x, options.blur);
        if (options.contribution > 0)
            for (std::size_t i = 0; i < n; ++i)
                detail::reset_small_contributions(
                    x.data() + i * std::size_t{S::size}, g.data() + i * std::size_t{S::size},
                    std::size_t{S::extents[0]}, area, options.contribution, options.middle);
    }
    out.scores = detail::class_gradient_in(run, x, asked, portion).scores;
    out.pictures = std::move(x);
    return out;
}

}  // namespace strata::inline STRATA_TARGET
