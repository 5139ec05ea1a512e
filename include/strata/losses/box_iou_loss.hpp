// SPDX-License-Identifier: MIT
#pragma once
/// Losses of boxes that are what boxes are measured by: how much an answer is the same as the truth.
///
///     giou_loss     L = 1/(N B) sum_{n, b} 1 - IoU + (|c| - |a or b|) / |c|
///     diou_loss     L = 1/(N B) sum_{n, b} 1 - IoU + d^2 / (w^2 + h^2)
///
///     y, t: [N, Y...], channels a multiple of 4: B boxes a sample, x1, y1, x2, y2 each
///     c: the smallest box around both, of sides w and h      d: the distance between their middles
///
/// The second term pulls at boxes that do not touch, whose IoU has no slope. (Rezatofighi and others:
/// "Generalized intersection over union", 2019; Zheng and others: "Distance-IoU loss", 2020.) torchvision's
/// generalized_box_iou_loss and distance_box_iou_loss with the reduction "mean", and like there 1e-7 is added
/// to divisors. Where corners are the same, the slope is that of PyTorch, half of it. Throws before training
/// where a target is no box. Outputs whose channels are no multiple of 4 are refused.
#include <strata/losses/box_overlap.hpp>

namespace strata {

struct giou_loss : loss_of_boxes {
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        return mean_of_boxes<Y>(a, [](const box_overlap& o) {
            const sloped_value around = o.area_around();
            sloped_value empty = around, loss;
            empty.value -= o.either.value;
            for (std::size_t k = 0; k < 4; ++k) empty.slope[k] -= o.either.slope[k];
            const sloped_value share = box_overlap::quotient(empty, around);
            loss.value = 1 - o.iou.value + share.value;
            for (std::size_t k = 0; k < 4; ++k) loss.slope[k] = share.slope[k] - o.iou.slope[k];
            return loss;
        });
    }
};

struct diou_loss : loss_of_boxes {
    template <Shape Y, class T>
    static double apply(const loss_args<T>& a) {
        return mean_of_boxes<Y>(a, [](const box_overlap& o) {
            const double width = o.around[2] - o.around[0], height = o.around[3] - o.around[1],
                         x = (o.first()[0] + o.first()[2] - o.other()[0] - o.other()[2]) / 2,
                         y = (o.first()[1] + o.first()[3] - o.other()[1] - o.other()[3]) / 2;
            const sloped_value distance{x * x + y * y, {x, y, x, y}},
                diagonal{width * width + height * height,
                         {-2 * width * o.of_around[0], -2 * height * o.of_around[1],
                          2 * width * o.of_around[2], 2 * height * o.of_around[3]}};
            const sloped_value share = box_overlap::quotient(distance, diagonal);
            sloped_value loss{1 - o.iou.value + share.value};
            for (std::size_t k = 0; k < 4; ++k) loss.slope[k] = share.slope[k] - o.iou.slope[k];
            return loss;
        });
    }
};

}  // namespace strata
