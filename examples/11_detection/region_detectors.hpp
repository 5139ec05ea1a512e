// SPDX-License-Identifier: MIT
#pragma once
/// R-CNN and Fast R-CNN of the same layers, each with a step and an answer for regions of pictures; and
/// scenes with their proposals.
#include <strata/model/network_run.hpp>
#include <strata/vision/region_answers.hpp>
#include <strata/vision/roi_align.hpp>
#include <strata/vision/roi_pool.hpp>
#include <strata/vision/selective_search.hpp>

#include "canvas_lesson.hpp"

namespace canvas {

using layers =
    chain<leaky_block<24, stride<2>, pad<1>, round_down>, leaky_block<48, stride<2>, pad<1>, round_down>,
          leaky_block<64, same>, leaky_block<64, same>>;
using answers = chain<flatten, dense<128>, relu, heads<dense<11>, dense<40>>>;

struct window_net : net<input<1, 32, 32>, layers, answers> {};
struct trunk : net<input<1, 96, 96>, layers> {};
struct head : net<input<64, 8, 8>, answers> {};

using images_4 = xt::xtensor<float, 4>;
using learning_phase = phase<learning, of_parameters>;

/// Every proposal is a picture of its own.
struct r_cnn {
    model<window_net> windows;
    optimizer<model<window_net>, adam> rule;
    network_run<model<window_net>, learning_phase> run;

    explicit r_cnn(const settings& s)
        : windows(seed{s.seed}, s.threads), rule(windows, adam{.rate = float(s.rate)}), run(windows) {}

    [[nodiscard]] images_4 warped(const images_4& pictures, const std::vector<region>& regions) const {
        roi_align_options o;
        o.height = o.width = 32, o.aligned = true, o.sampling = 1;
        return roi_align(pictures, regions, o, windows.threads());
    }
    double step(const images_4& pictures, const taught_regions& taught) {
        const auto [kinds, places] = run.forward(warped(pictures, taught.regions));
        const region_losses l = losses_of_regions(kinds, places, taught);
        run.template gradient<0>() = l.slope_of_scores, run.template gradient<1>() = l.slope_of_offsets;
        run.backward();
        rule.update(run.gradients());
        return l.kind + l.place;
    }
    auto answer(const images_4& pictures, const std::vector<region>& regions) {
        return windows.predict(warped(pictures, regions));
    }
    void rate_factor(double f) { rule.rate_factor(f); }
};

/// Proposals share the features of their picture.
struct fast_r_cnn {
    model<trunk> before;
    model<head> after;
    optimizer<model<trunk>, adam> rule_before;
    optimizer<model<head>, adam> rule_after;
    network_run<model<trunk>, learning_phase> run_before;
    network_run<model<head>, phase<learning, of_parameters, of_inputs>> run_after;
    region_options cells;

    explicit fast_r_cnn(const settings& s)
        : before(seed{s.seed}, s.threads),
          after(seed{s.seed + 1}, s.threads),
          rule_before(before, adam{.rate = float(s.rate)}),
          rule_after(after, adam{.rate = float(s.rate)}),
          run_before(before),
          run_after(after) {
        cells.height = cells.width = 8, cells.scale = 0.25F;
    }
    double step(const images_4& pictures, const taught_regions& taught) {
        const images_4 maps = run_before.forward(pictures);
        const auto pooled = roi_pool(maps, taught.regions, cells, before.threads());
        const auto [kinds, places] = run_after.forward(pooled.values);
        const region_losses l = losses_of_regions(kinds, places, taught);
        run_after.template gradient<0>() = l.slope_of_scores;
        run_after.template gradient<1>() = l.slope_of_offsets;
        run_after.backward();
        const images_4 slopes = run_after.input_gradient();
        run_before.gradient() = roi_pool_gradient(slopes, pooled, taught.regions, maps.shape());
        run_before.backward();
        rule_after.update(run_after.gradients());
        rule_before.update(run_before.gradients());
        return l.kind + l.place;
    }
    auto answer(const images_4& pictures, const std::vector<region>& regions) {
        const images_4 maps = before.predict(pictures);
        return after.predict(roi_pool(maps, regions, cells, before.threads()).values);
    }
    void rate_factor(double f) { rule_before.rate_factor(f), rule_after.rate_factor(f); }
};

inline boxes_by_picture proposals_of(const images_4& pictures) {
    boxes_by_picture all;
    for (std::size_t n = 0; n < pictures.shape()[0]; ++n)
        all.push_back(
            selective_search(xt::view(pictures, n), {.scales = {0.3, 1, 3}, .smallest = 6, .least_side = 8}));
    return all;
}

/// The scenes and what is true of them; both detectors see the same of them in the same order.
struct examples {
    images_4 pictures;
    std::vector<std::vector<truth_box>> truths;
    boxes_by_picture proposals;
    double search_seconds = 0;

    explicit examples(const auto& scenes)
        : pictures(images_of(scenes)), truths(by_picture(truths_of(scenes), pictures.shape()[0])) {
        const stopwatch watch;
        proposals = proposals_of(pictures);
        search_seconds = watch.processor_seconds();
    }
    template <class V>
    static V some(const V& of_picture, std::span<const std::uint32_t> which) {
        V all;
        for (const std::uint32_t n : which) all.push_back(of_picture[n]);
        return all;
    }
};

}  // namespace canvas
