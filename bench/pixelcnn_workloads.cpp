// SPDX-License-Identifier: MIT
/// A model of black and white images: masked windows, 1 x 1 convolutions and a softmax at every pixel.
#include <strata/architectures/pixelcnn.hpp>

#include "runs.hpp"

namespace strata::bench {

workloads pixelcnn_workloads() {
    return {
        trains<pixelcnn<>, pixel_softmax_loss>("train/pixelcnn/b32", 32, adam{.rate = 1e-4}),
    };
}

}  // namespace strata::bench
