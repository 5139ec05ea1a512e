// SPDX-License-Identifier: MIT
#pragma once
/// What an update rule is: a type with
///
///     rate                   the learning rate, which a schedule may scale
///     slot_names             how many arrays as long as the parameters it keeps, and their names
///     update(update_args)    one sweep over parameters, gradients and its arrays
///     settings(visit)        where there is one: calls visit(name, number) for each of its numbers, which may
///                            be set where the rule is not const: what a checkpoint keeps and compares
///     check_settings()       where there is one: throws where a number cannot be
///     takes_parts            where there is one: whether it may be called for some of the segments at a time,
///                            which are then all that it sees (`update_in_backward`)
///
/// A rule works on the flat buffer of all parameters: decay, moments and update in a single pass over memory.
/// The arrays are `slack_elements` longer than n. What differs from parameter to parameter comes as segments,
/// see `sweep_segments`.
#include <algorithm>
#include <concepts>
#include <span>
#include <strata/kernels/parallel.hpp>
#include <strata/kernels/pointwise.hpp>
#include <strata/optimizers/segment.hpp>
#include <strata/target.hpp>
#include <string_view>

namespace strata::inline STRATA_TARGET {

template <class T>
struct update_args {
    T* w;            ///< parameters
    const T* g;      ///< gradients
    T* const* slot;  ///< the rule's arrays, zero before the first step
    int64 n;         ///< elements
    int64 step;      ///< 1 for the first
    double rate;     ///< the learning rate of this step
    int threads;
    /// the n elements from the first to the last; none: they are of one kind
    std::span<const segment> segments = {};
};

/// A range of the flat buffer that moves, and the rate and the factor of weight decay that hold in it.
struct moved_range {
    int64 begin, end;
    double rate, decay;
};

/// A sweep over all that moves. `rule(moved_range)` makes the body of a range: what `parallel_sweep` calls
/// with i and lanes.
///
/// Blocks are shared by the threads as those of `parallel_sweep`, and cut where a segment begins, which no
/// vector straddles: the borders change no bit. Where all segments move alike there are no borders.
template <class T, class Rule>
inline void sweep_segments(const update_args<T>& a, Rule&& rule) {
    const auto all = move_alike(a.segments) ? std::span<const segment>() : a.segments;
    const int blocks = static_cast<int>((a.n + pointwise_block - 1) / pointwise_block);
    parallel_for(blocks, a.threads, [&](int block, int) {
        int64 begin = block * pointwise_block;
        const int64 end_of_block = std::min(begin + pointwise_block, a.n);
        auto next = std::upper_bound(  // behind the one that holds `begin`
            all.begin(), all.end(), begin, [](int64 at, const segment& s) { return at < s.offset; });
        while (begin < end_of_block) {
            const segment* const of = all.empty() ? nullptr : &*(next - 1);
            const int64 end = next == all.end() ? end_of_block : std::min(end_of_block, next++->offset);
            if (!of || !of->frozen) {
                const auto own =
                    rule(moved_range{begin, end, of ? a.rate * of->rate : a.rate, of ? of->decay : 1});
                sweep<T>(end - begin, [=](int64 i, auto lanes) { own(begin + i, lanes); });
            }
            begin = end;
        }
    });
}

/// What a rule is made of, as errors name it.
enum class rule_part { none, rate, slot_names, update };

template <class R>
concept HasRate = requires(const R& r) {
    { r.rate } -> std::convertible_to<double>;
};
template <class R>
concept NamesSlots = requires {
    { *R::slot_names.begin() } -> std::convertible_to<std::string_view>;
    R::slot_names.size();
};
template <class R>
concept UpdatesParameters = requires(const R& r, const update_args<float>& a) {
    r.update(a);
};

/// What R lacks to be an update rule.
template <class R>
inline constexpr rule_part missing_in_rule = !HasRate<R>             ? rule_part::rate
                                             : !NamesSlots<R>        ? rule_part::slot_names
                                             : !UpdatesParameters<R> ? rule_part::update
                                                                     : rule_part::none;

template <class R>
concept UpdateRule = missing_in_rule<R>
== rule_part::none;

}  // namespace strata::inline STRATA_TARGET
