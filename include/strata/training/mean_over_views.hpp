// SPDX-License-Identifier: MIT
#pragma once
/// A classifier that is asked about several views of each image.
#include <strata/array.hpp>
#include <strata/data/augmentations/views.hpp>
#include <strata/target.hpp>
#include <strata/training/ensemble.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// [N, classes]: the mean over the views of an image of the probabilities that a network answers with.
///
///     mean_over_views(m, test.images, flipped_twins{})
///     mean_over_views(m, test.images, ten_crop{.height = 24, .width = 24})     of a net<input<3, 24, 24>, ...>
///     evaluate_scores(xt::eval(xt::log(p)), test.labels)     its accuracy, and its loss: softmax(log p) = p
///
///     images: [N, C, H, W]     views: [N, C, h, w], one kind after the other, so that one of them is in memory
///     p[n] = 1/V sum_v softmax(scores of view v of image n)
///
/// `classifier` is a model, or a predictor, which is quicker; it answers with scores, not probabilities.
/// Throws what the views throw, and what the classifier throws of images of other extents than the network's.
template <class T = float, class Classifier, Array Images, ViewsImages<T> Views>
[[nodiscard]] xt::xtensor<T, 2> mean_over_views(const Classifier& classifier, const Images& images,
                                                const Views& views) {
    const auto x = array_of_rank<T, 4>(images, "the images");
    const auto extent = [&](std::size_t axis) { return static_cast<int>(x.shape()[axis]); };
    const image_extents whole{extent(1), extent(2), extent(3)}, part = views.extents(whole);
    const auto as_size = [](int n) { return static_cast<std::size_t>(n); };
    xt::xtensor<T, 4> view({x.shape()[0], as_size(part.C), as_size(part.H), as_size(part.W)});
    std::vector<xt::xtensor<T, 2>> scores;
    for (int v = 0; v < views.count(); ++v) {
        for (int64 n = 0; n < extent(0); ++n)
            views(v, whole, x.data() + n * whole.size(), view.data() + n * part.size());
        if constexpr (requires { classifier.predict(view); })
            scores.push_back(classifier.predict(view));
        else
            scores.push_back(classifier(view));
    }
    return mean_probabilities(scores);
}

}  // namespace strata::inline STRATA_TARGET
