// SPDX-License-Identifier: MIT
#pragma once
/// What a loss is: a type with
///
///     decision<Y>         Y, or a `refused<...>` that says why outputs of shape Y cannot be taken
///     target<Y>           what they are compared with (strata/losses/target.hpp)
///     apply<Y>(a)         the mean loss over a.n samples; leaves its gradient in a.dy unless that is null
///
/// and, where it has them,
///
///     check_targets<Y>(n, targets, what, first)
///                         throws where a target of n samples cannot be; the first of them is "what first"
///     settings(visit)     says its numbers, which may be set: visit("positive_weight", positive_weight)
///     across_samples      true where the loss is no mean of the losses of single samples
///     applies_softmax     true where a softmax before it would be one too many (E21)
///     applies_sigmoid     true where a sigmoid would (E59)
///     metrics             what is told of its answers unless others are asked for: metric_list<accuracy>
///
/// `check_loss<mine>()` (strata/training/check_loss.hpp) says what is missing, and whether the gradient is
/// right.
#include <concepts>
#include <strata/losses/decision.hpp>
#include <strata/losses/target.hpp>
#include <string_view>

namespace strata::inline STRATA_TARGET {

/// What a loss is applied to: n samples.
template <class T>
struct loss_args {
    int n = 0;
    int threads = 1;
    const T* y = nullptr;  ///< [n, Y...], channels last, longer by `slack_elements`
    T* dy = nullptr;       ///< of the same layout: its gradient goes there; null: the value alone is wanted
    const target_view<T>* targets = nullptr;  ///< one for each array of `target_of`
};

}  // namespace strata::inline STRATA_TARGET

namespace strata {

/// The parts that a loss can lack, and how that is said.
struct missing_in_loss {
    struct copy {
        static constexpr std::string_view sentence = "it cannot be copied";
    };
    struct decision {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y> using decision`, which is Y, or a refused<...> that says "
            "why outputs of shape Y cannot be taken";
    };
    struct target {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y> using target`, which says what it compares with: "
            "target<class_numbers>, target<real_numbers, Y>, several_targets<...>";
    };
    struct apply {
        static constexpr std::string_view sentence =
            "it has no `template <Shape Y, class T> double apply(const loss_args<T>&) const`";
    };
};

template <class L, class Y, class T>
struct loss_questions {
    static constexpr bool has_target = requires { requires Target<typename L::template target<Y>>; };
    static constexpr bool has_apply = requires(const L& loss, const loss_args<T>& a) {
        { loss.template apply<Y>(a) } -> std::convertible_to<double>;
    };
    using always = concatenate<missing_unless<missing_in_loss::copy, std::copy_constructible<L>>,
                               missing_unless<missing_in_loss::decision, decides_over<L, Y>>>;
    using rest = concatenate<missing_unless<missing_in_loss::target, has_target>,
                             missing_unless<missing_in_loss::apply, has_apply>>;
    // where Y is refused, nothing else is asked
    using type = concatenate<always, std::conditional_t<takes<L, Y> || !decides_over<L, Y>, rest, types<>>>;
};
/// What L lacks to be a loss over outputs of shape Y in numbers T: `types<>`, or of `missing_in_loss`.
template <class L, Shape Y, class T = float>
using loss_lacks = typename loss_questions<L, Y, T>::type;

/// A loss over outputs of shape Y.
template <class L, class Y, class T = float>
concept LossOver = Shape<Y> && takes<L, Y> && std::is_same_v<loss_lacks<L, Y, T>, types<>>;

/// What can be told of a loss while the outputs are not known: that it is a value, and decides over vectors,
/// sequences or images. The rest is asked of `loss_lacks`.
template <class L>
concept Loss = std::copy_constructible<L> && decides<L>;

/// What has any part of a loss: it is told which others it lacks. Nothing else is one.
template <class L, class Questions = loss_questions<L, shape<2>, float>>
concept LossInPart = decides<L> || Questions::has_target || Questions::has_apply;

/// Whether the value is no mean of the values of single samples.
template <class L>
inline constexpr bool is_across_samples = false;
template <class L>
requires requires { L::across_samples; }
inline constexpr bool is_across_samples<L> = L::across_samples;

/// Throws where a target of n samples cannot be, if the loss says so of any.
template <Shape Y, class L, class T>
void check_targets_of(const L& loss, int n, const target_view<T>* targets, const char* what, int64 first) {
    if constexpr (requires { loss.template check_targets<Y>(n, targets, what, first); })
        loss.template check_targets<Y>(n, targets, what, first);
}

/// Stands in for a loss that was refused, so that the refusal is the only thing that is said.
struct no_loss {
    template <Shape Y>
    using decision = Y;
    template <Shape Y>
    using target = several_targets<>;
    template <Shape Y, class T>
    static double apply(const loss_args<T>&) {
        return 0;
    }
};

}  // namespace strata
