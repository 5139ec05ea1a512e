// SPDX-License-Identifier: MIT
#pragma once
/// All parameters of a network in one list: names, shapes, and places in two flat buffers, one for what is
/// learned and one for what is measured, with what is frozen behind that. Every parameter begins at a
/// multiple of 64 bytes. Where several places share parameters, the list has them for each, and all but the
/// first say that they repeat.
#include <span>
#include <strata/graph/resolve.hpp>
#include <strata/layer/initializers.hpp>
#include <strata/layer/parameter.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a parameter starts from.
struct parameter_start {
    double (*draw)(const random_stream&, std::uint64_t,
                   fans) = nullptr;  ///< of its initializer; null where that
    void (*draw_matrix)(const random_stream&, int64, int64,
                        double*) = nullptr;  ///< draws all at once, by this
    bool open = false;                       ///< whether `init_all` may choose another one
};
template <Initializer Init>
inline constexpr parameter_start start_from = [] {
    parameter_start start{.open = !is_stated<Init> && !starts_from_a_number<Init>};
    if constexpr (DrawsNumbers<Init>)
        start.draw = &Init::draw;
    else
        start.draw_matrix = &Init::draw_matrix;
    return start;
}();

/// One parameter, as the program sees it.
struct parameter_facts {
    std::string name;
    std::vector<std::ptrdiff_t> shape, strides;
    int64 offset;  ///< elements from the beginning of its buffer
    int64 size;
    int place;  ///< number of its node in the graph: those that lie deeper have larger ones
    parameter_kind kind;
    bool learned;  ///< in the buffer that the update rule moves; else in the other one
    bool repeats;  ///< whether an earlier entry stands for the same numbers
    parameter_start start;

    /// Terms in a sum forward and backward: the extents behind the first, and all but the second.
    [[nodiscard]] fans counts() const {
        double places = 1;
        for (std::size_t i = 2; i < shape.size(); ++i) places *= static_cast<double>(shape[i]);
        if (shape.size() < 2) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
        return {static_cast<double>(shape[1]) * places, static_cast<double>(shape[0]) * places};
    }
};

/// Elements that a parameter of n takes in its buffer.
constexpr int64 padded(int64 n) { return (n + 15) / 16 * 16; }

/// How many numbers a layer learns.
template <class... P>
constexpr int64 learned_numbers(parameter_list<P...>) {
    return (0 + ... + (P::learned ? P::size : 0));
}

/// One parameter of a layer, as data: lists of them are made without a function for each.
struct parameter_source {
    std::string_view name;
    const int* extents;
    const int64* strides;
    int rank;
    int64 size;
    bool learned;
    parameter_kind kind;
    parameter_start start;
};
template <class P>
inline constexpr parameter_source source_of{.name = P::name,
                                            .extents = P::shape_type::extents.data(),
                                            .strides = P::strides.data(),
                                            .rank = P::shape_type::rank,
                                            .size = P::size,
                                            .learned = P::learned,
                                            .kind = P::kind,
                                            .start = start_from<typename P::initializer>};
template <class List>
struct source_list;
template <class... P>
struct source_list<parameter_list<P...>> {
    static constexpr std::array<parameter_source, sizeof...(P)> all{source_of<P>...};
};

/// The parameters of a node.
struct node_parameters {
    std::span<const parameter_source> sources;
    part_marks marks;
    void (*write_path)(sentence&);

    /// Writes "3.1.weight".
    constexpr void write_name(sentence& s, const parameter_source& p) const {
        write_path(s);
        s << "." << p.name;
    }
};
template <class Node>
inline constexpr node_parameters parameters_of_node{
    {source_list<typename Node::parameters>::all.data(), Node::parameters::size},
    Node::marks,
    &Node::path_type::write};

/// Where one parameter of the list lies.
struct parameter_place {
    role kind;
    int64 size, offset;
    bool repeats;
};

/// The places of a list and what they come to.
template <int Count>
struct parameter_places {
    std::array<parameter_place, static_cast<std::size_t>(Count) + 1> place{};
    std::array<int64, 3> numbers{};  ///< of each role
    std::array<int64, 3> extent{};   ///< elements of each role, gaps included

