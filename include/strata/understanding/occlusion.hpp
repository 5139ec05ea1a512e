// SPDX-License-Identifier: MIT
#pragma once
/// How a class's answer falls where a part of the image is covered (Zeiler and Fergus, 2013, section 4.2).
///
///     map[r, q] = answer of the network where the pixels of window (r, q) are `fill`
///
///     windows: P x P, S pixels apart, the last of a row or column at the image's edge; (H - P) / S + 1 of them
///     down, rounded up, and (W - P) / S + 1 across
#include <cmath>
#include <strata/understanding/class_gradient.hpp>

namespace strata {

/// What is looked at: the score itself, or what softmax makes of it.
enum class class_answer { score, probability };

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct occlusion_options {
    int patch = 8;                   ///< P
    int stride = 4;                  ///< S
    std::vector<double> fill = {0};  ///< one number, or one for each channel
    class_answer answer = class_answer::probability;
    int portion = 64;  ///< covered images in a pass
};

/// The answers of n images.
struct occlusion_maps {
    std::vector<double> whole;     ///< [n], of the images as they are
    xt::xtensor<double, 3> map;    ///< [n, rows, columns]
    std::vector<int> tops, lefts;  ///< the first row and column of pixels of each window
    int patch = 0, height = 0, width = 0;

    /// For each pixel, by how much the answer falls on the mean over the windows that cover it: [n, H, W]. 0
    /// where none does.
    [[nodiscard]] xt::xtensor<double, 3> over_pixels() const {
        const auto h = static_cast<std::size_t>(height), w = static_cast<std::size_t>(width);
        xt::xtensor<double, 3> fall = xt::zeros<double>(std::array{whole.size(), h, w});
        xt::xtensor<double, 2> windows = xt::zeros<double>(std::array{h, w});
        const auto for_pixels = [&](auto&& body) {
            for (std::size_t r = 0; r < tops.size(); ++r)
                for (std::size_t q = 0; q < lefts.size(); ++q)
                    for (int a = 0; a < patch; ++a)
                        for (int b = 0; b < patch; ++b)
                            body(r, q, static_cast<std::size_t>(tops[r] + a),
                                 static_cast<std::size_t>(lefts[q] + b));
        };
        for_pixels([&](std::size_t, std::size_t, std::size_t y, std::size_t x) { windows(y, x) += 1; });
        for (std::size_t i = 0; i < whole.size(); ++i) {
            for_pixels([&](std::size_t r, std::size_t q, std::size_t y, std::size_t x) {
                fall(i, y, x) += whole[i] - map(i, r, q);
            });
            for (std::size_t y = 0; y < h; ++y)
                for (std::size_t x = 0; x < w; ++x)
                    if (windows(y, x) > 0) fall(i, y, x) /= windows(y, x);
        }
        return fall;
    }
};

namespace detail {

inline std::vector<int> window_starts(int extent, int patch, int stride) {
    std::vector<int> starts;
    for (int at = 0; at < extent - patch; at += stride) starts.push_back(at);
    starts.push_back(extent - patch);
    return starts;
}
/// Class c's part of scores that softmax makes probabilities of.
template <class Scores>
double answer_of(const Scores& scores, std::size_t i, int c, int count, class_answer what) {
    const auto score = [&](int k) { return static_cast<double>(scores(i, static_cast<std::size_t>(k))); };
    if (what == class_answer::score) return score(c);
    double sum = 0;
    for (int k = 0; k < count; ++k) sum += std::exp(score(k) - score(c));
    return 1 / sum;
}

}  // namespace detail

/// The maps of images [n, C, H, W], each for its class. Every bit of the model stays. Throws where a patch is
/// larger than the image or below 1, where a stride or a portion is, where `fill` is neither one number nor
/// one a channel, where a class is none, and where there are no images or they do not fit the network.
template <class Model, Array X, Array C>
requires ClassifiesImages<typename Model::network_type>
[[nodiscard]] occlusion_maps occlusion(Model& m, const X& images, const C& classes,
                                       const occlusion_options& options = {}) {
    using T = typename Model::value_type;
    using Net = typename Model::network_type;
    constexpr int channels_in = Net::input_shape::extents[0], H = Net::input_shape::extents[1],
                  W = Net::input_shape::extents[2], count = count_of_scores<Net>;
    detail::check_positive("patch", options.patch);
    detail::check_positive("stride", options.stride);
    if (options.patch > std::min(H, W))
        throw_error({.problem = "the picture is smaller than the patch",
                     .expected = "a patch of at most " + std::to_string(std::min(H, W)),
                     .found = std::to_string(options.patch)});
    if (options.fill.size() != 1 && options.fill.size() != std::size_t{channels_in})
        throw_error({.problem = "fill is one number, or one for each channel",
                     .expected = "1 or " + std::to_string(channels_in),
                     .found = std::to_string(options.fill.size())});
    for (const double v : options.fill)
        if (!is_finite(v))
            throw_error({.problem = "fill has to be a finite number", .found = std::to_string(v)});
    const auto& x = array_of_rank<T, 4>(images, "the images");
    const std::size_t n = x.shape()[0];
    const std::vector<int> asked = detail::checked_classes(labels_of_rank<1>(classes), n, count);
    network_run run{m, answering{}};
    occlusion_maps out{std::vector<double>(n),
                       {},
                       detail::window_starts(H, options.patch, options.stride),
                       detail::window_starts(W, options.patch, options.stride),
                       options.patch,
                       H,
                       W};
    const std::size_t rows = out.tops.size(), columns = out.lefts.size(), windows = rows * columns;
    out.map = xt::zeros<double>(std::array{n, rows, columns});
    detail::forward_in_portions(run, x, options.portion, [&](std::size_t begin, std::size_t end) {
        const auto scores = run.output();
        for (std::size_t i = begin; i < end; ++i)
            out.whole[i] = detail::answer_of(scores, i - begin, asked[i], count, options.answer);
    });
    // every window of every image is a sample: number i windows + r columns + q
    detail::for_portions(n * windows, options.portion, [&](std::size_t begin, std::size_t end) {
        auto extents = x.shape();
        const std::size_t size = x.size() / n, plane = std::size_t{H} * W;
        extents[0] = end - begin;
        xt::xtensor<T, 4> covered(extents);
        for (std::size_t k = begin; k < end; ++k) {
            T* const one = covered.data() + (k - begin) * size;
            std::copy_n(x.data() + k / windows * size, size, one);
            const int top = out.tops[k % windows / columns], left = out.lefts[k % columns];
            for (int c = 0; c < channels_in; ++c)
                for (int a = 0; a < options.patch; ++a)
                    std::fill_n(
                        one + static_cast<std::size_t>(c) * plane +
                            static_cast<std::size_t>((top + a) * W + left),
                        options.patch,
                        static_cast<T>(
                            options.fill[options.fill.size() == 1 ? 0 : static_cast<std::size_t>(c)]));
        }
        const auto scores = run.forward(covered);
        for (std::size_t k = begin; k < end; ++k)
            out.map.data()[k] =
                detail::answer_of(scores, k - begin, asked[k / windows], count, options.answer);
    });
    return out;
}

}  // namespace strata::inline STRATA_TARGET
