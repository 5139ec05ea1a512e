// SPDX-License-Identifier: MIT
#pragma once
/// Grad-CAM: where in a feature map the evidence for a class is.
///
///     a[k] = (1 / P) sum over places p of ds[c]/dA[k, p]        map[p] = max(0, sum_k a[k] A[k, p])
///
///     A: the value of a tap, [K, h, w], P = h w places       s[c]: the class's score
///
/// (Selvaraju and others, 2016, equations 1 and 2.)
#include <strata/graph/ports.hpp>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

/// The map [n, h, w] of each of n images for its class, at any tap whose value is an image. Every bit of the
/// model stays. Errors: those of `class_gradient`; a tap that there is not is E38.
template <text Tap, class Model, Array X, Array C>
requires ClassifiesImages<typename Model::network_type>
[[nodiscard]] xt::xtensor<typename Model::value_type, 3> grad_cam(Model& m, const X& images, const C& classes,
                                                                  int portion = 64) {
    using T = typename Model::value_type;
    using Net = typename Model::network_type;
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::size_t n = x.shape()[0];
    const std::vector<int> asked =
        detail::checked_classes(labels_of_rank<1>(classes), n, count_of_scores<Net>);
    network_run run{m, answering{}, of<Tap>{}, watch<Tap>{}};
    xt::xtensor<T, 3> maps;
    detail::forward_in_portions(run, x, portion, [&](std::size_t begin, [[maybe_unused]] std::size_t end) {
        auto ds = run.gradient();
        for (std::size_t i = begin; i < end; ++i) ds(i - begin, static_cast<std::size_t>(asked[i])) = 1;
        const xt::xtensor<T, 4> A = run.template value<Tap>();
        run.backward();
        const xt::xtensor<T, 4> dA = run.template gradient_of<Tap>();
        const auto& e = A.shape();
        const std::size_t K = e[1], P = e[2] * e[3];
        if (begin == 0) maps = xt::zeros<T>(std::array{n, e[2], e[3]});
        std::vector<double> sums(P);
        for (std::size_t i = 0; i < e[0]; ++i) {
            std::fill(sums.begin(), sums.end(), 0.0);
            for (std::size_t k = 0; k < K; ++k) {
                const T *const a = A.data() + (i * K + k) * P, *const da = dA.data() + (i * K + k) * P;
                double weight = 0;
                for (std::size_t p = 0; p < P; ++p) weight += static_cast<double>(da[p]);
                weight /= static_cast<double>(P);
                for (std::size_t p = 0; p < P; ++p) sums[p] += weight * static_cast<double>(a[p]);
            }
            for (std::size_t p = 0; p < P; ++p)
                maps.data()[(begin + i) * P + p] = static_cast<T>(std::max(0.0, sums[p]));
        }
    });
    return maps;
}

}  // namespace strata::inline STRATA_TARGET
