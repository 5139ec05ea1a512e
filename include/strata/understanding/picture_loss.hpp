// SPDX-License-Identifier: MIT
#pragma once
/// A loss of a picture's pixels by what a network sees in it: what `lbfgs` and `pixel_adam` go down.
///
///     L(x) = sum over taps l of  content[l] sum (F[l](x) - A[l])^2  +  style[l] sum (G(F[l](x)) - B[l])^2
///          + variation V(x) + norm R(x)
///
///     F[l]: the tap's value     A[l]: that of a content picture     G: Gram matrix, B[l]: that of a style picture
///     V, R: see `total_variation.hpp`
///
/// With one tap and content it is feature inversion (Mahendran and Vedaldi, 2015, equation 1), with style
/// alone texture synthesis (Gatys, Ecker, Bethge: "Texture synthesis", 2015), with both style transfer
/// (Gatys, Ecker, Bethge: "A neural algorithm of artistic style", 2015, equation 7).
#include <array>
#include <strata/understanding/class_gradient.hpp>
#include <strata/understanding/gram_matrix.hpp>
#include <strata/understanding/taps.hpp>
#include <strata/understanding/total_variation.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// What is asked of a picture whatever the network sees.
struct picture_prior {
    double variation = 0, beta = 2;  ///< weight and exponent of the total variation
    double norm = 0, alpha = 6;      ///< weight and exponent of the norm
};

/// The loss of one picture [C, H, W], the pixels of which are its arguments. Net is the list at the size of
/// the picture, `at<net, input<3, 128, 128>>`; the model is one of the same parameters, is kept by reference,
/// and stays as it is, to the bit.
///
///     picture_loss loss{m, at<small, input<3, 64, 64>>{}, taps<"early", "late">{}};
///     loss.content(photograph, {0, 1});
///     loss.style(painting, {1e3, 1e3});
///     lbfgs{}.minimize(loss, pixels);
///
/// Throws where pictures have other extents or values that are no finite numbers, and where a weight is
/// negative.
template <class Model, Network Net, class Taps>
class picture_loss;
template <class Model, Network Net, text... Names>
class picture_loss<Model, Net, taps<Names...>> {
    static_assert(Image<typename Net::input_shape>, "a picture is an input [C, H, W]");
    using T = typename Model::value_type;
    using network_type = with_taps<Net, taps<Names...>>;
    static constexpr std::size_t count = sizeof...(Names);
    static constexpr int own_outputs = output_values<Net>::size;
    template <int K>
    using tap_shape = typename type_at<output_values<network_type>, own_outputs + K>::shape_type;
    struct aim {
        double content = 0, style = 0;
        std::vector<T> features;  // channels last, as the run has them
        std::vector<double> gram;
    };

public:
    using weights = std::array<double, count>;
    static constexpr std::array<std::size_t, 3> extents{
        static_cast<std::size_t>(Net::input_shape::extents[0]),
        static_cast<std::size_t>(Net::input_shape::extents[1]),
        static_cast<std::size_t>(Net::input_shape::extents[2])};

    picture_loss(Model& m, Net, taps<Names...>, const picture_prior& prior = {}) : prior_(prior), run_(m) {
        detail::check_finite("variation", prior.variation, 0);
        detail::check_finite("norm", prior.norm, 0);
        detail::check_finite("beta", prior.beta, 1);
        detail::check_finite("alpha", prior.alpha, 1);
    }

    /// From now on the picture shall be seen as this one, by so much at each tap.
    void content(const xt::xtensor<T, 3>& picture, const weights& by) {
        check_weights(by);
        forward({picture.data(), picture.size()}, picture.shape());
        for_taps([&]<int K>(std::integral_constant<int, K>) {
            const T* const F = run_.template output_data<own_outputs + K>();
            aims_[K].features.assign(F, F + tap_shape<K>::size);
            aims_[K].content = by[K];
        });
    }
    /// From now on its features shall go together as this one's do.
    void style(const xt::xtensor<T, 3>& picture, const weights& by) {
        check_weights(by);
        forward({picture.data(), picture.size()}, picture.shape());
        for_taps([&]<int K>(std::integral_constant<int, K>) {
            aims_[K].gram = gram<K>(), aims_[K].style = by[K];
        });
    }
    /// The same with the matrices of another loss of these taps, whose pictures have another size.
    template <Network Other>
    void style_of(const picture_loss<Model, Other, taps<Names...>>& other, const weights& by) {
        check_weights(by);
        for (std::size_t k = 0; k < count; ++k) {
            const auto& g = other.gram_aim(k);
            if (g.empty()) throw_error({.problem = "the other loss has no style yet"});
            aims_[k].gram = g, aims_[k].style = by[k];
        }
    }
    [[nodiscard]] const std::vector<double>& gram_aim(std::size_t k) const { return aims_[k].gram; }
    /// The sum of squares of what the network sees in the content at tap k, by which inversions are measured.
    [[nodiscard]] double square_of_content(std::size_t k) const {
        double sum = 0;
        for (const T f : aims_[k].features) sum += static_cast<double>(f) * static_cast<double>(f);
        return sum;
    }

