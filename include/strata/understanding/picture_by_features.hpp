// SPDX-License-Identifier: MIT
#pragma once
/// Pictures that a network sees in a wanted way: feature inversion, texture synthesis, style transfer, each a
/// few lines over `picture_loss`.
///
///     Method: `lbfgs{...}` or `pixel_adam{...}`
///
/// Every bit of the model stays. Errors: those of `picture_loss` and of the method.
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/optimizers/second_order/lbfgs.hpp>
#include <strata/understanding/picture_loss.hpp>
#include <strata/understanding/pixel_adam.hpp>

namespace strata::inline STRATA_TARGET {

/// A picture, and how it was come by.
template <class T>
struct found_picture {
    xt::xtensor<T, 3> pixels;  ///< [C, H, W], of any value
    descent_report report;
};

/// A picture of normal numbers about `mean`: where a search begins.
template <class T>
[[nodiscard]] xt::xtensor<T, 3> noise_picture(std::array<std::size_t, 3> extents, double deviation,
                                              seed random = {1}, double mean = 0) {
    detail::check_finite("deviation", deviation, 0);
    xt::xtensor<T, 3> x(extents);
    const random_stream draw = random_for(drawn_for::pictures, random);
    for (std::size_t i = 0; i < x.size(); ++i)
        x.data()[i] = static_cast<T>(mean + deviation * draw.normal(i));
    return x;
}

/// The same with the mean and the deviation of a picture.
template <class T>
[[nodiscard]] xt::xtensor<T, 3> noise_like(const xt::xtensor<T, 3>& picture, seed random = {1}) {
    double mean = 0, square = 0;
    const auto n = static_cast<double>(picture.size());
    for (const T v : picture) mean += static_cast<double>(v) / n;
    for (const T v : picture) square += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean) / n;
    return noise_picture<T>(picture.shape(), std::sqrt(square), random, mean);
}

/// The picture that makes a loss small, from `start` on.
template <class Loss, class T, class Method, class Progress = no_progress>
[[nodiscard]] found_picture<T> picture_of_least(Loss& loss, const xt::xtensor<T, 3>& start,
                                                const Method& method, Progress progress = {}) {
    std::vector<T> w(start.begin(), start.end());
    found_picture<T> out{start, method.minimize(loss, w, std::move(progress))};
    std::copy(w.begin(), w.end(), out.pixels.data());
    return out;
}

/// What a tap lets through of a picture: one that looks the same from there, and is smooth otherwise
/// (Mahendran and Vedaldi, 2015, equation 1 and section 2).
///
///     x = argmin sum (F(x) - F(x0))^2 / sum F(x0)^2 + variation V(x) + norm R(x)
///
/// Net is the list at the size of the picture. `report.value()` is what is left of the whole.
template <text Tap, Network Net, class Model, class Method = lbfgs>
[[nodiscard]] auto feature_inversion(Model& m, const xt::xtensor<typename Model::value_type, 3>& picture,
                                     const picture_prior& prior, const Method& method = {},
                                     seed random = {1}) {
    picture_loss loss{m, Net{}, taps<Tap>{}, prior};
    loss.content(picture, {1});
    const double square = loss.square_of_content(0);
    if (!(square > 0)) throw_error({.problem = "the tap sees nothing in this picture: all of it is 0 there"});
    loss.content(picture, {1 / square});
    return picture_of_least(loss, noise_like(picture, random), method);
}

/// How much of what is wanted at each tap.
template <class Taps>
struct style_weights {
    std::array<double, static_cast<std::size_t>(Taps::count)> content{}, style{};
};

/// The content of one picture in the style of another of the same size, from the content on.
template <Network Net, class Model, class Taps, class Method = lbfgs, class Progress = no_progress>
[[nodiscard]] auto style_transfer(Model& m, Taps, const xt::xtensor<typename Model::value_type, 3>& content,
                                  const xt::xtensor<typename Model::value_type, 3>& style,
                                  const style_weights<Taps>& weights, const picture_prior& prior = {},
                                  const Method& method = {}, Progress progress = {}) {
    picture_loss loss{m, Net{}, Taps{}, prior};
    loss.content(content, weights.content);
    loss.style(style, weights.style);
    return picture_of_least(loss, content, method, std::move(progress));
}

/// Another piece of the same texture, from noise on.
template <Network Net, class Model, class Taps, class Method = lbfgs, class Progress = no_progress>
[[nodiscard]] auto texture_synthesis(Model& m, Taps,
                                     const xt::xtensor<typename Model::value_type, 3>& texture,
                                     const std::array<double, static_cast<std::size_t>(Taps::count)>& weights,
                                     const picture_prior& prior = {}, const Method& method = {},
                                     seed random = {1}, Progress progress = {}) {
    picture_loss loss{m, Net{}, Taps{}, prior};
    loss.style(texture, weights);
    return picture_of_least(loss, noise_like(texture, random), method, std::move(progress));
}

}  // namespace strata::inline STRATA_TARGET
