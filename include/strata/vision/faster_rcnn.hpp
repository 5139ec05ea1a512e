// SPDX-License-Identifier: MIT
#pragma once
/// Faster R-CNN: two networks, trained jointly. The trunk makes features and says where something is; the
/// head says what is in those regions of the features, and where exactly.
///
///     trunk     [N, C, H, W] -> scores [N, A, h, w], offsets [N, 4 A, h, w], features [N, F, H', W']
///     head      [R, F, height, width] -> scores [R, 1 + K], offsets [R, 4 K]
///
///     L = L_score + L_place of the proposals + L_kind + L_place of the regions
///
///     regions = some proposals of all N pictures, cut out of the features by roi_align
///     d features = roi_align_gradient(d of the head's input)        no gradient goes through the boxes
///
/// (Ren and others: "Faster R-CNN", 2015, section 3.2, "approximate joint training".) A network's batch has
/// as many samples throughout, while pictures have any number of regions: so there is one network before and
/// one after the regions, whose batch are the regions of all pictures, whatever their number. Heads are in
/// this order; the third is the tap that regions are cut from:
///
///     struct trunk : net<input<1, 96, 96>, ..., tap<"features">, ..., heads<conv<3, 1>, conv<12, 1>, from<"features">>> {};
///     struct head : net<input<64, 6, 6>, ..., heads<dense<1 + 10>, dense<4 * 10>>> {};
///     faster_rcnn<trunk, head, adam> detector{seed{1}, adam{}, {.anchors = {.scales = {28}}}};
///
/// Errors: those of the parts; networks that do not fit to each other or to the anchors.
#include <array>
#include <strata/model/network_run.hpp>
#include <strata/training/optimizer.hpp>
#include <strata/vision/region_answers.hpp>
#include <strata/vision/roi_align.hpp>
#include <tuple>

namespace strata {

/// The four losses of a step.
struct faster_rcnn_losses {
    double proposal_score = 0, proposal_place = 0, region_kind = 0, region_place = 0;

    [[nodiscard]] double sum() const { return proposal_score + proposal_place + region_kind + region_place; }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

struct faster_rcnn_options {
    anchor_options anchors = {};
    proposal_options proposals = {};  ///< in training
    int proposals_to_answer = 100;    ///< of a picture, at most
    region_sample_options regions = {};
    answer_limits answers = {};
    int sampling = 2;  ///< points of a cell of a region in each direction
};

}  // namespace strata::inline STRATA_TARGET

namespace strata {

template <Network Trunk, Network Head, class Rule>
class STRATA_TAGGED faster_rcnn {
    static_assert(output_values<Trunk>::size == 3, "a trunk has three heads: scores, offsets, features");
    static_assert(output_values<Head>::size == 2, "a head of regions has two heads: scores and offsets");
    template <class Net, int K>
    using output_shape = typename type_at<output_values<Net>, K>::shape_type;
    template <class Net>
    using input_shape = typename type_at<input_ports<Net>, 0>::shape_type;
    using features = output_shape<Trunk, 2>;
    static_assert(channels<features> == channels<input_shape<Head>>,
                  "the head reads as many channels as the trunk's features have");
    static_assert(
        int64{height<features>} * width<input_shape<Trunk>> ==
            int64{width<features>} * height<input_shape<Trunk>>,
        "the trunk's features are as much smaller than the picture along its rows as along its columns");

public:
    /// Both networks from one seed. Throws where there are not as many anchors at a place as the trunk
    /// scores.
    faster_rcnn(seed s, Rule rule, const faster_rcnn_options& options = {}, int threads = default_threads())
        : trunk_(s, threads),
          head_(seed{s.value + 1}, threads),
          of_trunk_(trunk_, rule),
          of_head_(head_, rule),
          learning_trunk_(trunk_),
          learning_head_(head_),
          seed_(s),
          options_(options),
          anchors_(anchors(options.anchors, {height<output_shape<Trunk, 0>>, width<output_shape<Trunk, 0>>},
                           picture())) {
        const std::size_t places = anchors_of_place(options.anchors).size();
        if (places != static_cast<std::size_t>(channels<output_shape<Trunk, 0>>))
            throw_error({.problem = "the trunk does not score as many anchors at a place as there are",
                         .name = "anchors",
                         .expected = std::to_string(channels<output_shape<Trunk, 0>>),
                         .found = std::to_string(places)});
    }
    faster_rcnn(const faster_rcnn&) = delete;
    faster_rcnn& operator=(const faster_rcnn&) = delete;

