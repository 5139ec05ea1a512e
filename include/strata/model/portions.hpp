// SPDX-License-Identifier: MIT
#pragma once
/// Answers in portions: as many samples at a time as a run holds. What goes into a run and what comes out of
/// it is said here alone, the same code for all networks.
#include <algorithm>
#include <span>
#include <strata/error.hpp>
#include <strata/kernels/flush_denormals.hpp>
#include <strata/kernels/products/transpose.hpp>
#include <strata/model/carried_values.hpp>
#include <strata/model/input_samples.hpp>
#include <strata/model/run_pool.hpp>
#include <strata/target.hpp>

namespace strata {

/// Memory that the portions of an answer may take unless told otherwise.
inline constexpr int64 answer_budget = int64{256} << 20;
/// Samples that a portion has at most, unless told otherwise: more are no quicker.
inline constexpr int largest_portion = 256;

/// How an answer is computed. None of it changes a bit of it.
struct answer_options {
    /// So many samples at a time: the more, the more memory. 0: as many as take `answer_budget` (256 MiB) by
    /// the plan's bytes of one sample, at least 1 and at most 256.
    int portion = 0;
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// The portion that is meant. Throws where it is less than nothing.
[[nodiscard]] inline int portion_of(const answer_options& options, const arena_extents& arena) {
    if (options.portion < 0)
        throw_error({.problem = "a portion has to have at least one sample",
                     .expected = "1 or more, or 0 for what fits into 256 MiB",
                     .found = std::to_string(options.portion)});
    if (options.portion > 0) return options.portion;
    const int64 fits = answer_budget / std::max<int64>(arena.per_sample, 1);
    return static_cast<int>(std::clamp<int64>(fits, 1, largest_portion));
}

/// Where the answers of one output go, as a `sample_list` says where samples come from.
template <class T>
struct output_list {
    T* y = nullptr;  ///< [N, C, places]
    int C = 1;       ///< 1 where the order inside is that outside
    int64 places = 0;
};
template <Shape Y, class T>
output_list<T> outputs_of(T* y) {
    return {y, Y::rank == 3 ? channels<Y> : 1, Y::rank == 3 ? places<Y> : Y::size};
}

/// What there is to answer, and how.
template <class T>
struct answer_call {
    T* const* w = nullptr;  ///< the parameters, in the network's order
    seed random = {};
    answer_options options = {};
    bool prepares = false;                     ///< the parameters may have changed since the last answer
    std::span<const input_samples<T>> x = {};  ///< for each input
    int n = 0;                                 ///< samples
    std::span<const output_list<T>> y = {};    ///< for each output
    carried_values<T>* carried = nullptr;      ///< a state that is handed on; null: there is none
};

/// Samples [begin, begin + count) of the call into the run. Throws where a value of one cannot be.
template <class T>
void take_in(program_run<T>& run, const answer_call<T>& call, int begin, int count) {
    for (std::size_t k = 0; k < call.x.size(); ++k)
        call.x[k].take(begin, count, run.input(static_cast<int>(k)), run.threads());
}

/// Their answers out of it.
template <class T>
void copy_out(program_run<T>& run, const answer_call<T>& call, int begin, int count) {
    for (std::size_t k = 0; k < call.y.size(); ++k) {
        const output_list<T>& y = call.y[k];
        const T* const from = run.output_number(static_cast<int>(k));
        T* const to = y.y + begin * (y.C * y.places);
        if (y.C > 1)
            transpose_all(count, from, to, static_cast<int>(y.places), y.C, false, run.threads());
        else
            std::copy_n(from, count * y.places, to);
    }
}

/// Answers all samples of the call by runs of the pool.
template <class T>
void answer_in_portions(run_pool<T>& pool, const program_table<T>& program, const answer_call<T>& call) {
    const int portion = std::min(portion_of(call.options, program.arena), call.n);
    if (portion == 0) return;
    const flush_denormals flushed;
    const auto lent = pool.lend(program, portion);
    lent.prepare(call.w, call.prepares);
    for (int begin = 0; begin < call.n; begin += portion) {
        const int count = std::min(portion, call.n - begin);
        take_in(lent.run(), call, begin, count);
        lent.run().forward(count, call.w, call.random, 0,
                           call.carried ? call.carried->of_samples_from(begin) : carried_pointers<T>{});
        copy_out(lent.run(), call, begin, count);
    }
}

}  // namespace strata::inline STRATA_TARGET
