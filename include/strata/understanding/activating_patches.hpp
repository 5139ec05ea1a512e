// SPDX-License-Identifier: MIT
#pragma once
/// The pieces of images that a channel answers to most: where it is largest, and what it sees from there
/// (Springenberg and others, 2014, section 3.4; Yosinski and others, 2015).
#include <algorithm>
#include <strata/graph/explain.hpp>
#include <strata/graph/ports.hpp>
#include <strata/understanding/class_gradient.hpp>

namespace strata::inline STRATA_TARGET {

/// One place of a channel, and the pixels that it sees: `height` x `width` from (top, left) on, which may lie
/// outside of the image, in the zeros of the padding.
struct activating_patch {
    int64 image = 0;
    int row = 0, column = 0;  ///< of the channel
    double value = 0;         ///< there
    int top = 0, left = 0, height = 0, width = 0;
};

struct activating_patches_options {
    int count = 9;  ///< of each channel, each of another image
    int portion = 64;
};

namespace detail {

/// Where place i of an axis begins to see, and how far: all of the input where `r.span` is 0.
inline std::array<int, 2> seen_from_place(const receptive& r, int place, int extent) {
    if (r.span == 0) return {0, extent};
    const double start = r.start + place * r.step;
    int first = static_cast<int>(start);
    if (first > start) --first;
    return {first, static_cast<int>(whole_span(r))};
}

}  // namespace detail

/// For each channel of a tap's value [K, h, w] the places of its largest values over images [n, C, H, W], one
/// an image, the largest first; of equal ones the earlier image. What a place sees is the receptive field of
/// `explain`. Every bit of the model stays. Throws where a count or a portion is below 1, and where there are
/// no images or they do not fit the network. A tap that there is not is E38.
template <text Tap, class Model, Array X>
requires Image<typename Model::network_type::input_shape>
[[nodiscard]] std::vector<std::vector<activating_patch>> activating_patches(
    Model& m, const X& images, const activating_patches_options& options = {}) {
    using T = typename Model::value_type;
    using Net = typename Model::network_type;
    detail::check_positive("count", options.count);
    const auto& x = array_of_rank<T, 4>(images, "the images");
    network_run run{m, answering{}, watch<Tap>{}};
    constexpr receptive_field field =
        explain<Net>::template field_of_value<id_of_tap<typename Net::graph::taps, Tap>>;
    std::vector<std::vector<activating_patch>> found;
    const auto better = [](const activating_patch& a, const activating_patch& b) {
        return a.value > b.value;
    };
    detail::forward_in_portions(
        run, x, options.portion, [&](std::size_t begin, [[maybe_unused]] std::size_t end) {
            const xt::xtensor<T, 4> A = run.template value<Tap>();
            const auto& e = A.shape();
            found.resize(e[1]);
            for (std::size_t i = 0; i < e[0]; ++i)
                for (std::size_t k = 0; k < e[1]; ++k) {
                    const T* const plane = A.data() + (i * e[1] + k) * e[2] * e[3];
                    const auto at = static_cast<int>(std::max_element(plane, plane + e[2] * e[3]) - plane);
                    const int row = at / static_cast<int>(e[3]), column = at % static_cast<int>(e[3]);
                    const auto [top, height] =
                        detail::seen_from_place(field.rows, row, Net::input_shape::extents[1]);
                    const auto [left, width] =
                        detail::seen_from_place(field.columns, column, Net::input_shape::extents[2]);
                    const activating_patch p{.image = static_cast<int64>(begin + i),
                                             .row = row,
                                             .column = column,
                                             .value = static_cast<double>(plane[at]),
                                             .top = top,
                                             .left = left,
                                             .height = height,
                                             .width = width};
                    auto& of_channel = found[k];
                    of_channel.insert(std::upper_bound(of_channel.begin(), of_channel.end(), p, better), p);
                    if (of_channel.size() > static_cast<std::size_t>(options.count)) of_channel.pop_back();
                }
        });
    return found;
}

/// The pixels of patches of one size, [patches, C, height, width]; what lies outside of the image is `fill`.
/// Throws where there is no patch, or one is of an image that there is not or of another size than the first.
template <class T>
[[nodiscard]] xt::xtensor<T, 4> cut_patches(const xt::xtensor<T, 4>& images,
                                            const std::vector<activating_patch>& patches, double fill = 0) {
    if (patches.empty()) throw_error({.problem = "there are no patches"});
    const auto& e = images.shape();
    const int H = static_cast<int>(e[2]), W = static_cast<int>(e[3]), h = patches[0].height,
              w = patches[0].width;
    xt::xtensor<T, 4> cut =
        static_cast<T>(fill) * xt::ones<T>(std::array{patches.size(), e[1], static_cast<std::size_t>(h),
                                                      static_cast<std::size_t>(w)});
    for (std::size_t k = 0; k < patches.size(); ++k) {
        const activating_patch& p = patches[k];
        if (p.image < 0 || p.image >= static_cast<int64>(e[0]) || p.height != h || p.width != w)
            throw_error({.problem = "the patch is of another size, or of an image that there is not",
                         .name = with_number("patch", static_cast<int64>(k))});
        for (std::size_t c = 0; c < e[1]; ++c)
            for (int a = std::max(0, -p.top); a < std::min(h, H - p.top); ++a)
                for (int b = std::max(0, -p.left); b < std::min(w, W - p.left); ++b)
                    cut(k, c, static_cast<std::size_t>(a), static_cast<std::size_t>(b)) =
                        images(static_cast<std::size_t>(p.image), c, static_cast<std::size_t>(p.top + a),
                               static_cast<std::size_t>(p.left + b));
    }
    return cut;
}

}  // namespace strata::inline STRATA_TARGET
