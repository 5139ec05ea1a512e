// SPDX-License-Identifier: MIT
#pragma once
/// Images drawn from a model of images, one pixel after the other, each from the probabilities that the
/// pixels before it leave.
#include <algorithm>
#include <cmath>
#include <strata/generative/pixel_by_pixel.hpp>
#include <strata/generative/pixel_likelihood.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/random_streams.hpp>

namespace strata::inline STRATA_TARGET {

struct pixel_sampling {
    double temperature = 1;     ///< scores are divided by it: below 1 likely levels become likelier
    bool whole_passes = false;  ///< a pass over the whole image for every number: the plain way, and
                                ///< slow; the only one unless `goes_pixel_by_pixel<Net>`
};

namespace detail {

/// The level at which the sum of softmax probabilities first exceeds u, in [0, 1). Throws where a score is no
/// finite number.
template <class T>
[[nodiscard]] int draw_level(const T* scores, int64 apart, int levels, double temperature, double u) {
    double most = static_cast<double>(scores[0]);
    for (int l = 1; l < levels; ++l) most = std::max(most, static_cast<double>(scores[l * apart]));
    const auto weight = [&](int l) {
        return std::exp((static_cast<double>(scores[l * apart]) - most) / temperature);
    };
    double total = 0;
    for (int l = 0; l < levels; ++l) total += weight(l);
    if (!is_finite(total)) throw_error({.problem = "the score of a level is no finite number"});
    double reached = 0;
    for (int l = 0; l < levels; ++l)
        if ((reached += weight(l)) > u * total) return l;
    return levels - 1;
}

/// What is drawn, and how far: images [N, C, H, W] whose first `given` rows are known.
template <class Model>
class pixel_drawing {
    using Net = typename Model::network_type;
    using T = typename Model::value_type;
    using net_scores = pixel_scores_of<Net>;
    using X = typename net_scores::X;
    static constexpr int C = net_scores::colours, L = net_scores::levels, H = height<X>, W = width<X>;

public:
    pixel_drawing(const Model& m, xt::xtensor<int, 4>& images, int given, seed s, const pixel_sampling& o)
        : model_(m), images_(images), given_(given), seed_(s), options_(o) {
        if (!is_finite(o.temperature) || o.temperature <= 0)
            throw_error({.problem = "the temperature is above 0",
                         .name = "pixel_sampling",
                         .found = std::to_string(o.temperature)});
        static_cast<void>(checked_samples<X>(images, "the images"));
        if (given < 0 || given > H)
            throw_error({.problem = "there are not so many rows to be given",
                         .expected = "0 to " + std::to_string(H),
                         .found = std::to_string(given)});
    }
    /// Every number from a pass over all of the images.
    void by_whole_passes() {
        xt::xtensor<T, 4> x = xt::cast<T>(images_) / static_cast<T>(L - 1);
        for (int row = given_; row < H; ++row)
            for (int column = 0; column < W; ++column)
                for (int c = 0; c < C; ++c) {
                    const auto y = model_.predict(x);
                    for (int n = 0; n < count(); ++n)
                        x(n, c, row, column) =
                            draw(n, c, row, column, &y(n, c * L, row, column), int64{H} * W);
                }
    }
    /// Images `first` to `last` - 1 pixel by pixel.
    void pixel_by_pixel(int first, int last) {
        const int n = last - first;
        pixel_run<T> run(pixel_program<typename Net::graph, T>::table, model_.pointers(), n);
        for (int row = 0; row < H; ++row) {
            for (int column = 0; row < given_ && column < W; ++column)
                for (int sample = 0; sample < n; ++sample)
                    for (int c = 0; c < C; ++c)
                        run.input(row, column)[sample * C + c] =
                            as_read(images_(first + sample, c, row, column));
            if (row < given_ || run.looks_right()) run.compute(row, 0, W);
            for (int column = 0; row >= given_ && column < W; ++column) {
                for (int c = 0; c < C; ++c) {
                    run.compute(row, column, 1);
                    const T* const scores = run.scores(row, column);
                    for (int sample = 0; sample < n; ++sample)
                        run.input(row, column)[sample * C + c] =
                            draw(first + sample, c, row, column, scores + (sample * C + c) * L, 1);
                }
                if (run.sees_itself()) run.compute(row, column, 1);
            }
        }
    }

private:
    [[nodiscard]] int count() const { return static_cast<int>(images_.shape()[0]); }
    /// Draws a level, keeps it, and gives it as the network reads it.
    T draw(int n, int c, int row, int column, const T* scores, int64 apart) {
        const auto number = static_cast<std::uint64_t>((int64{row} * W + column) * C + c);
        const double u = random_for(drawn_for::pixels, seed_, static_cast<std::uint64_t>(n)).uniform(number);
        const int level = draw_level(scores, apart, L, options_.temperature, u);
        images_(n, c, row, column) = level;
        return as_read(level);
    }
    static T as_read(int level) { return static_cast<T>(level) / static_cast<T>(L - 1); }

    const Model& model_;
    xt::xtensor<int, 4>& images_;
    int given_;
    seed seed_;
    pixel_sampling options_;
};

}  // namespace detail

/// Images whose first `rows` rows are those of `images`, and whose others are drawn: levels [N, C, H, W].
/// Image i follows from (seed, i) and its rows alone, with any number of threads; the two ways of
/// `pixel_sampling` draw the same numbers from scores that are the same within rounding. Throws where the
/// extents are not the network's, a pixel that is given is no level, there are no such rows, or a score is no
/// finite number.
template <class Net, class T>
[[nodiscard]] xt::xtensor<int, 4> complete_images(const model<Net, T>& m, const xt::xtensor<int, 4>& images,
                                                  int rows, seed s, const pixel_sampling& options = {}) {
    using N = typename model<Net, T>::network_type;
    constexpr int L = detail::pixel_scores_of<N>::levels;
    xt::xtensor<int, 4> made = images;
    detail::pixel_drawing drawing(m, made, rows, s, options);
    xt::view(made, xt::all(), xt::all(), xt::range(rows, static_cast<int>(made.shape()[2]))).fill(0);
    detail::check_levels(made, L);
    const int count = static_cast<int>(made.shape()[0]);
    if constexpr (goes_pixel_by_pixel<N>)
        if (!options.whole_passes) {
            const auto inside = m.caller().enter_to_read("model");
            const int parts = std::min(count, m.threads());
            parallel_for(parts, m.threads(), [&](int part, int) {
                const slice mine = slice_of(count, parts, part);
                drawing.pixel_by_pixel(static_cast<int>(mine.begin), static_cast<int>(mine.end));
            });
            return made;
        }
    drawing.by_whole_passes();
    return made;
}
/// The same from nothing: `count` images.
template <class Net, class T>
[[nodiscard]] xt::xtensor<int, 4> sample_images(const model<Net, T>& m, int count, seed s,
                                                const pixel_sampling& options = {}) {
    using X = typename detail::pixel_scores_of<typename model<Net, T>::network_type>::X;
    if (count < 1)
        throw_error({.problem = "there are no images to be drawn", .found = std::to_string(count)});
    const xt::xtensor<int, 4> none =
        xt::zeros<int>({static_cast<std::size_t>(count), std::size_t{channels<X>}, std::size_t{height<X>},
                        std::size_t{width<X>}});
    return complete_images(m, none, 0, s, options);
}

}  // namespace strata::inline STRATA_TARGET
