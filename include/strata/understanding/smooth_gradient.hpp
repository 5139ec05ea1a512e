// SPDX-License-Identifier: MIT
#pragma once
/// SmoothGrad: the gradient of a score, averaged over noisy copies of the image.
///
///     g(x) = (1 / N) sum_k ds/dx(x + e_k)        e_k: normal, of deviation noise (max x - min x)
///
/// (Smilkov, Thorat, Kim, Viégas, Wattenberg, 2017, section 2.)
#include <strata/kernels/random_streams.hpp>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

struct smooth_gradient_options {
    int samples = 50;     ///< N
    double noise = 0.15;  ///< as a share of the range of each image's values
    seed random = {1};
    int portion = 64;
};

/// The mean gradient of each image [n, C, H, W] at its class; the scores are means too. Same seed, same bits.
/// Errors: those of `class_gradient`; no samples; noise that is negative or no number.
template <ClassifiesImages Net, class Model, Array X, Array C>
[[nodiscard]] class_gradients<typename Model::value_type> smooth_gradient(
    Model& m, const X& images, const C& classes, const smooth_gradient_options& options = {}) {
    using T = typename Model::value_type;
    detail::check_positive("samples", options.samples);
    detail::check_finite("noise", options.noise, 0);
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::size_t n = x.shape()[0], size = n == 0 ? 0 : x.size() / n;
    const std::vector<int> asked =
        detail::checked_classes(labels_of_rank<1>(classes), n, count_of_scores<Net>);
    network_run run{m, Net{}, answering{}, of_inputs{}};
    std::vector<double> deviations(n), sums(x.size());
    for (std::size_t i = 0; i < n; ++i) {
        const auto [least, most] = std::minmax_element(x.data() + i * size, x.data() + (i + 1) * size);
        deviations[i] = options.noise * static_cast<double>(*most - *least);
    }
    class_gradients<T> out{std::vector<double>(n), xt::xtensor<T, 4>(x.shape())};
    for (int k = 0; k < options.samples; ++k) {
        const random_stream random =
            random_for(drawn_for::pictures, options.random, static_cast<std::uint64_t>(k));
        xt::xtensor<T, 4> noisy = x;
        for (std::size_t i = 0; i < x.size(); ++i)
            noisy.data()[i] += static_cast<T>(deviations[i / size] * random.normal(i));
        const class_gradients<T> one = detail::class_gradient_in(run, noisy, asked, options.portion);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += static_cast<double>(one.dx.data()[i]);
        for (std::size_t i = 0; i < n; ++i) out.scores[i] += one.scores[i] / options.samples;
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
        out.dx.data()[i] = static_cast<T>(sums[i] / options.samples);
    return out;
}
template <class Model, Array X, Array C>
[[nodiscard]] auto smooth_gradient(Model& m, const X& images, const C& classes,
                                   const smooth_gradient_options& options = {}) {
    return smooth_gradient<typename Model::network_type>(m, images, classes, options);
}

}  // namespace strata::inline STRATA_TARGET