    [[nodiscard]] model<Trunk>& trunk() { return trunk_; }
    [[nodiscard]] model<Head>& head() { return head_; }
    /// What a schedule multiplies the rule's rate by, from the next step on.
    void rate_factor(double factor) { of_trunk_.rate_factor(factor), of_head_.rate_factor(factor); }

    /// One step over N pictures; truths say in which of them they are, from 0.
    template <Array E>
    faster_rcnn_losses step(const E& pictures, std::span<const truth_box> truths) {
        const auto of_picture = by_picture(truths, pictures.shape()[0]);
        check_kinds(truths);
        const std::uint64_t draw = 2 * steps_++;
        const auto [scores, offsets, maps] = copied(learning_trunk_.forward(pictures));
        const proposal_losses first = losses_of_proposals(scores, offsets, anchors_, boxes_of(of_picture),
                                                          seed_, draw, options_.proposals);
        const taught_regions taught =
            sampled_regions(region_proposals(scores, offsets, anchors_, picture(), options_.proposals),
                            of_picture, seed_, draw + 1, options_.regions);
        learning_trunk_.template gradient<0>() = first.slope_of_scores;
        learning_trunk_.template gradient<1>() = first.slope_of_offsets;
        faster_rcnn_losses all{first.score, first.place, 0, 0};
        if (!taught.regions.empty()) {
            const auto [kinds, places] =
                copied(learning_head_.forward(roi_align(maps, taught.regions, align(), trunk_.threads())));
            const region_losses second = losses_of_regions(kinds, places, taught);
            all.region_kind = second.kind, all.region_place = second.place;
            learning_head_.template gradient<0>() = second.slope_of_scores;
            learning_head_.template gradient<1>() = second.slope_of_offsets;
            learning_head_.backward();
            const xt::xtensor<float, 4> slopes = learning_head_.input_gradient();
            learning_trunk_.template gradient<2>() =
                roi_align_gradient(slopes, taught.regions, maps.shape(), align(), trunk_.threads());
            learning_trunk_.backward();
            of_head_.update(learning_head_.gradients());
        } else {
            learning_trunk_.backward();
        }
        of_trunk_.update(learning_trunk_.gradients());
        return all;
    }

    /// What is in N pictures, which are counted from `first_picture`.
    template <Array E>
    [[nodiscard]] std::vector<detection> detect(const E& pictures, int first_picture = 0) {
        const auto [scores, offsets, maps] = trunk_.predict(pictures);
        proposal_options o = options_.proposals;
        o.after = options_.proposals_to_answer;
        const std::vector<region> regions =
            regions_of(region_proposals(scores, offsets, anchors_, picture(), o));
        if (regions.empty()) return {};
        const auto [kinds, places] = head_.predict(roi_align(maps, regions, align(), trunk_.threads()));
        return detections_of_regions(kinds, places, regions, picture(), options_.answers, first_picture);
    }

private:
    static constexpr grid_extents picture() {
        return {height<input_shape<Trunk>>, width<input_shape<Trunk>>};
    }
    [[nodiscard]] roi_align_options align() const {
        roi_align_options o;
        o.height = height<input_shape<Head>>, o.width = width<input_shape<Head>>;
        o.scale = static_cast<float>(width<features>) / static_cast<float>(picture().width);
        o.sampling = options_.sampling, o.aligned = true;
        return o;
    }
    static void check_kinds(std::span<const truth_box> truths) {
        constexpr int kinds = channels<output_shape<Head, 0>> - 1;
        for (std::size_t t = 0; t < truths.size(); ++t)
            if (truths[t].kind < 0 || truths[t].kind >= kinds)
                throw_error({.problem = "there is no such kind",
                             .name = with_number("truth", static_cast<int64>(t)),
                             .expected = "a number below " + std::to_string(kinds),
                             .found = std::to_string(truths[t].kind)});
    }
    /// Views as arrays of their own.
    template <class... V>
    static auto copied(const std::tuple<V...>& views) {
        return std::apply(
            [](const auto&... v) {
                return std::make_tuple(xt::xtensor<float, std::decay_t<decltype(v.shape())>{}.size()>(v)...);
            },
            views);
    }

    model<Trunk> trunk_;
    model<Head> head_;
    optimizer<model<Trunk>, Rule> of_trunk_;
    optimizer<model<Head>, Rule> of_head_;
    network_run<model<Trunk>, phase<learning, of_parameters>> learning_trunk_;
    network_run<model<Head>, phase<learning, of_parameters, of_inputs>> learning_head_;
    seed seed_;
    faster_rcnn_options options_;
    std::vector<box> anchors_;
    std::uint64_t steps_ = 0;
};

}  // namespace strata
