// SPDX-License-Identifier: MIT
#pragma once
#include <array>
#include <strata/optimizers/stage.hpp>

namespace strata {

/// The rule takes each layer's gradients as soon as backward has made them, in place of all at its end.
///
///     trainer t{m, softmax_loss{}, adam{.rate = 1e-3}, update_in_backward{}};
///
/// There is then room for the gradients of one layer, the one with the most parameters, and for those of
/// parameters that layers share: of ResNet-50's 98 MiB nine are left. Bits, checkpoints and time are those of
/// a step without it. (Lv, Yang, Liu, Gao, Guo, Qiu: "Full Parameter Fine-tuning for Large Language Models
/// with Limited Resources", 2023, section 3.2.)
///
/// What looks at all gradients at once does not go with it: `clip_by_norm`, `layer_watch` and `html_report`,
/// what asks the trainer for its gradients, and every rule or stage that does not say `takes_parts`. Refused:
/// E58.
///
/// A loss that is no finite number is refused before anything moves, as ever. A gradient that is none (of a
/// loss that is) is refused before it moves its layer, but the layers behind have moved: the error says so,
/// and the trainer takes no step, nor does it save, until a checkpoint is loaded.
struct update_in_backward {
    static constexpr std::array<const char*, 0> slot_names{};
    static constexpr bool takes_parts = true, in_backward = true;

    template <class Visit>
    void settings(Visit&&) const {}
    template <class T>
    bool apply(const stage_args<T>&) const {
        return true;
    }
};

}  // namespace strata
