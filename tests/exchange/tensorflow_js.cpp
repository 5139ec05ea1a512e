// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <strata/architectures/nanodet.hpp>
#include <strata/architectures/posenet.hpp>
#include <strata/architectures/super_resolution.hpp>
#include <strata/exchange/tensorflow_js.hpp>
#include <strata/graph/parameters.hpp>
#include <string>
#include <vector>

using namespace strata;

namespace names_of_tensorflow_js {

/// "name [extents]" of each tensor of Net as it is called in a file, sorted.
template <class Net>
std::vector<std::string> lines_of(const name_map& map) {
    std::vector<std::string> ours, lines;
    const std::vector<parameter_facts> facts = parameter_table<typename Net::graph>::list();
    for (const parameter_facts& f : facts) ours.push_back(f.name);
    const std::vector<std::string> theirs = map.of(ours);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        std::string line = theirs[i] + " [";
        for (const auto extent : facts[i].shape)
            line += (line.back() == '[' ? "" : ", ") + std::to_string(extent);
        lines.push_back(line + "]");
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

/// What the files that scripts/weights writes hold.
const std::vector<std::string> super_resolution_lines{
    "F_0.bias [64]",   "F_0.weight [64, 64, 3, 3]",    "F_1_1.bias [4]",  "F_1_1.weight [4, 64, 3, 3]",
    "F_2_1.bias [4]",  "F_2_1.weight [4, 64, 3, 3]",   "F_m1.bias [64]",  "F_m1.weight [64, 3, 3, 3]",
    "GFF_1.bias [64]", "GFF_1.weight [64, 128, 1, 1]", "GFF_2.bias [64]", "GFF_2.weight [64, 64, 3, 3]",
    "LFF_1.bias [64]", "LFF_1.weight [64, 68, 1, 1]",  "LFF_2.bias [64]", "LFF_2.weight [64, 68, 1, 1]",
    "SR.bias [3]",     "SR.weight [3, 12, 3, 3]",      "UPN1.bias [64]",  "UPN1.weight [64, 64, 5, 5]",
    "UPN2.bias [32]",  "UPN2.weight [32, 64, 3, 3]",   "UPN3.bias [12]",  "UPN3.weight [12, 32, 3, 3]"};
const std::vector<std::string> posenet_lines{"Conv2d_0.bias [24]",
                                             "Conv2d_0.weight [24, 3, 3, 3]",
                                             "Conv2d_10_depthwise.bias [384]",
                                             "Conv2d_10_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_10_pointwise.bias [384]",
                                             "Conv2d_10_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_11_depthwise.bias [384]",
                                             "Conv2d_11_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_11_pointwise.bias [384]",
                                             "Conv2d_11_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_12_depthwise.bias [384]",
                                             "Conv2d_12_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_12_pointwise.bias [384]",
                                             "Conv2d_12_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_13_depthwise.bias [384]",
                                             "Conv2d_13_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_13_pointwise.bias [384]",
                                             "Conv2d_13_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_1_depthwise.bias [24]",
                                             "Conv2d_1_depthwise.weight [24, 1, 3, 3]",
                                             "Conv2d_1_pointwise.bias [48]",
                                             "Conv2d_1_pointwise.weight [48, 24, 1, 1]",
                                             "Conv2d_2_depthwise.bias [48]",
                                             "Conv2d_2_depthwise.weight [48, 1, 3, 3]",
                                             "Conv2d_2_pointwise.bias [96]",
                                             "Conv2d_2_pointwise.weight [96, 48, 1, 1]",
                                             "Conv2d_3_depthwise.bias [96]",
                                             "Conv2d_3_depthwise.weight [96, 1, 3, 3]",
                                             "Conv2d_3_pointwise.bias [96]",
                                             "Conv2d_3_pointwise.weight [96, 96, 1, 1]",
                                             "Conv2d_4_depthwise.bias [96]",
                                             "Conv2d_4_depthwise.weight [96, 1, 3, 3]",
                                             "Conv2d_4_pointwise.bias [192]",
                                             "Conv2d_4_pointwise.weight [192, 96, 1, 1]",
                                             "Conv2d_5_depthwise.bias [192]",
                                             "Conv2d_5_depthwise.weight [192, 1, 3, 3]",
                                             "Conv2d_5_pointwise.bias [192]",
                                             "Conv2d_5_pointwise.weight [192, 192, 1, 1]",
                                             "Conv2d_6_depthwise.bias [192]",
                                             "Conv2d_6_depthwise.weight [192, 1, 3, 3]",
                                             "Conv2d_6_pointwise.bias [384]",
                                             "Conv2d_6_pointwise.weight [384, 192, 1, 1]",
                                             "Conv2d_7_depthwise.bias [384]",
                                             "Conv2d_7_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_7_pointwise.bias [384]",
                                             "Conv2d_7_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_8_depthwise.bias [384]",
                                             "Conv2d_8_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_8_pointwise.bias [384]",
                                             "Conv2d_8_pointwise.weight [384, 384, 1, 1]",
                                             "Conv2d_9_depthwise.bias [384]",
                                             "Conv2d_9_depthwise.weight [384, 1, 3, 3]",
                                             "Conv2d_9_pointwise.bias [384]",
                                             "Conv2d_9_pointwise.weight [384, 384, 1, 1]",
                                             "displacement_bwd_2.bias [32]",
                                             "displacement_bwd_2.weight [32, 384, 1, 1]",
                                             "displacement_fwd_2.bias [32]",
                                             "displacement_fwd_2.weight [32, 384, 1, 1]",
                                             "heatmap_2.bias [17]",
                                             "heatmap_2.weight [17, 384, 1, 1]",
                                             "offset_2.bias [34]",
                                             "offset_2.weight [34, 384, 1, 1]"};
const std::vector<std::string> nanodet_lines{
    "convolution.bias [32]",     "convolution.weight [32, 3, 3, 3]",
    "convolution_1.bias [32]",   "convolution_1.weight [32, 32, 3, 3]",
    "convolution_10.bias [64]",  "convolution_10.weight [64, 64, 3, 3]",
    "convolution_11.bias [128]", "convolution_11.weight [128, 128, 3, 3]",
    "convolution_12.bias [64]",  "convolution_12.weight [64, 128, 3, 3]",
    "convolution_13.bias [64]",  "convolution_13.weight [64, 64, 3, 3]",
    "convolution_14.bias [64]",  "convolution_14.weight [64, 128, 3, 3]",
    "convolution_15.bias [64]",  "convolution_15.weight [64, 64, 3, 3]",
    "convolution_16.bias [128]", "convolution_16.weight [128, 128, 3, 3]",
    "convolution_17.bias [256]", "convolution_17.weight [256, 256, 3, 3]",
    "convolution_18.bias [128]", "convolution_18.weight [128, 256, 3, 3]",
    "convolution_19.bias [128]", "convolution_19.weight [128, 128, 3, 3]",
    "convolution_2.bias [16]",   "convolution_2.weight [16, 32, 3, 3]",
    "convolution_20.bias [128]", "convolution_20.weight [128, 256, 3, 3]",
    "convolution_21.bias [128]", "convolution_21.weight [128, 128, 3, 3]",
    "convolution_22.bias [128]", "convolution_22.weight [128, 256, 3, 3]",
    "convolution_23.bias [128]", "convolution_23.weight [128, 128, 3, 3]",
    "convolution_24.bias [256]", "convolution_24.weight [256, 256, 3, 3]",
    "convolution_25.bias [128]", "convolution_25.weight [128, 128, 1, 1]",
    "convolution_26.bias [128]", "convolution_26.weight [128, 256, 1, 1]",
    "convolution_27.bias [128]", "convolution_27.weight [128, 512, 1, 1]",
    "convolution_28.bias [128]", "convolution_28.weight [128, 128, 3, 3]",
    "convolution_29.bias [124]", "convolution_29.weight [124, 128, 1, 1]",
    "convolution_3.bias [16]",   "convolution_3.weight [16, 16, 3, 3]",
    "convolution_30.bias [128]", "convolution_30.weight [128, 128, 3, 3]",
    "convolution_31.bias [124]", "convolution_31.weight [124, 128, 1, 1]",
    "convolution_32.bias [128]", "convolution_32.weight [128, 128, 3, 3]",
    "convolution_33.bias [124]", "convolution_33.weight [124, 128, 1, 1]",
    "convolution_4.bias [32]",   "convolution_4.weight [32, 32, 3, 3]",
    "convolution_5.bias [64]",   "convolution_5.weight [64, 64, 3, 3]",
    "convolution_6.bias [32]",   "convolution_6.weight [32, 64, 3, 3]",
    "convolution_7.bias [32]",   "convolution_7.weight [32, 32, 3, 3]",
    "convolution_8.bias [32]",   "convolution_8.weight [32, 64, 3, 3]",
    "convolution_9.bias [32]",   "convolution_9.weight [32, 32, 3, 3]"};

TEST_CASE("every tensor of published weights has its place in the network, in its shape") {
    CHECK(lines_of<super_resolution<>>(tensorflow_js_names::super_resolution()) == super_resolution_lines);
    CHECK(lines_of<posenet<>>(tensorflow_js_names::posenet()) == posenet_lines);
    CHECK(lines_of<posenet<97, 65>>(tensorflow_js_names::posenet()) == posenet_lines);
    CHECK(lines_of<nanodet<>>(tensorflow_js_names::nanodet()) == nanodet_lines);
}

}  // namespace names_of_tensorflow_js
