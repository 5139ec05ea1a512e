// SPDX-License-Identifier: MIT
#pragma once
/// Third pass: every value that a run keeps gets its place in one arena.
///
/// What does not live at the same time (`lifetimes`) may lie in the same place (`buffer_requests`). Places
/// are counted in bytes for one sample, and the arena holds a capacity of samples: place `offset` begins at
/// byte `offset * capacity`.
///
/// The plan is computed by the compiler, so its size is a constant: `net::workspace_bytes<training>(64)`.
#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <strata/graph/arena.hpp>
#include <strata/graph/gradient_turns.hpp>
#include <strata/graph/lifetimes.hpp>
#include <strata/graph/operations.hpp>
#include <strata/graph/ports.hpp>
#include <strata/target.hpp>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Where one operation finds what it uses: offsets in bytes per sample, or `no_place`.
struct operation_places {
    int64 kept_per_sample = no_place, scratch_forward = no_place, scratch_backward = no_place;
    // offsets in the part of the arena that does not grow with the batch
    int64 kept = 0, prepared = 0;
};

/// What the arena of a run comes to.
struct arena_extents {
    int64 per_sample = 0;          ///< bytes for each sample
    int64 fixed = 0;               ///< bytes beside
    int64 scratch = 0;             ///< bytes shared by all operations
    int64 scratch_per_thread = 0;  ///< bytes for each thread
    /// offset in the fixed part: where a place that shares its parameters leaves its gradients
    int64 shared_gradients = 0;
    int64 gradients = 0;  ///< the same: the gradients of parameters, where they take turns

    /// The arena for n samples and a number of threads; the largest number where that is more.
    [[nodiscard]] constexpr int64 bytes(int n, int threads) const {
        constexpr int64 most = std::numeric_limits<int64>::max();
        const int64 rest = fixed + scratch + scratch_per_thread * threads + slack_elements * 8;
        return n > 0 && per_sample > (most - rest) / n ? most : per_sample * n + rest;
    }
};

/// The plan of a run over `Ops` operations.
template <int Ops, int Values, int Outputs>
struct arena_places : arena_extents {
    std::array<int64, Values> value{}, gradient{};  ///< by value; a view has the place of what it shows
    std::array<int, Values> root{};                 ///< the value whose memory a view shows
    /// whether its gradient is asked for and no output follows from it
    std::array<bool, Values> is_dead_end{};
    std::array<int64, Outputs> output_gradient{};  ///< its value's, unless an earlier output has that
    std::array<operation_places, Ops> operation{};
};

/// Bytes that the gradients of an operation's shared parameters take.
template <class T, class... Nodes>
constexpr int64 shared_gradient_bytes(types<Nodes...>) {
    auto of_one = []<class... P>(parameter_list<P...>) {
        return (int64{0} + ... + rounded_bytes(P::size * int64(sizeof(T))));
    };
    return (int64{0} + ... +
            (Nodes::marks.shared && !Nodes::marks.frozen ? of_one(typename Nodes::parameters{}) : int64{0}));
}

template <class... Nodes>
constexpr bool any_learned(types<Nodes...>) {
    return ((Nodes::parameters::size > 0 && !Nodes::marks.frozen) || ...);
}
/// What is known of an operation alone: its inputs are counted from 0.
template <class Op, class Phase, class T>
inline constexpr operation_facts facts_of_operation{
    Op::template needs<Phase, T>,           Op::template is_view<Phase>,
    any_learned(typename Op::members{}),    0,
    static_cast<int>(Op::input_ids.size()), Op::output_id};
template <class... Values>
constexpr bool contains_id(types<Values...>, int id) {
    return ((Values::id == id) || ...);
}

template <class Net, class Phase, class T, class Ops = operations<Net, Phase>>
struct plan;
template <class Net, class Phase, class T, class... Op>
struct plan<Net, Phase, T, types<Op...>> {
    static constexpr int operation_count = sizeof...(Op);
    using ports = ports_of<typename Net::graph, Phase>;
    static constexpr int value_count = ports::value_count;
    static constexpr int output_count = ports::output_count;
    static constexpr int input_count = static_cast<int>(total({int64(Op::input_ids.size())...}));
    static constexpr bool backward = Phase::backward;

    /// The values that operations read, one list after the other.
    static constexpr auto input_ids = [] {
        std::array<int, static_cast<std::size_t>(input_count) + 1> ids{};
        auto to = ids.begin();
        for (const std::span<const int> of_one :
             std::initializer_list<std::span<const int>>{{Op::input_ids.data(), Op::input_ids.size()}...})
            to = std::copy(of_one.begin(), of_one.end(), to);
        return ids;
    }();

