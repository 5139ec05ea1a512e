// SPDX-License-Identifier: MIT
#pragma once
/// A planned network as a table: one row an operation, made by the compiler, walked at run time. Equal layers
/// over equal shapes share their functions, whatever network they stand in.
#include <strata/graph/parameters.hpp>
#include <strata/graph/plan.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// One row.
template <class T>
struct operation {
    void (*forward)(const forward_args<T>&);
    void (*backward)(const backward_args<T>&);  ///< null where none follows
    void (*prepare)(const prepare_args<T>&);    ///< null where there is nothing to prepare
    int first_parameter;                        ///< in the network's list
    int first_carried;                          ///< the same of carried values
    bool is_view;                               ///< nothing to compute: y is x under another shape
};

/// A planned network as functions and numbers alone: what walks it is the same code for all networks.
template <class T>
struct program_table {
    int size;                  ///< operations
    const operation<T>* rows;  ///< and one more, that says where the last one's parameters end
    const operation_facts* facts;
    const operation_places* places;
    arena_extents arena;
    const int* input_ids;  ///< the values that operations read, one list after the other
    const bool*
        adds;  ///< for each of them: whether its gradient is added to what a later reader has left there
    const int64* sizes;               ///< of each value: elements for one sample
    const int64 *values, *gradients;  ///< their places, or `no_place`
    int value_count;
    const bool* dead_ends;  ///< for each value: whether its gradient is asked for, and no output follows from
                            ///< it; or null
    int output_count;
    const int* output_ids;          ///< the values that are outputs
    const int64* output_gradients;  ///< where their losses leave a gradient: the value's, unless an earlier
                                    ///< output has it
    const parameter_place* parameters;
    bool learns;         ///< whether layers behave as they learn
    bool of_parameters;  ///< whether gradients of parameters are computed
    const bool* shares;  ///< for each parameter: whether its gradient is added to what a later place that
                         ///< shares it has left there; or null
    const gradient_turn* turns;  ///< of operations, where gradients of parameters take turns; or null
    std::string (*name)(int);  ///< how an operation is called in messages: "3.1", or "3.1 to 3.2" for a group
};

/// The row of an operation by itself: whose first parameter is number 0.
template <class Op, class Phase, class LayerPhase, class T>
inline constexpr operation<T> row_of = [] {
    operation<T> row{};
    row.forward = Op::template forward<LayerPhase, T>();
    if constexpr (Phase::backward) row.backward = Op::template backward<T>();
    if constexpr (Op::template needs<LayerPhase, T>.prepared > 0)
        row.prepare = Op::template prepare<LayerPhase, T>();
    row.is_view = Op::template is_view<LayerPhase>;
    return row;
}();

/// "3.1", or "3.1 to 3.2" for nodes that run as one.
template <class Nodes>
[[gnu::cold]] std::string name_of_nodes() {
    std::string name = type_at<Nodes, 0>::path_type::text();
    if (Nodes::size > 1) {
        name += " to ";
        name += type_at<Nodes, Nodes::size - 1>::path_type::text();
    }
    return name;
}

template <class Net, class Phase, class T, class Ops = operations<Net, Phase>>
struct program;
template <class Net, class Phase, class T, class... Op>
struct program<Net, Phase, T, types<Op...>> {
    using plan_type = plan<Net, Phase, T, types<Op...>>;
    static constexpr int size = sizeof...(Op);

    static constexpr auto rows = [] {
        std::array<operation<T>, sizeof...(Op) + 1> all{row_of<Op, Phase, layer_phase<Phase>, T>...};
        constexpr std::array<int, sizeof...(Op) + 1> parameters_of{Op::parameter_count...},
            carried_of{Op::carried_count...};
        for (std::size_t i = 0; i < sizeof...(Op); ++i) {
            all[i + 1].first_parameter = all[i].first_parameter + parameters_of[i];
            all[i + 1].first_carried = all[i].first_carried + carried_of[i];
        }
        return all;
    }();

