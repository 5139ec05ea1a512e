// SPDX-License-Identifier: MIT
#pragma once
/// Filters and activations as sheets of small grey images: what `image_grid` draws.
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

/// Filters [F, C, h, w], C of any number, as images [F C, 1, h, w]: a row of C for each filter. Of a first
/// layer with 1 or 3 channels the filters are images themselves.
template <Array W>
[[nodiscard]] auto filters_by_channel(const W& weights) {
    using T = std::remove_const_t<typename W::value_type>;
    const xt::xtensor<T, 4> w = array_of_rank<T, 4>(weights, "the filters");
    xt::xtensor<T, 4> sheet(
        std::array{w.shape()[0] * w.shape()[1], std::size_t{1}, w.shape()[2], w.shape()[3]});
    std::copy(w.begin(), w.end(), sheet.begin());
    return sheet;
}

/// The value of a tap [C, h, w] for each of n images, as images [n C, 1, h, w]: what each channel says. Every
/// bit of the model stays. Throws where there are no images or they do not fit the network. A tap that there
/// is not is E38.
template <text Tap, class Model, Array X>
[[nodiscard]] xt::xtensor<typename Model::value_type, 4> activation_sheet(Model& m, const X& images,
                                                                          int portion = 64) {
    using T = typename Model::value_type;
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::size_t n = x.shape()[0];
    network_run run{m, answering{}, watch<Tap>{}};
    xt::xtensor<T, 4> sheet;
    detail::forward_in_portions(run, x, portion, [&](std::size_t begin, [[maybe_unused]] std::size_t end) {
        const xt::xtensor<T, 4> A = run.template value<Tap>();
        const auto& e = A.shape();
        if (begin == 0) sheet = xt::zeros<T>(std::array{n * e[1], std::size_t{1}, e[2], e[3]});
        std::copy(A.begin(), A.end(), sheet.data() + begin * e[1] * e[2] * e[3]);
    });
    return sheet;
}

}  // namespace strata::inline STRATA_TARGET
