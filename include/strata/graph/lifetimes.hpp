// SPDX-License-Identifier: MIT
#pragma once
/// How long values and their gradients live in a run.
///
/// Times: operation i runs forward at time i, the loss at time n, operation i backward at time 2 n - i. A
/// value lives from the operation that makes it to the last that reads it, forward or backward; its gradient
/// from the last of its readers to its maker.
#include <array>
#include <cstddef>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What the plan knows of one operation.
struct operation_facts {
    memory needs;
    bool is_view;
    bool learns;
    int inputs_begin, inputs_end;  ///< in the list of all input values
    int output;
};

/// The run of a network with so many operations and values, as far as lifetimes follow from it.
template <int Ops, int Values, std::size_t Inputs>
struct run_facts {
    std::array<operation_facts, Ops + 1> operations{};
    std::array<int, Inputs> inputs{};  ///< the values that operations read, one list after the other
    std::array<bool, Values> is_output{};
    std::array<bool, Values> is_watched{};       ///< whether it is to be seen after the run
    std::array<bool, Values> gradient_wanted{};  ///< whether its gradient is to be seen after the run
    int input_count = 1;                         ///< the network's inputs are the first values
    bool backward = false;                       ///< whether a backward pass follows

    static constexpr int loss_time = Ops, last_time = 2 * Ops;
    /// When the run is over.
    [[nodiscard]] constexpr int end() const { return backward ? last_time : loss_time; }
};

/// By value. A view has the memory of its root, and it is the root's life that counts.
template <int Values>
struct lifetimes {
    std::array<int, Values> root{};
    std::array<int, Values> born{}, dies{};
    std::array<int, Values> gradient_born{}, gradient_dies{};
    std::array<bool, Values> wanted{};  ///< whether it has a gradient
    /// whether an output follows from it, or a dead end: gradients go to nothing else
    std::array<bool, Values> leads{};
    /// whether its gradient is to be seen though no output follows from it: zero
    std::array<bool, Values> is_dead_end{};

    template <int Ops, std::size_t Inputs>
    explicit constexpr lifetimes(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < Values; ++v) {
            root[at(v)] = v;
            dies[at(v)] = gradient_dies[at(v)] = -1;
            gradient_born[at(v)] = run.last_time + 1;
        }
        for (int i = 0; i < Ops; ++i) {
            const operation_facts& op = run.operations[at(i)];
            if (op.is_view) root[at(op.output)] = root_of(run.inputs[at(op.inputs_begin)]);
        }
        find_what_leads_to_outputs(run);
        live_through_operations(run);
        live_through_loss(run);
        live_to_the_end(run);
    }

    [[nodiscard]] constexpr int root_of(int v) const { return root[at(v)]; }

private:
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
    constexpr void extend(std::array<int, Values>& until, int v, int time) {
        if (until[at(root_of(v))] < time) until[at(root_of(v))] = time;
    }

    template <int Ops, std::size_t Inputs>
    constexpr void find_what_leads_to_outputs(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < Values; ++v)
            if (run.is_output[at(v)]) leads[at(root_of(v))] = true;
        find_what_leads_on(run);
        for (int v = 0; v < Values; ++v)
            is_dead_end[at(v)] = run.gradient_wanted[at(v)] && !leads[at(root_of(v))];
        for (int v = 0; v < Values; ++v)
            if (is_dead_end[at(v)]) leads[at(root_of(v))] = true;
        find_what_leads_on(run);
    }
    template <int Ops, std::size_t Inputs>
    constexpr void find_what_leads_on(const run_facts<Ops, Values, Inputs>& run) {
        for (int i = Ops; i-- > 0;) {
            const operation_facts& op = run.operations[at(i)];
            if (!leads[at(root_of(op.output))]) continue;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k)
                leads[at(root_of(run.inputs[at(k)]))] = true;
        }
    }

    template <int Ops, std::size_t Inputs>
    constexpr void live_through_operations(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < run.input_count; ++v) dies[at(v)] = 0;
        for (int v = 0; v < run.input_count; ++v) wanted[at(v)] = run.gradient_wanted[at(v)];
        for (int i = 0; i < Ops; ++i) {
            const operation_facts& op = run.operations[at(i)];
            const int back = run.last_time - i, out = root_of(op.output);
            bool passes_gradient = op.learns;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
                const int in = root_of(run.inputs[at(k)]);
                extend(dies, in,
                       run.backward && (op.needs.x_in_backward || (op.needs.x_for_parameters && op.learns))
                           ? back
                           : i);
                passes_gradient = passes_gradient || wanted[at(in)];
                if (wanted[at(in)] && leads[at(out)] && back < gradient_born[at(in)])
                    gradient_born[at(in)] = back;
            }
            if (!op.is_view) {
                born[at(out)] = i;
                wanted[at(out)] = (passes_gradient || asked(run, out)) && leads[at(out)];
                extend(gradient_dies, out, back);
            }
            extend(dies, out, run.backward && op.needs.y_in_backward ? back : i);
        }
    }

    /// Whether the gradient of a value, or of a view of it, is to be seen.
    template <int Ops, std::size_t Inputs>
    [[nodiscard]] constexpr bool asked(const run_facts<Ops, Values, Inputs>& run, int root_value) const {
        for (int v = 0; v < Values; ++v)
            if (run.gradient_wanted[at(v)] && root_of(v) == root_value) return true;
        return false;
    }

    /// What is to be seen afterwards lives to the end of the run.
    template <int Ops, std::size_t Inputs>
    constexpr void live_to_the_end(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < Values; ++v) {
            if (run.is_watched[at(v)]) extend(dies, v, run.end());
            if (run.gradient_wanted[at(v)]) extend(gradient_dies, v, run.last_time);
            if (is_dead_end[at(v)]) gradient_born[at(root_of(v))] = run.loss_time;
        }
    }

    /// The loss reads the outputs, and leaves their gradients there, whatever becomes of them.
    template <int Ops, std::size_t Inputs>
    constexpr void live_through_loss(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < Values; ++v) {
            if (!run.is_output[at(v)]) continue;
            const std::size_t of = at(root_of(v));
            extend(dies, v, run.loss_time);
            // all who read an input leave a gradient there once it has a place, the last of them at the end
            extend(gradient_dies, v, of < at(run.input_count) ? run.last_time : run.loss_time);
            wanted[of] = true;
            if (gradient_born[of] > run.loss_time) gradient_born[of] = run.loss_time;
        }
    }
};

}  // namespace strata::inline STRATA_TARGET