    /// L at x, [C, H, W] in C order; leaves dL/dx there.
    double operator()(std::span<const T> x, std::span<T> gradient) {
        forward(x, extents);
        double loss = 0;
        for_taps([&]<int K>(std::integral_constant<int, K>) { loss += add_tap<K>(); });
        run_.backward();
        const auto dx = run_.input_gradient();
        std::copy(dx.begin(), dx.end(), gradient.begin());
        const int H = static_cast<int>(extents[1]), W = static_cast<int>(extents[2]);
        if (prior_.variation > 0)
            loss += prior_.variation * total_variation(x, H, W, prior_.beta, prior_.variation, gradient);
        if (prior_.norm > 0) loss += prior_.norm * power_norm(x, prior_.alpha, prior_.norm, gradient);
        return loss;
    }

private:
    template <class Body>
    static void for_taps(Body&& body) {
        [&]<int... K>(std::integer_sequence<int, K...>) { (body(std::integral_constant<int, K>{}), ...); }
        (std::make_integer_sequence<int, int{count}>{});
    }
    static void check_weights(const weights& by) {
        for (const double w : by) detail::check_finite("a weight of a tap", w, 0);
    }
    template <class Extents>
    void forward(std::span<const T> x, const Extents& given) {
        if (!std::equal(given.begin(), given.end(), extents.begin()) || x.size() != Net::input_shape::size)
            throw_error({.problem = "the picture is no input of the network",
                         .expected = shape_text(extents),
                         .found = shape_text(given)});
        xt::xtensor<T, 4> one(std::array{std::size_t{1}, extents[0], extents[1], extents[2]});
        std::copy(x.begin(), x.end(), one.data());
        run_.forward(one);
    }
    template <int K>
    std::vector<double> gram() {
        using S = tap_shape<K>;
        return detail::gram_of_places(run_.template output_data<own_outputs + K>(),
                                      static_cast<std::size_t>(places<S>),
                                      static_cast<std::size_t>(channels<S>));
    }

    /// A tap's part of the loss; leaves its gradient at the output.
    template <int K>
    double add_tap() {
        using S = tap_shape<K>;
        constexpr std::size_t size = S::size, C = channels<S>, P = size / C;
        const aim& a = aims_[K];
        const T* const F = run_.template output_data<own_outputs + K>();
        T* const dF = run_.template gradient_data<own_outputs + K>();
        std::fill_n(dF, size, T(0));
        double loss = 0;
        if (a.content > 0) {
            for (std::size_t i = 0; i < size; ++i) {
                const double apart = static_cast<double>(F[i] - a.features[i]);
                loss += a.content * apart * apart;
                dF[i] = static_cast<T>(2 * a.content * apart);
            }
        }
        if (a.style > 0) {
            std::vector<double> apart = gram<K>();
            for (std::size_t k = 0; k < apart.size(); ++k) {
                apart[k] -= a.gram[k];
                loss += a.style * apart[k] * apart[k];
            }
            // dL/dF[p, c] = sum_d (D[c, d] + D[d, c]) F[p, d], D = 2 style apart / (C places), which is
            // symmetric
            std::vector<T> D(C * C);
            for (std::size_t k = 0; k < D.size(); ++k)
                D[k] = static_cast<T>(4 * a.style * apart[k] / static_cast<double>(C * P));
            for (std::size_t p = 0; p < P; ++p)
                for (std::size_t d = 0; d < C; ++d) {
                    const T f = F[p * C + d];
                    for (std::size_t c = 0; c < C; ++c) dF[p * C + c] += f * D[d * C + c];
                }
        }
        return loss;
    }

    picture_prior prior_;
    network_run<Model, phase<answering, of_inputs>, network_type> run_;
    std::array<aim, count> aims_{};
};
template <class Model, Network Net, class Taps>
picture_loss(Model&, Net, Taps) -> picture_loss<Model, Net, Taps>;
template <class Model, Network Net, class Taps>
picture_loss(Model&, Net, Taps, picture_prior) -> picture_loss<Model, Net, Taps>;

}  // namespace strata::inline STRATA_TARGET
