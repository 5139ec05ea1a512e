// SPDX-License-Identifier: MIT
#pragma once
/// Third pass: every value that a run keeps gets its place in one arena.
///
/// Times: operation i runs forward at time i, the loss at time n, operation i backward at time 2 n - i. A value lives
/// from the operation that makes it to the last that reads it, forward or backward; its gradient from the last of its
/// readers to its maker. What does not live at the same time may lie in the same place. Places are counted in bytes for
/// one sample, and the arena holds a capacity of samples: place `offset` begins at byte `offset * capacity`.
///
/// The plan is computed by the compiler, so its size is a constant: `net::workspace_bytes<training>(64)`.
#include <algorithm>
#include <array>
#include <span>
#include <strata/graph/operations.hpp>

namespace strata {

inline constexpr long no_place = -1;
inline constexpr long rounded_bytes(long bytes) { return (bytes + 63) / 64 * 64; }

/// Where one operation finds what it uses: offsets in bytes per sample, or `no_place`.
struct operation_places {
    long kept_per_sample = no_place, scratch_forward = no_place, scratch_backward = no_place;
    // offsets in the part of the arena that does not grow with the batch
    long kept = 0, prepared = 0;
};

/// What the arena of a run comes to.
struct arena_extents {
    long per_sample = 0;          ///< bytes for each sample
    long fixed = 0;               ///< bytes beside
    long scratch = 0;             ///< bytes shared by all operations
    long scratch_per_thread = 0;  ///< bytes for each thread
    long shared_gradients = 0;    ///< offset in the fixed part: where a place that shares its parameters leaves its gradients

    /// The arena for n samples and a number of threads.
    [[nodiscard]] constexpr long bytes(int n, int threads) const {
        return per_sample * n + fixed + scratch + scratch_per_thread * threads + slack_elements * 8;
    }
};

/// The plan of a run over `Ops` operations.
template <int Ops, int Values>
struct arena_places : arena_extents {
    std::array<long, Values> value{}, gradient{};       ///< by value; a view has the place of what it shows
    std::array<int, Values> root{};                      ///< the value whose memory a view shows
    std::array<operation_places, Ops> operation{};
};

/// An allocator that runs in the compiler: best fit, neighbours joined when freed.
template <int Capacity>
class arena_simulation {
public:
    constexpr long take(long bytes) {
        int best = gaps_ - 1;
        for (int i = 0; i + 1 < gaps_; ++i)
            if (end_[at(i)] - begin_[at(i)] >= bytes && (best == gaps_ - 1 || size(i) < size(best))) best = i;
        const long offset = begin_[at(best)];
        begin_[at(best)] += bytes;
        if (begin_[at(best)] == end_[at(best)]) remove(best);
        if (offset + bytes > highest_) highest_ = offset + bytes;
        return offset;
    }
    constexpr void give_back(long offset, long bytes) {
        int i = 0;
        while (begin_[at(i)] < offset) ++i;
        if (i > 0 && end_[at(i - 1)] == offset) {
            end_[at(i - 1)] += bytes;
            if (end_[at(i - 1)] == begin_[at(i)]) {
                end_[at(i - 1)] = end_[at(i)];
                remove(i);
            }
        } else if (offset + bytes == begin_[at(i)]) {
            begin_[at(i)] = offset;
        } else {
            for (int k = gaps_; k > i; --k) {
                begin_[at(k)] = begin_[at(k - 1)];
                end_[at(k)] = end_[at(k - 1)];
            }
            begin_[at(i)] = offset;
            end_[at(i)] = offset + bytes;
            ++gaps_;
        }
    }
    [[nodiscard]] constexpr long highest() const { return highest_; }

private:
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
    [[nodiscard]] constexpr long size(int i) const { return end_[at(i)] - begin_[at(i)]; }
    constexpr void remove(int i) {
        for (int k = i; k + 1 < gaps_; ++k) {
            begin_[at(k)] = begin_[at(k + 1)];
            end_[at(k)] = end_[at(k + 1)];
        }
        --gaps_;
    }
    // the gaps by offset; the last one has no end
    std::array<long, Capacity + 2> begin_{}, end_{1L << 60};
    int gaps_ = 1;
    long highest_ = 0;
};

/// What the plan knows of one operation.
struct operation_facts {
    memory needs;
    bool is_view;
    bool learns;
    int inputs_begin, inputs_end;  ///< in the list of all input values
    int output;
};

/// Bytes that the gradients of an operation's shared parameters take.
template <class T, class... Nodes>
constexpr long shared_gradient_bytes(types<Nodes...>) {
    auto of_one = []<class... P>(parameter_list<P...>) { return (0L + ... + rounded_bytes(P::size * long(sizeof(T)))); };
    return (0L + ... + (Nodes::marks.shared && !Nodes::marks.frozen ? of_one(typename Nodes::parameters{}) : 0L));
}

/// Training in which the gradient with respect to the network's input is computed as well.
struct input_gradients {};

template <class... Nodes>
constexpr bool any_learned(types<Nodes...>) {
    return ((Nodes::parameters::size > 0 && !Nodes::marks.frozen) || ...);
}
/// What is known of an operation alone: its inputs are counted from 0.
template <class Op, class Phase, class T>
inline constexpr operation_facts facts_of_operation{Op::template needs<Phase, T>, Op::template is_view<Phase>, any_learned(typename Op::members{}),
                                                    0, static_cast<int>(Op::input_ids.size()), Op::output_id};
template <class... Values>
constexpr bool contains_id(types<Values...>, int id) {
    return ((Values::id == id) || ...);
}

template <class Net, class Phase, class T, class Ops = operations<Net, Phase>>
struct plan;
template <class Net, class Phase, class T, class... Op>
struct plan<Net, Phase, T, types<Op...>> {
    static constexpr int operation_count = sizeof...(Op);
    static constexpr int value_count = Net::graph::nodes::size + 1;
    static constexpr int input_count = static_cast<int>(total({long(Op::input_ids.size())...}));
    static constexpr bool trains = !std::is_same_v<Phase, inference>;
    using layer_phase = std::conditional_t<trains, training, inference>;