    static constexpr auto adds = [] {
        std::array<bool, static_cast<std::size_t>(plan_type::input_count) + 1> all{};
        std::array<bool, plan_type::value_count> written{};
        for (int v = 0; v < plan_type::value_count; ++v)
            if (plan_type::is_output(v))
                written[static_cast<std::size_t>(plan_type::result.root[static_cast<std::size_t>(v)])] = true;
        for (int i = size; i-- > 0;) {
            const operation_facts& op = plan_type::facts[static_cast<std::size_t>(i)];
            if (op.is_view || plan_type::result.gradient[static_cast<std::size_t>(op.output)] == no_place)
                continue;
            for (int k = op.inputs_begin; k < op.inputs_end; ++k) {
                const auto root = static_cast<std::size_t>(
                    plan_type::result
                        .root[static_cast<std::size_t>(plan_type::input_ids[static_cast<std::size_t>(k)])]);
                all[static_cast<std::size_t>(k)] = written[root];
                written[root] = true;
            }
        }
        return all;
    }();

    using parameters = parameter_table<typename Net::graph>;
    static constexpr auto shares = [] {
        // a place that no output follows from leaves no gradient
        std::array<bool, static_cast<std::size_t>(parameters::count) + 1> leaves{};
        for (int i = 0; i < size; ++i) {
            const auto op = static_cast<std::size_t>(i);
            const auto output = static_cast<std::size_t>(plan_type::facts[op].output);
            for (int k = rows[op].first_parameter; k < rows[op + 1].first_parameter; ++k)
                leaves[static_cast<std::size_t>(k)] = plan_type::result.gradient[output] != no_place;
        }
        std::array<bool, static_cast<std::size_t>(parameters::count) + 1> all{};
        for (std::size_t later = 0; later < static_cast<std::size_t>(parameters::count); ++later) {
            const parameter_place& place = parameters::places[later];
            if (!place.repeats || place.kind != role::learned || !leaves[later]) continue;
            for (std::size_t i = 0; i < later; ++i)
                all[i] = all[i] || (parameters::places[i].kind == role::learned &&
                                    parameters::places[i].offset == place.offset);
        }
        return all;
    }();

    static std::string name(int i) {
        constexpr std::array<std::string (*)(), sizeof...(Op) + 1> names{
            &name_of_nodes<typename Op::members>...};
        return names[static_cast<std::size_t>(i)]();
    }

    static constexpr bool any_dead_end =
        Phase::backward &&
        std::find(plan_type::result.is_dead_end.begin(), plan_type::result.is_dead_end.end(), true) !=
            plan_type::result.is_dead_end.end();
    static constexpr bool any_shares = std::find(shares.begin(), shares.end(), true) != shares.end();
    static constexpr program_table<T> table{
        .size = size,
        .rows = rows.data(),
        .facts = plan_type::facts.data(),
        .places = plan_type::result.operation.data(),
        .arena = plan_type::result,
        .input_ids = plan_type::input_ids.data(),
        .adds = adds.data(),
        .sizes = plan_type::sizes.data(),
        .values = plan_type::result.value.data(),
        .gradients = plan_type::result.gradient.data(),
        .value_count = plan_type::value_count,
        .dead_ends = any_dead_end ? plan_type::result.is_dead_end.data() : nullptr,
        .output_count = plan_type::output_count,
        .output_ids = plan_type::ports::output_ids.data(),
        .output_gradients = plan_type::result.output_gradient.data(),
        .parameters = parameters::places.data(),
        .learns = Phase::learns,
        .of_parameters = Phase::wants_parameters,
        .shares = Phase::wants_parameters && any_shares ? shares.data() : nullptr,
        .turns = Phase::in_turn ? plan_type::turns.of.data() : nullptr,
        .name = &name};
};

}  // namespace strata::inline STRATA_TARGET