    [[nodiscard]] constexpr int64 numbers_of(role r) const { return numbers[static_cast<std::size_t>(r)]; }
    [[nodiscard]] constexpr int64 extent_of(role r) const { return extent[static_cast<std::size_t>(r)]; }
};
/// first_of_part: by node, the first one with the same parameters.
template <int Count>
constexpr parameter_places<Count> place_parameters(std::span<const node_parameters> nodes,
                                                   std::span<const std::size_t> first_of_part) {
    parameter_places<Count> all;
    std::size_t next = 0;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        std::size_t earlier = 0;  // the first of that node's parameters
        for (std::size_t i = 0; first_of_part[n] < n && i < first_of_part[n]; ++i)
            earlier += nodes[i].sources.size();
        for (const parameter_source& p : nodes[n].sources) {
            if (first_of_part[n] < n) {
                all.place[next] = all.place[earlier++];
                all.place[next].repeats = true;
            } else {
                const role kind = !p.learned              ? role::measured
                                  : nodes[n].marks.frozen ? role::frozen
                                                          : role::learned;
                all.place[next] = {kind, p.size, all.extent_of(kind), false};
                all.numbers[static_cast<std::size_t>(kind)] += p.size;
                all.extent[static_cast<std::size_t>(kind)] += padded(p.size);
            }
            ++next;
        }
    }
    for (parameter_place& p : all.place)
        if (p.kind == role::frozen) p.offset += all.extent_of(role::measured);
    return all;
}

/// The parameters of a network as numbers alone: what reads it is the same code for all networks.
struct parameter_spans {
    std::span<const node_parameters> nodes;
    std::span<const parameter_place> places;
    int64 learned_extent, unlearned_extent;  ///< elements of the two buffers
};

/// The list of nodes and places, in the order of the operations' parameters.
[[gnu::cold]] inline std::vector<parameter_facts> list_parameters(const parameter_spans& table) {
    std::vector<parameter_facts> all(table.places.size());
    std::size_t next = 0;
    int number = -1;
    for (const node_parameters& node : table.nodes) {
        ++number;
        for (const parameter_source& p : node.sources) {
            sentence name;
            node.write_name(name, p);
            parameter_facts& f = all[next];
            const parameter_place& place = table.places[next++];
            f.name = name.view();
            f.shape.assign(p.extents, p.extents + p.rank);
            f.strides.assign(p.strides, p.strides + p.rank);
            f.offset = place.offset;
            f.size = p.size;
            f.place = number;
            f.kind = p.kind;
            f.learned = place.kind == role::learned;
            f.repeats = place.repeats;
            f.start = p.start;
        }
    }
    return all;
}

template <class Graph>
struct parameter_table;
template <class... Nodes, class Inputs, class Outputs, class Taps>
struct parameter_table<graph<types<Nodes...>, Inputs, Outputs, Taps>> {
    static constexpr int count = static_cast<int>(total({int64(Nodes::parameters::size)...}));
    static constexpr std::array<node_parameters, sizeof...(Nodes)> nodes{parameters_of_node<Nodes>...};
    /// The number of the first node with the parameters of a node: its own, unless it is a copy of a shared
    /// part.
    template <class Node>
    static constexpr std::size_t first_with_parameters_of(std::size_t number) {
        if constexpr (Node::marks.shared) {
            number = 0;
            bool found = false;
            ((found = found || (Nodes::marks.shared &&
                                std::is_same_v<typename Nodes::path_type, typename Node::path_type>),
              number += !found),
             ...);
        }
        return number;
    }
    static constexpr parameter_places<count> result = [] {
        std::size_t number = 0;
        const std::array<std::size_t, sizeof...(Nodes)> first_of_part{
            first_with_parameters_of<Nodes>(number++)...};
        return place_parameters<count>({nodes.data(), nodes.size()},
                                       {first_of_part.data(), first_of_part.size()});
    }();
    static constexpr const auto& places = result.place;

    /// Numbers that are learned, or were and are frozen: what a paper's table counts.
    static constexpr int64 weights = result.numbers_of(role::learned) + result.numbers_of(role::frozen);
    static constexpr int64 frozen_weights = result.numbers_of(role::frozen);

    /// Elements of the flat buffers, gaps included; the second one begins with what is measured.
    static constexpr int64 learned_extent = result.extent_of(role::learned);
    static constexpr int64 measured_extent = result.extent_of(role::measured);
    static constexpr int64 unlearned_extent = measured_extent + result.extent_of(role::frozen);

    static constexpr parameter_spans spans{
        {nodes.data(), nodes.size()}, {places.data(), count}, learned_extent, unlearned_extent};
    static std::vector<parameter_facts> list() { return list_parameters(spans); }
};

}  // namespace strata::inline STRATA_TARGET