    /// The values that operations read, one list after the other.
    static constexpr auto input_ids = [] {
        std::array<int, static_cast<std::size_t>(input_count) + 1> ids{};
        auto to = ids.begin();
        for (const std::span<const int> of_one : std::initializer_list<std::span<const int>>{{Op::input_ids.data(), Op::input_ids.size()}...})
            to = std::copy(of_one.begin(), of_one.end(), to);
        return ids;
    }();

    static constexpr auto facts = [] {
        std::array<operation_facts, static_cast<std::size_t>(operation_count) + 1> all{facts_of_operation<Op, layer_phase, T>...};
        int begin = 0;
        for (operation_facts& f : all) {
            f.inputs_begin += begin;
            begin = f.inputs_end += begin;
        }
        return all;
    }();

    /// Elements of each value for one sample.
    static constexpr auto sizes = [] {
        std::array<long, value_count> all{};
        all[0] = Net::graph::input::shape_type::size;
        for (const auto& [id, size] : std::initializer_list<std::pair<int, long>>{{Op::output_id, Op::output_shape::size}...})
            all[static_cast<std::size_t>(id)] = size;
        return all;
    }();

    static constexpr bool is_output(int id) {
        return contains_id(typename Net::graph::outputs{}, id);
    }

    static constexpr arena_places<operation_count + 1, value_count> result = [] {
        arena_places<operation_count + 1, value_count> p{};
        constexpr int n = operation_count, last_time = 2 * n;
        auto at = [](int i) { return static_cast<std::size_t>(i); };
        for (int v = 0; v < value_count; ++v) {
            p.root[at(v)] = v;
            p.value[at(v)] = p.gradient[at(v)] = no_place;
        }
        for (int i = 0; i < n; ++i)
            if (facts[at(i)].is_view)
                p.root[at(facts[at(i)].output)] = p.root[at(input_ids[at(facts[at(i)].inputs_begin)])];

        // lifetimes, by root
        std::array<int, value_count> born{}, dies{}, gradient_born{}, gradient_dies{};
        std::array<bool, value_count> wanted{};
        for (int v = 0; v < value_count; ++v) {
            dies[at(v)] = -1;
            gradient_born[at(v)] = last_time + 1;
            gradient_dies[at(v)] = -1;
        }
        // what an output follows from; gradients go to nothing else
        std::array<bool, value_count> leads{};
        for (int v = 0; v < value_count; ++v)
            if (is_output(v)) leads[at(p.root[at(v)])] = true;
        for (int i = n; i-- > 0;)
            if (leads[at(p.root[at(facts[at(i)].output)])])
                for (int k = facts[at(i)].inputs_begin; k < facts[at(i)].inputs_end; ++k) leads[at(p.root[at(input_ids[at(k)])])] = true;

        wanted[0] = std::is_same_v<Phase, input_gradients>;
        dies[0] = 0;
        if (wanted[0]) gradient_dies[0] = last_time;
        auto extend = [&](std::array<int, value_count>& until, int v, int time) {
            if (until[at(p.root[at(v)])] < time) until[at(p.root[at(v)])] = time;
        };
        for (int i = 0; i < n; ++i) {
            const operation_facts& op = facts[at(i)];
            const int back = last_time - i, out = p.root[at(op.output)];
            bool passes_gradient = op.learns;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
                const int root = p.root[at(input_ids[at(k)])];
                extend(dies, root, trains && op.needs.x_in_backward ? back : i);
                passes_gradient = passes_gradient || wanted[at(root)];
                if (wanted[at(root)] && leads[at(out)] && back < gradient_born[at(root)]) gradient_born[at(root)] = back;
            }
            if (!op.is_view) {
                born[at(out)] = i;
                wanted[at(out)] = passes_gradient && leads[at(out)];
                extend(gradient_dies, out, back);
            }
            extend(dies, out, trains && op.needs.y_in_backward ? back : i);
        }
        for (int v = 0; v < value_count; ++v)
            if (is_output(v)) {
                extend(dies, v, n);
                extend(gradient_dies, v, n);
                wanted[at(p.root[at(v)])] = true;  // the loss leaves its gradient there, whatever becomes of it
                if (gradient_born[at(p.root[at(v)])] > n) gradient_born[at(p.root[at(v)])] = n;
            }

