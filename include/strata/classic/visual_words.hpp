// SPDX-License-Identifier: MIT
#pragma once
/// How often an image shows each of some typical patches, wherever they are: a bag of visual words.
///
///     words       the centres of the HOG of patches that are drawn from images at random, by `k_means`
///     features    h[n, k] = the share of the patches of image n whose nearest word is k
///
/// The patches of an image are squares on a grid. (Csurka, Dance, Fan, Willamowski, Bray: "Visual
/// categorization with bags of keypoints", 2004; Coates and Ng, 2011, for patches at random.)
#include <strata/classic/hog.hpp>
#include <strata/classic/k_means.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

struct visual_words_options {
    int words = 100;       ///< K
    int patch = 8;         ///< pixels of a patch's side
    int stride = 4;        ///< pixels from one patch to the next
    int patches = 20'000;  ///< that words are found in
    hog_options hog = {.orientations = 9, .cell = 4, .block = 2};
    int most_steps = 30;  ///< of `k_means`
    seed random = {};
    int threads = default_threads();
};

/// Errors: those of `hog` for a patch and of `k_means`; patches larger than the images, or fewer than words;
/// no words yet.
class visual_words {
public:
    explicit visual_words(visual_words_options options = {}) : options_(options) {
        if (options.words < 1 || options.patch < 1 || options.stride < 1 || options.patches < options.words)
            throw_error({.problem = "words, patches and strides are counted from 1, and there are no more "
                                    "words than patches",
                         .name = "visual_words_options"});
        (void)hog_extents(options.hog, options.patch, options.patch);
    }

    /// Finds words in patches of images [N, C, H, W].
    template <Array Images>
    void find_words(const Images& images) {
        const xt::xtensor<double, 4> x = images_for_features(images);
        const grid g = grid_of(x);
        if (const int64 there = static_cast<int64>(x.shape()[0]) * g.rows * g.columns; there < options_.words)
            throw_error({.problem = "the images have fewer patches than words are to be found in them",
                         .expected = std::to_string(options_.words) + " patches or more",
                         .found = std::to_string(there)});
        const random_stream random = random_for(drawn_for::centres, options_.random, std::uint64_t{1} << 20);
        std::vector<place> places;
        for (std::uint64_t i = 0; places.size() < static_cast<std::size_t>(options_.patches); i += 3)
            places.push_back({static_cast<int>(random.below(i, static_cast<std::uint32_t>(x.shape()[0]))),
                              static_cast<int>(random.below(i + 1, static_cast<std::uint32_t>(g.rows))),
                              static_cast<int>(random.below(i + 2, static_cast<std::uint32_t>(g.columns)))});
        words_ = k_means(descriptors(x, places), {.clusters = options_.words,
                                                  .starts = 1,
                                                  .most_steps = options_.most_steps,
                                                  .random = options_.random,
                                                  .threads = options_.threads})
                     .centres;
        search_ = neighbour_search(sample_rows::of(xt::xtensor<float, 2>(words_), "the words"), distance::l2,
                                   options_.threads);
    }

    /// [N, K]: the share of each word among the patches of an image.
    template <Array Images>
    [[nodiscard]] xt::xtensor<float, 2> features(const Images& images) const {
        if (words_.size() == 0)
            throw_error({.problem = "no words have been found", .advice = "Call find_words(images) first"});
        const xt::xtensor<double, 4> x = images_for_features(images);
        const grid g = grid_of(x);
        const auto n = static_cast<int>(x.shape()[0]);
        auto h = xt::xtensor<float, 2>::from_shape({x.shape()[0], words_.shape()[0]});
        std::fill(h.begin(), h.end(), 0.0f);
        const float share = 1.0f / static_cast<float>(g.rows * g.columns);
        constexpr int together = 256;  // images, so that their patches stay few
        for (int first = 0; first < n; first += together) {
            std::vector<place> places;
            for (int i = first; i < std::min(n, first + together); ++i)
                for (int row = 0; row < g.rows; ++row)
                    for (int column = 0; column < g.columns; ++column) places.push_back({i, row, column});
            const auto patches = descriptors(x, places);
            const neighbour_table found = search_.nearest(sample_rows::of(patches, "the patches"), 1);
            for (std::size_t p = 0; p < places.size(); ++p)
                h(static_cast<std::size_t>(places[p].image), static_cast<std::size_t>(found.numbers(p, 0))) +=
                    share;
        }
        return h;
    }

    /// [K, D]: the HOG of each word.
    [[nodiscard]] const xt::xtensor<float, 2>& words() const { return words_; }

private:
    /// A patch: of which image, and where on the grid.
    struct place {
        int image, row, column;
    };
    struct grid {
        int rows, columns;
    };
    [[nodiscard]] grid grid_of(const xt::xtensor<double, 4>& x) const {
        const int height = static_cast<int>(x.shape()[2]), width = static_cast<int>(x.shape()[3]);
        if (height < options_.patch || width < options_.patch)
            throw_error({.problem = "the images are smaller than a patch",
                         .expected = std::to_string(options_.patch) + " pixels down and across, or more",
                         .found = std::to_string(height) + " x " + std::to_string(width)});
        return {(height - options_.patch) / options_.stride + 1,
                (width - options_.patch) / options_.stride + 1};
    }
    [[nodiscard]] xt::xtensor<float, 2> descriptors(const xt::xtensor<double, 4>& x,
                                                    const std::vector<place>& places) const {
        const auto side = static_cast<std::size_t>(options_.patch), channels = x.shape()[1];
        auto patches = xt::xtensor<double, 4>::from_shape({places.size(), channels, side, side});
        double* to = patches.data();
        for (const place& p : places) {
            const image_view image(x, p.image);
            for (int c = 0; c < image.channels; ++c)
                for (int row = 0; row < options_.patch; ++row)
                    for (int column = 0; column < options_.patch; ++column)
                        *to++ =
                            image.at(c, p.row * options_.stride + row, p.column * options_.stride + column);
        }
        hog_options of_patch = options_.hog;
        of_patch.threads = options_.threads;
        return hog(patches, of_patch);
    }

    visual_words_options options_;
    xt::xtensor<float, 2> words_;
    neighbour_search search_;
};

}  // namespace strata::inline STRATA_TARGET
