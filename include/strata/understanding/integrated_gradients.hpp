// SPDX-License-Identifier: MIT
#pragma once
/// Integrated gradients: how much each pixel adds to a score on the way from a baseline to the image.
///
///     a[i] = (x[i] - b[i]) (1 / N) sum_k ds/dx[i](b + (k + 1/2) / N (x - b))         k = 0, ..., N - 1
///     sum_i a[i] = s(x) - s(b) in the limit: completeness
///
///     x: image   b: baseline   N: steps; the midpoint rule in place of the paper's right end
///
/// (Sundararajan, Taly, Yan, 2017, equation 1, proposition 1 and section 5.)
#include <cmath>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

struct integrated_gradients_options {
    int steps = 50;  ///< N
    int portion = 64;
};

/// What the pixels of each of n images add, and how complete that is.
template <class T>
struct pixel_shares {
    xt::xtensor<T, 4> shares;         ///< [n, C, H, W]
    std::vector<double> differences;  ///< s(x) - s(b)

    /// The sum of the shares of image i.
    [[nodiscard]] double sum(std::size_t i) const {
        const std::size_t size = shares.size() / differences.size();
        double all = 0;
        for (std::size_t p = 0; p < size; ++p) all += static_cast<double>(shares.data()[i * size + p]);
        return all;
    }
    /// How far the sum is from the difference, as a share of it; the largest of all images.
    [[nodiscard]] double gap() const {
        double most = 0;
        for (std::size_t i = 0; i < differences.size(); ++i)
            most = std::max(most,
                            std::abs(sum(i) - differences[i]) / std::max(1e-300, std::abs(differences[i])));
        return most;
    }
};

/// The shares of each image's pixels in the score of its class; the baseline, [C, H, W], serves all of them:
/// black unless stated. Errors: those of `class_gradient`; no steps; a baseline of other extents.
template <ClassifiesImages Net, class Model, Array X, Array C>
[[nodiscard]] pixel_shares<typename Model::value_type> integrated_gradients(
    Model& m, const X& images, const C& classes, const xt::xtensor<typename Model::value_type, 3>& baseline,
    const integrated_gradients_options& options = {}) {
    using T = typename Model::value_type;
    detail::check_positive("steps", options.steps);
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const auto& e = x.shape();
    const std::size_t n = e[0], size = e[1] * e[2] * e[3];
    if (!std::equal(baseline.shape().begin(), baseline.shape().end(), e.begin() + 1))
        throw_error({.problem = "the baseline is no image like the others",
                     .expected = shape_text(std::array{e[1], e[2], e[3]}),
                     .found = shape_text(baseline.shape())});
    const auto between = [&](double share) {
        xt::xtensor<T, 4> there(e);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto b = static_cast<double>(baseline.data()[i % size]);
            there.data()[i] = static_cast<T>(b + share * (static_cast<double>(x.data()[i]) - b));
        }
        return there;
    };
    const std::vector<int> asked =
        detail::checked_classes(labels_of_rank<1>(classes), n, count_of_scores<Net>);
    network_run run{m, Net{}, answering{}, of_inputs{}};
    const auto of = [&](double share) {
        return detail::class_gradient_in(run, between(share), asked, options.portion);
    };
    pixel_shares<T> out{xt::xtensor<T, 4>(e), of(1).scores};
    const std::vector<double> at_baseline = of(0).scores;
    for (std::size_t i = 0; i < n; ++i) out.differences[i] -= at_baseline[i];
    std::vector<double> sums(x.size());
    for (int k = 0; k < options.steps; ++k) {
        const class_gradients<T> here = of((k + 0.5) / options.steps);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += static_cast<double>(here.dx.data()[i]);
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
        out.shares.data()[i] = static_cast<T>(static_cast<double>(x.data()[i] - baseline.data()[i % size]) *
                                              sums[i] / options.steps);
    return out;
}
template <class Model, Array X, Array C>
[[nodiscard]] auto integrated_gradients(Model& m, const X& images, const C& classes,
                                        const xt::xtensor<typename Model::value_type, 3>& baseline,
                                        const integrated_gradients_options& options = {}) {
    return integrated_gradients<typename Model::network_type>(m, images, classes, baseline, options);
}
template <class Model, Array X, Array C>
[[nodiscard]] auto integrated_gradients(Model& m, const X& images, const C& classes,
                                        const integrated_gradients_options& options = {}) {
    using T = typename Model::value_type;
    const auto& e = Model::network_type::input_shape::extents;
    const xt::xtensor<T, 3> black = xt::zeros<T>(std::array{
        static_cast<std::size_t>(e[0]), static_cast<std::size_t>(e[1]), static_cast<std::size_t>(e[2])});
    return integrated_gradients<typename Model::network_type>(m, images, classes, black, options);
}

}  // namespace strata::inline STRATA_TARGET
