// SPDX-License-Identifier: MIT
#pragma once
/// How likely images are to a model that gives the probability of each pixel's levels, one pixel after the
/// other.
#include <cmath>
#include <numbers>
#include <ostream>
#include <strata/generative/pixel_levels.hpp>
#include <strata/kernels/softmax.hpp>
#include <strata/model/model.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The log-likelihood of images under a model.
struct image_likelihood {
    std::vector<double> nats;  ///< log p(x) of each image, at most 0
    int64 dimensions = 0;      ///< numbers of an image: C H W

    /// Their mean.
    [[nodiscard]] double mean_nats() const {
        double sum = 0;
        for (const double one : nats) sum += one;
        return nats.empty() ? 0 : sum / static_cast<double>(nats.size());
    }
    /// -mean / (dimensions log 2): as many bits a code for the images takes for each of their numbers.
    [[nodiscard]] double bits_per_dimension() const {
        return -mean_nats() / (static_cast<double>(dimensions) * std::numbers::ln2);
    }
};
inline std::ostream& operator<<(std::ostream& out, const image_likelihood& l) {
    return out << l.nats.size() << " images: " << l.mean_nats() << " nats each, " << l.bits_per_dimension()
               << " bits per dimension";
}

namespace detail {

/// The levels that a network of images has scores of, for each of its colours. Does not compile where its
/// answers are none.
template <class Net>
struct pixel_scores_of {
    using X = typename Net::input_shape;
    using Y = typename type_at<output_values<Net>, 0>::shape_type;
    static_assert(Image<X> && Image<Y>, "a model of images reads an image and answers with one");
    static_assert(height<X> == height<Y> && width<X> == width<Y>,
                  "a model of images answers with scores for every pixel that it reads");
    static_assert(channels<Y> % channels<X> == 0 && channels<Y> / channels<X> > 1,
                  "a model of images has a channel for each level of each colour, two levels or more");
    static constexpr int colours = channels<X>, levels = channels<Y> / channels<X>;
};

}  // namespace detail

/// The exact log-likelihood of images under a model whose scores of a pixel depend on those before it alone,
/// as those of `pixelcnn` do.
///
///     log p(x) = sum_{c, i, j} log p(x[c, i, j] | pixels and colours before)
///
/// images: [N, C, H, W] levels; the network reads them as level / (levels - 1) and answers with scores [N, C
/// levels, H, W], those of colour c from channel c levels on. (van den Oord, Kalchbrenner, Kavukcuoglu, 2016,
/// equation 1.) Throws where there are none, their extents are others, or a pixel is none of the levels.
template <class Net, class T>
[[nodiscard]] image_likelihood log_likelihood(const model<Net, T>& m, const xt::xtensor<int, 4>& images,
                                              answer_options options = {}) {
    using N = typename model<Net, T>::network_type;
    using scores = detail::pixel_scores_of<N>;
    using X = typename scores::X;
    constexpr int C = scores::colours, L = scores::levels;
    const int64 count = checked_samples<X>(images, "the images");
    detail::check_levels(images, L);
    if (count == 0) throw_error({.problem = "there are no images to tell the likelihood of"});
    image_likelihood found{std::vector<double>(static_cast<std::size_t>(count)), X::size};
    constexpr int64 portion = 64;
    for (int64 first = 0; first < count; first += portion) {
        const int64 last = std::min(first + portion, count);
        const xt::xtensor<int, 4> part = xt::view(images, xt::range(first, last));
        const xt::xtensor<T, 4> x = xt::cast<T>(part) / static_cast<T>(L - 1);
        const auto y = m.predict(x, options);
        for (int64 n = 0; n < last - first; ++n) {
            double sum = 0;
            for (int64 i = 0; i < X::size; ++i) {
                const int64 c = i / places<X>, place = i % places<X>;
                const T* const at = y.data() + (n * C + c) * L * places<X> + place;
                const int level = part.data()[n * X::size + i];
                sum += static_cast<double>(at[level * places<X>]) -
                       exponential_sum_of(at, L, places<X>).logarithm();
            }
            found.nats[static_cast<std::size_t>(first + n)] = sum;
        }
    }
    return found;
}

}  // namespace strata::inline STRATA_TARGET
