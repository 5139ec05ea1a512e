// SPDX-License-Identifier: MIT
#pragma once
/// How likely a variational autoencoder takes images to be.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <strata/array.hpp>
#include <strata/error.hpp>
#include <strata/kernels/elementary.hpp>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/random_streams.hpp>
#include <strata/losses/summed_loss.hpp>
#include <strata/model/network_run.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

struct likelihood_options {
    int samples = 5000;  ///< K, drawn for each image
    int at_once = 500;   ///< that the decoder takes in one batch
    seed random = {};
};

/// Means over images, in nats.
struct likelihood_estimate {
    double log_likelihood = 0;  ///< by importance weights; no larger than the truth in the mean
    double evidence_bound = 0;  ///< E log p(x | z) - KL, which is no larger either
    double reconstruction = 0;  ///< E log p(x | z)
    double divergence = 0;      ///< KL(q(z | x) || p(z)), in closed form
    std::vector<double> log_likelihoods = {};  ///< of each image
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

namespace detail {

/// log of the mean of exp(v).
[[nodiscard]] inline double log_mean_exp(const std::vector<double>& v) {
    const double most = *std::max_element(v.begin(), v.end());
    double sum = 0;
    for (const double one : v) sum += std::exp(one - most);
    return most + std::log(sum / static_cast<double>(v.size()));
}

}  // namespace detail

/// The likelihood of images under a decoder, by K draws of z from what an encoder says of each image, and the
/// evidence lower bound by the same draws.
///
///     log p(x) ~ log 1/K sum_k p(x | z_k) p(z_k) / q(z_k | x)            z_k from q(z | x) = normal(m, exp s)
///     bound    = 1/K sum_k log p(x | z_k) - KL(q(z | x) || p(z))           p(z) = normal(0, 1)
///
///     encoder: a model whose output is [2 D], m then s      decoder: one whose input is z: [D]
///     loss: -log p(x | z), a `summed_loss` over the decoder's output      x: [N, ...]
///
///     auto e = estimate_likelihood(encoder, decoder, summed_loss{binary_cross_entropy_loss{}}, images);
///
/// (Rezende, Mohamed, Wierstra, 2014, appendix E; Burda, Grosse, Salakhutdinov: "Importance weighted
/// autoencoders", 2016, equation 8.) The bound and the estimate grow together with K towards log p(x). Pixels
/// that are grey are no Bernoulli variables: the number is then of use to compare networks, and no
/// likelihood. The same bits for any number of threads. Throws where x has no images, other extents or
/// values that the loss does not take, and where K is below 1.
template <class Encoder, class Decoder, class L, Array X>
[[nodiscard]] likelihood_estimate estimate_likelihood(Encoder& encoder, Decoder& decoder,
                                                      const summed_loss<L>& loss, const X& x,
                                                      const likelihood_options& o = {}) {
    using T = typename Decoder::value_type;
    using Net = typename Decoder::network_type;
    using Z = typename Net::input_shape;
    using Y = typename type_at<output_values<Net>, 0>::shape_type;
    static_assert(Vector<Z>, "the decoder takes a vector z: input<D>");
    static_assert(
        std::is_same_v<typename type_at<output_values<typename Encoder::network_type>, 0>::shape_type,
                       shape<2 * static_cast<int>(Z::size)>>,
        "the encoder ends in a mean and a logarithm of a variance for each number that the decoder "
        "takes: dense<2 * D>");
    constexpr std::size_t D = static_cast<std::size_t>(Z::size), S = static_cast<std::size_t>(Y::size),
                          P = static_cast<std::size_t>(summed_loss<L>::template elements<Y>);  // pixels
    if (o.samples < 1 || o.at_once < 1)
        throw_error({.problem = "a likelihood is estimated from a sample at least",
                     .name = o.samples < 1 ? "samples" : "at_once",
                     .expected = "1 or more",
                     .found = std::to_string(std::min(o.samples, o.at_once))});
    const auto images = array_of_rank<T, static_cast<std::size_t>(Y::rank) + 1>(x, "the images");
    const auto told = encoder.predict(x);  // [N, 2 D]
    const std::size_t N = told.shape(0);
    if (N == 0) throw_error({.problem = "there are no images to tell the likelihood of"});
    if (images.size() != N * P)
        throw_error({.problem = "the decoder's answers have other extents than the images",
                     .expected = std::to_string(P) + " numbers an image",
                     .found = std::to_string(images.size() / N)});
    const int once = std::min(o.at_once, o.samples);
    network_run make{decoder, answering{}};
    make.reserve(once);
    likelihood_estimate all;
    std::vector<double> weights(static_cast<std::size_t>(o.samples)), likely(weights);
    std::vector<T> target(P + slack_elements);
    for (std::size_t i = 0; i < N; ++i) {
        constexpr int C = Image<Y> ? static_cast<int>(P / static_cast<std::size_t>(places<Y>)) : 1;
        channels_last(images.data() + i * P, target.data(), C, static_cast<int64>(P) / C);
        const target_view<T> view{.numbers = target.data()};
        check_targets_of<Y>(loss, 1, &view, "image", static_cast<int64>(i));
        const random_stream random = random_for(drawn_for::latents, o.random, i);
        double divergence = 0;
        for (std::size_t d = 0; d < D; ++d) {
            const double m = told(i, d), s = told(i, D + d);
            divergence += (std::exp(s) + m * m - 1 - s) / 2;
        }
        for (int done = 0; done < o.samples; done += once) {
            const int n = std::min(once, o.samples - done);
            parallel_for(n, decoder.threads(), [&](int k, int) {
                T* const z = make.input_data() + static_cast<std::size_t>(k) * D;
                double& w = weights[static_cast<std::size_t>(done + k)];
                w = 0;
                for (std::size_t d = 0; d < D; ++d) {
                    const double s = told(i, D + d),
                                 e = random.normal(static_cast<std::uint64_t>(done + k) * D + d);
                    z[d] = static_cast<T>(told(i, d) + std::exp(s / 2) * e);
                    const double v = z[d];
                    w += (e * e + s - v * v) / 2;  // log p(z) - log q(z | x)
                }
            });
            make.forward_in_place(n, done > 0 || i > 0);
            const T* const y = make.template output_data<0>();
            parallel_for(n, decoder.threads(), [&](int k, int) {
                const auto at = static_cast<std::size_t>(done + k);
                likely[at] = -loss.template apply<Y>(
                    loss_args<T>{.n = 1, .y = y + static_cast<std::size_t>(k) * S, .targets = &view});
                weights[at] += likely[at];
            });
        }
        double reconstruction = 0;
        for (const double one : likely) reconstruction += one / o.samples;
        all.log_likelihoods.push_back(detail::log_mean_exp(weights));
        const double share = 1 / static_cast<double>(N);
        all.log_likelihood += share * all.log_likelihoods.back();
        all.reconstruction += share * reconstruction;
        all.divergence += share * divergence;
    }
    all.evidence_bound = all.reconstruction - all.divergence;
    return all;
}

}  // namespace strata::inline STRATA_TARGET
