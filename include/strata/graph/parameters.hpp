// SPDX-License-Identifier: MIT
#pragma once
/// All parameters of a network in one list: names, shapes, and places in two flat buffers, one for what is learned and
/// one for what is measured, with what is frozen behind that. Every parameter begins at a multiple of 64 bytes. Where
/// several places share parameters, the list has them for each, and all but the first say that they repeat.
#include <strata/graph/resolve.hpp>
#include <strata/layers/initializers.hpp>
#include <strata/layers/parameter.hpp>
#include <string>
#include <vector>

namespace strata {

/// One parameter, as the program sees it.
struct parameter_facts {
    std::string name;
    std::vector<std::ptrdiff_t> shape, strides;
    long offset;  ///< elements from the beginning of its buffer
    long size;
    bool learned;           ///< in the buffer that the update rule moves; else in the other one
    bool repeats = false;   ///< whether an earlier entry stands for the same numbers
    double (*draw)(const random_stream&, std::uint64_t, fans) = nullptr;         ///< of its initializer; null where that
    void (*draw_matrix)(const random_stream&, long, long, double*) = nullptr;  ///< draws all at once, by this
    bool open = false;  ///< whether `init_all` may choose another one

    /// Makes it start from I.
    template <Initializer I>
    void start_from() {
        draw = nullptr;
        draw_matrix = nullptr;
        if constexpr (DrawsNumbers<I>)
            draw = &I::draw;
        else
            draw_matrix = &I::draw_matrix;
        open = !is_stated<I> && !starts_from_a_number<I>;
    }

    /// Terms in a sum forward and backward: the extents behind the first, and all but the second.
    [[nodiscard]] fans counts() const {
        double places = 1;
        for (std::size_t i = 2; i < shape.size(); ++i) places *= static_cast<double>(shape[i]);
        if (shape.size() < 2) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
        return {static_cast<double>(shape[1]) * places, static_cast<double>(shape[0]) * places};
    }
};

/// The list with another initializer: see `init_all`.
template <Initializer I>
std::vector<parameter_facts> with_initializer(init_all<I>, std::vector<parameter_facts> all) {
    for (parameter_facts& f : all)
        if (f.open) f.template start_from<I>();
    return all;
}

/// Elements that a parameter of n takes in its buffer.
constexpr long padded(long n) { return (n + 15) / 16 * 16; }

/// How many numbers a layer learns.
template <class... P>
constexpr long learned_numbers(parameter_list<P...>) {
    return (0 + ... + (P::learned ? P::size : 0));
}

/// Where one parameter of the list lies.
struct parameter_place {
    role kind;
    long size, offset;
    bool repeats;
};

/// The places of a list and what they come to.
template <int Count>
struct parameter_places {
    std::array<parameter_place, static_cast<std::size_t>(Count) + 1> place{};
    std::array<long, 3> numbers{};  ///< of each role
    std::array<long, 3> extent{};   ///< elements of each role, gaps included

    [[nodiscard]] constexpr long numbers_of(role r) const { return numbers[static_cast<std::size_t>(r)]; }
    [[nodiscard]] constexpr long extent_of(role r) const { return extent[static_cast<std::size_t>(r)]; }
};

template <class Graph>
struct parameter_table;
template <class... Nodes, class Input, class Outputs>
struct parameter_table<graph<types<Nodes...>, Input, Outputs>> {
    static constexpr int count = (0 + ... + Nodes::parameters::size);

private:
    /// The first node that has the parameters of node I.
    template <class Node>
    static constexpr int original(int i) {
        if constexpr (Node::marks.shared) {
            int k = 0, found = -1;
            ((found = found < 0 && Nodes::marks.shared && std::is_same_v<typename Nodes::path_type, typename Node::path_type> ? k : found, ++k), ...);
            return found;
        }
        return i;
    }
    static constexpr parameter_places<count> result = [] {
        auto at = [](int i) { return static_cast<std::size_t>(i); };
        parameter_places<count> all;
        std::array<int, sizeof...(Nodes) + 1> first{};  // parameter of each node
        int node = 0, next = 0;
        auto add = [&](long size, role kind, int earlier) {
            if (earlier < next) {
                all.place[at(next)] = all.place[at(earlier)];
                all.place[at(next)].repeats = true;
            } else {
                all.place[at(next)] = {kind, size, all.extent_of(kind), false};
                all.numbers[static_cast<std::size_t>(kind)] += size;
                all.extent[static_cast<std::size_t>(kind)] += padded(size);
            }
            ++next;
        };
        auto add_node = [&]<class N, class... P>(type_holder<N>, parameter_list<P...>) {
            first[at(node)] = next;
            [[maybe_unused]] int earlier = first[at(original<N>(node))];
            (add(P::size, !P::learned ? role::measured : N::marks.frozen ? role::frozen : role::learned, earlier++), ...);
            ++node;
        };
        (add_node(type_holder<Nodes>{}, typename Nodes::parameters{}), ...);
        for (parameter_place& p : all.place)
            if (p.kind == role::frozen) p.offset += all.extent_of(role::measured);
        return all;
    }();

public:
    static constexpr const auto& places = result.place;

    /// Numbers that are learned, or were and are frozen: what a paper's table counts.
    static constexpr long weights = result.numbers_of(role::learned) + result.numbers_of(role::frozen);
    static constexpr long frozen_weights = result.numbers_of(role::frozen);

    /// Elements of the flat buffers, gaps included; the second one begins with what is measured.
    static constexpr long learned_extent = result.extent_of(role::learned);
    static constexpr long measured_extent = result.extent_of(role::measured);
    static constexpr long unlearned_extent = measured_extent + result.extent_of(role::frozen);

    /// The list, in the order of the operations' parameters.
    static std::vector<parameter_facts> list() {
        std::vector<parameter_facts> all;
        (add_facts<Nodes>(typename Nodes::parameters{}, all), ...);
        return all;
    }

private:
    template <class Node, class... P>
    static void add_facts(parameter_list<P...>, [[maybe_unused]] std::vector<parameter_facts>& all) {
        [[maybe_unused]] auto add_one = [&]<class One>(type_holder<One>) {
            constexpr auto& extents = One::shape_type::extents;
            const parameter_place& place = places[all.size()];
            std::string name = Node::path_type::text();
            name += '.';
            name += One::name;
            parameter_facts facts{.name = name,
                                  .shape = {extents.begin(), extents.end()},
                                  .strides = {One::strides.begin(), One::strides.end()},
                                  .offset = place.offset,
                                  .size = One::size,
                                  .learned = place.kind == role::learned,
                                  .repeats = place.repeats};
            facts.template start_from<typename One::initializer>();
            all.push_back(std::move(facts));
        };
        (add_one(type_holder<P>{}), ...);
    }
};

}  // namespace strata