        // one request a buffer: [from, to], both included
        struct request {
            int from, to;
            long bytes;
            long* offset;
        };
        constexpr int most = 2 * value_count + 3 * n;
        std::array<request, most + 1> requests{};
        int count = 0;
        auto ask = [&](int from, int to, long bytes, long& offset) {
            if (bytes > 0) requests[at(count++)] = {from, to, rounded_bytes(bytes), &offset};
        };
        for (int v = 0; v < value_count; ++v) {
            if (p.root[at(v)] != v || sizes[at(v)] == 0) continue;
            ask(born[at(v)], dies[at(v)], sizes[at(v)] * long(sizeof(T)), p.value[at(v)]);
            if (trains && wanted[at(v)] && gradient_born[at(v)] <= last_time)
                ask(gradient_born[at(v)], gradient_dies[at(v)], sizes[at(v)] * long(sizeof(T)), p.gradient[at(v)]);
        }
        for (int i = 0; i < n; ++i) {
            const memory& m = facts[at(i)].needs;
            const int until = trains ? last_time - i : i;
            if (facts[at(i)].is_view) continue;
            ask(i, until, m.kept_per_sample, p.operation[at(i)].kept_per_sample);
            ask(i, i, m.scratch_per_sample, p.operation[at(i)].scratch_forward);
            if (trains) ask(until, until, m.scratch_per_sample, p.operation[at(i)].scratch_backward);
            p.operation[at(i)].kept = p.fixed;
            p.fixed += rounded_bytes(m.kept);
            p.operation[at(i)].prepared = p.fixed;
            p.fixed += rounded_bytes(m.prepared);
            if (rounded_bytes(m.scratch) > p.scratch) p.scratch = rounded_bytes(m.scratch);
            if (rounded_bytes(m.scratch_per_thread) > p.scratch_per_thread) p.scratch_per_thread = rounded_bytes(m.scratch_per_thread);
        }

        // take and give back in the order of time
        std::array<int, last_time + 2> first_taken{}, first_freed{};
        std::array<int, most + 1> next_taken{}, next_freed{};
        for (int t = 0; t <= last_time + 1; ++t) first_taken[at(t)] = first_freed[at(t)] = -1;
        for (int r = count; r-- > 0;) {
            next_taken[at(r)] = first_taken[at(requests[at(r)].from)];
            first_taken[at(requests[at(r)].from)] = r;
            next_freed[at(r)] = first_freed[at(requests[at(r)].to)];
            first_freed[at(requests[at(r)].to)] = r;
        }
        arena_simulation<most> arena;
        for (int t = 0; t <= last_time; ++t) {
            for (int r = first_taken[at(t)]; r >= 0; r = next_taken[at(r)])
                *requests[at(r)].offset = arena.take(requests[at(r)].bytes);
            for (int r = first_freed[at(t)]; r >= 0; r = next_freed[at(r)])
                arena.give_back(*requests[at(r)].offset, requests[at(r)].bytes);
        }
        p.per_sample = arena.highest();
        p.shared_gradients = p.fixed;
        if (trains) p.fixed += std::max({0L, shared_gradient_bytes<T>(typename Op::members{})...});
        for (int v = 0; v < value_count; ++v) {
            p.value[at(v)] = p.value[at(p.root[at(v)])];
            p.gradient[at(v)] = p.gradient[at(p.root[at(v)])];
        }
        return p;
    }();
};

}  // namespace strata