    static constexpr auto facts = [] {
        std::array<operation_facts, static_cast<std::size_t>(operation_count) + 1> all{
            facts_of_operation<Op, layer_phase<Phase>, T>...};
        int begin = 0;
        for (operation_facts& f : all) {
            f.inputs_begin += begin;
            begin = f.inputs_end += begin;
            f.learns = f.learns && Phase::wants_parameters;
            // who reads the same numbers under another shape leaves a gradient there as well
            f.is_view = f.is_view && !ports::gradient_wanted[static_cast<std::size_t>(f.output)];
        }
        return all;
    }();

    /// Elements of each value for one sample.
    static constexpr auto sizes = [] {
        std::array<int64, value_count> all{};
        std::copy(ports::input_sizes.begin(), ports::input_sizes.end(), all.begin());
        for (const auto& [id, size] :
             std::initializer_list<std::pair<int, int64>>{{Op::output_id, Op::output_shape::size}...})
            all[static_cast<std::size_t>(id)] = size;
        return all;
    }();

    /// Where the gradients of parameters lie in phases in which they take turns; else empty.
    static constexpr auto turns = [] {
        if constexpr (Phase::in_turn) {
            using table = parameter_table<typename Net::graph>;
            constexpr std::array<int, sizeof...(Op)> counts{Op::parameter_count...};
            return place_turns<operation_count>(
                counts, {table::places.data(), static_cast<std::size_t>(table::count)});
        } else {
            return gradient_turns<0>{};
        }
    }();

    static constexpr bool is_output(int id) { return contains_id(typename Net::graph::outputs{}, id); }

    static constexpr auto result = [] {
        using run = run_facts<operation_count, value_count, static_cast<std::size_t>(input_count) + 1>;
        constexpr int n = operation_count;
        constexpr auto at = [](int i) { return static_cast<std::size_t>(i); };
        run of{facts, input_ids, {}, {}, ports::gradient_wanted, ports::input_count, backward};
        for (int v = 0; v < value_count; ++v) of.is_output[at(v)] = is_output(v);
        for (const int v : ports::watched) of.is_watched[at(v)] = true;
        const lifetimes<value_count> life(of);

        constexpr const auto& output_ids = ports::output_ids;
        arena_places<n + 1, value_count, output_count> p{};
        p.root = life.root;
        p.is_dead_end = life.is_dead_end;
        p.value.fill(no_place);
        p.gradient.fill(no_place);
        buffer_requests<2 * value_count + 3 * n + output_count, run::last_time + 1> buffers;
        for (int v = 0; v < value_count; ++v) {
            if (life.root_of(v) != v) continue;
            const int64 bytes = sizes[at(v)] * int64(sizeof(T));
            buffers.ask(life.born[at(v)], life.dies[at(v)], bytes, p.value[at(v)]);
            if (backward && life.wanted[at(v)] && life.gradient_born[at(v)] <= run::last_time)
                buffers.ask(life.gradient_born[at(v)], life.gradient_dies[at(v)], bytes, p.gradient[at(v)]);
        }
        for (int i = 0; i < n; ++i) {
            const memory& m = facts[at(i)].needs;
            operation_places& places = p.operation[at(i)];
            const int until = backward ? run::last_time - i : i;
            if (facts[at(i)].is_view) continue;
            buffers.ask(i, until, m.kept_per_sample, places.kept_per_sample);
            buffers.ask(i, i, m.scratch_per_sample, places.scratch_forward);
            if (backward) buffers.ask(until, until, m.scratch_per_sample, places.scratch_backward);
            places.kept = p.fixed;
            p.fixed += rounded_bytes(m.kept);
            places.prepared = p.fixed;
            p.fixed += rounded_bytes(m.prepared);
            p.scratch = std::max(p.scratch, rounded_bytes(m.scratch));
            p.scratch_per_thread = std::max(p.scratch_per_thread, rounded_bytes(m.scratch_per_thread));
        }
        std::array<bool, value_count> has_output{};
        std::array<bool, output_count> repeats{};
        for (int k = 0; k < output_count; ++k) {
            const int root = life.root_of(output_ids[at(k)]);
            repeats[at(k)] = std::exchange(has_output[at(root)], true);
            if (!backward || !repeats[at(k)]) continue;
            const int64 bytes = sizes[at(root)] * int64(sizeof(T));
            buffers.ask(run::loss_time, run::loss_time, bytes, p.output_gradient[at(k)]);
        }
        p.per_sample = buffers.place();
        p.shared_gradients = p.fixed;
        if (backward && Phase::wants_parameters)
            p.fixed += std::max({int64{0}, shared_gradient_bytes<T>(typename Op::members{})...});
        p.gradients = p.fixed;
        p.fixed += rounded_bytes(turns.extent * int64(sizeof(T)));
        for (int v = 0; v < value_count; ++v) {
            p.value[at(v)] = p.value[at(life.root_of(v))];
            p.gradient[at(v)] = p.gradient[at(life.root_of(v))];
        }
        for (int k = 0; k < output_count; ++k)
            if (!repeats[at(k)]) p.output_gradient[at(k)] = p.gradient[at(output_ids[at(k)])];
        return p;
    }();
};

}  // namespace strata::inline STRATA_TARGET
