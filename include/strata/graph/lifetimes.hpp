// SPDX-License-Identifier: MIT
#pragma once
/// How long values and their gradients live in a run.
///
/// Times: operation i runs forward at time i, the loss at time n, operation i backward at time 2 n - i. A value lives
/// from the operation that makes it to the last that reads it, forward or backward; its gradient from the last of its
/// readers to its maker.
#include <array>
#include <cstddef>
#include <strata/layers/layer.hpp>
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
    bool trains = false;
    bool input_gradient = false;  ///< whether the gradient of the network's input is wanted

    static constexpr int loss_time = Ops, last_time = 2 * Ops;
};

/// By value. A view has the memory of its root, and it is the root's life that counts.
template <int Values>
struct lifetimes {
    std::array<int, Values> root{};
    std::array<int, Values> born{}, dies{};
    std::array<int, Values> gradient_born{}, gradient_dies{};
    std::array<bool, Values> wanted{};  ///< whether it has a gradient
    std::array<bool, Values> leads{};   ///< whether an output follows from it: gradients go to nothing else

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
        for (int i = Ops; i-- > 0;) {
            const operation_facts& op = run.operations[at(i)];
            if (!leads[at(root_of(op.output))]) continue;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k) leads[at(root_of(run.inputs[at(k)]))] = true;
        }
    }

    template <int Ops, std::size_t Inputs>
    constexpr void live_through_operations(const run_facts<Ops, Values, Inputs>& run) {
        dies[0] = 0;
        wanted[0] = run.input_gradient;
        if (wanted[0]) gradient_dies[0] = run.last_time;
        for (int i = 0; i < Ops; ++i) {
            const operation_facts& op = run.operations[at(i)];
            const int back = run.last_time - i, out = root_of(op.output);
            bool passes_gradient = op.learns;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
                const int in = root_of(run.inputs[at(k)]);
                extend(dies, in, run.trains && op.needs.x_in_backward ? back : i);
                passes_gradient = passes_gradient || wanted[at(in)];
                if (wanted[at(in)] && leads[at(out)] && back < gradient_born[at(in)]) gradient_born[at(in)] = back;
            }
            if (!op.is_view) {
                born[at(out)] = i;
                wanted[at(out)] = passes_gradient && leads[at(out)];
                extend(gradient_dies, out, back);
            }
            extend(dies, out, run.trains && op.needs.y_in_backward ? back : i);
        }
    }

    /// The loss reads the outputs, and leaves their gradients there, whatever becomes of them.
    template <int Ops, std::size_t Inputs>
    constexpr void live_through_loss(const run_facts<Ops, Values, Inputs>& run) {
        for (int v = 0; v < Values; ++v) {
            if (!run.is_output[at(v)]) continue;
            const std::size_t of = at(root_of(v));
            extend(dies, v, run.loss_time);
            // all who read the input leave a gradient there once it has a place, the last of them at the end
            extend(gradient_dies, v, of == 0 ? run.last_time : run.loss_time);
            wanted[of] = true;
            if (gradient_born[of] > run.loss_time) gradient_born[of] = run.loss_time;
        }
    }
};

}  // namespace strata::inline STRATA_TARGET
