// SPDX-License-Identifier: MIT
#pragma once
/// DeepDream: a picture in which whatever a tap sees becomes more of it.
///
///     climbs L(x) = 1/2 sum F(x)^2          F: the value of a tap, or one channel of it       dL/dF = F
///
///     step        x, moved by a jitter:     x := x + rate g / mean |g|
///     octaves     from the smallest size to the largest; what was added at one is enlarged and added to the picture at
///                 the next, so that patterns have every size
///
/// (Mordvintsev, Olah, Tyka: "Inceptionism", 2015; CS231n, "Visualizing and understanding".)
#include <algorithm>
#include <cmath>
#include <strata/kernels/random_streams.hpp>
#include <strata/understanding/class_gradient.hpp>
#include <strata/understanding/jitter.hpp>
#include <strata/understanding/resized_maps.hpp>
#include <strata/understanding/taps.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

struct deep_dream_options {
    int steps = 10;  ///< at each size
    double rate = 0.02;
    int jitter = 8;            ///< places at most, each way
    int channel = -1;          ///< of the tap; -1: all of it
    double low = 0, high = 1;  ///< of every value
    seed random = {1};
};

/// A dreamt picture, and L at its first and last step at the largest size.
template <class T>
struct dreamt_picture {
    xt::xtensor<T, 3> pixels;
    double first = 0, last = 0;
};

namespace detail {

/// The steps of one size; Net has it. Returns L before the first and before the last of them.
template <text Tap, class Net, class Model, class T>
std::pair<double, double> dream_steps(Model& m, xt::xtensor<T, 4>& x, const deep_dream_options& options,
                                      int octave) {
    using network_type = with_taps<Net, taps<Tap>>;
    constexpr int at_output = output_values<Net>::size;
    using S = typename type_at<output_values<network_type>, at_output>::shape_type;
    constexpr int C = channels<S>, size = S::size;
    if (options.channel < -1 || options.channel >= C)
        throw_error({.problem = "the tap has no channel of this number",
                     .expected = "0 to " + std::to_string(C - 1) + ", or -1 for all",
                     .found = std::to_string(options.channel)});
    network_run run{m, network_type{}, answering{}, of_inputs{}};
    const random_stream shifts =
        random_for(drawn_for::pictures, options.random, static_cast<std::uint64_t>(octave));
    std::pair<double, double> seen{0, 0};
    for (int k = 0; k < options.steps; ++k) {
        const auto [down, across] = jitter_of_step(shifts, k, options.jitter);
        run.forward(rolled_planes(x, down, across));
        const T* const F = run.template output_data<at_output>();
        T* const dF = run.template gradient_data<at_output>();
        double half = 0;
        for (int i = 0; i < size; ++i) {
            dF[i] = options.channel < 0 || i % C == options.channel ? F[i] : T(0);
            half += 0.5 * static_cast<double>(dF[i]) * static_cast<double>(dF[i]);
        }
        if (k == 0) seen.first = half;
        seen.second = half;
        run.backward();
        const xt::xtensor<T, 4> g = rolled_planes(xt::xtensor<T, 4>(run.input_gradient()), -down, -across);
        double mean = 0;
        for (const T v : g) mean += std::abs(static_cast<double>(v)) / static_cast<double>(g.size());
        if (!(mean > 0)) continue;
        for (std::size_t i = 0; i < x.size(); ++i)
            x.data()[i] = static_cast<T>(std::clamp(
                static_cast<double>(x.data()[i]) + options.rate / mean * static_cast<double>(g.data()[i]),
                options.low, options.high));
    }
    return seen;
}

}  // namespace detail

/// The dream of a picture [C, H, W] at a tap, at each size of the list, smallest first; the last is that of
/// the result, and the picture is resized to each:
///
///     deep_dream<"late", input<3, 68, 68>, input<3, 96, 96>, input<3, 136, 136>>(m, photograph)
///
/// Each is a list `at<net, input<...>>` of its own, so that the network has to take it. Same seed, same bits;
/// every bit of the model stays. Throws where steps are below 1, rate, jitter or range cannot be, a channel
/// is none of the tap's, or the picture has other channels or a value that is no finite number.
template <text Tap, class... Inputs, class Model>
requires(sizeof...(Inputs) > 0) [[nodiscard]] dreamt_picture<typename Model::value_type> deep_dream(
    Model& m, const xt::xtensor<typename Model::value_type, 3>& picture,
    const deep_dream_options& options = {}) {
    using T = typename Model::value_type;
    detail::check_positive("steps", options.steps);
    detail::check_finite("rate", options.rate, 0);
    detail::check_finite("jitter", options.jitter, 0);
    if (!(options.low < options.high))
        throw_error({.problem = "high has to be above low", .name = "deep_dream_options"});
    xt::xtensor<T, 4> added;
    dreamt_picture<T> out;
    int octave = 0;
    const auto dream_at = [&]<class Net>(Net) {
        constexpr int H = Net::input_shape::extents[1], W = Net::input_shape::extents[2];
        const xt::xtensor<T, 3> flat = resized_planes(picture, H, W);
        xt::xtensor<T, 4> base(std::array{std::size_t{1}, flat.shape()[0], flat.shape()[1], flat.shape()[2]});
        std::copy(flat.begin(), flat.end(), base.begin());
        xt::xtensor<T, 4> x = base;
        if (octave > 0) {
            const xt::xtensor<T, 4> enlarged = resized_planes(added, H, W);
            for (std::size_t i = 0; i < x.size(); ++i)
                x.data()[i] = static_cast<T>(std::clamp(static_cast<double>(x.data()[i] + enlarged.data()[i]),
                                                        options.low, options.high));
        }
        std::tie(out.first, out.last) = detail::dream_steps<Tap, Net>(m, x, options, octave++);
        added = x - base;
        out.pixels = xt::xtensor<T, 3>(flat.shape());
        std::copy(x.begin(), x.end(), out.pixels.begin());
    };
    (dream_at(at<typename Model::network_type, Inputs>{}), ...);
    return out;
}

}  // namespace strata::inline STRATA_TARGET
