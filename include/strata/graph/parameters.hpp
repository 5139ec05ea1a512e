// SPDX-License-Identifier: MIT
#pragma once
/// All parameters of a network in one list: names, shapes, and places in two flat buffers, one for what is learned and
/// one for what is measured. Every parameter begins at a multiple of 64 bytes.
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
    bool learned;
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
template <class... P>
constexpr long parameter_elements(parameter_list<P...>, [[maybe_unused]] bool of_learned) {
    return (0 + ... + (P::learned == of_learned ? P::size : 0));
}
template <class... P>
constexpr long parameter_extent(parameter_list<P...>, [[maybe_unused]] bool of_learned) {
    return (0 + ... + (P::learned == of_learned ? padded(P::size) : 0));
}

template <class Graph>
struct parameter_table;
template <class... Nodes, class Input, class Outputs>
struct parameter_table<graph<types<Nodes...>, Input, Outputs>> {
    static constexpr int count = (0 + ... + Nodes::parameters::size);

    /// Learned numbers: what a paper's table counts.
    static constexpr long learned = (0 + ... + parameter_elements(typename Nodes::parameters{}, true));
    static constexpr long measured = (0 + ... + parameter_elements(typename Nodes::parameters{}, false));

    /// Elements of the flat buffers, gaps included.
    static constexpr long learned_extent = (0 + ... + parameter_extent(typename Nodes::parameters{}, true));
    static constexpr long measured_extent = (0 + ... + parameter_extent(typename Nodes::parameters{}, false));

    /// The list, in the order of the operations' parameters.
    static std::vector<parameter_facts> list() {
        std::vector<parameter_facts> all;
        long learned_end = 0, measured_end = 0;
        (add_node<Nodes>(typename Nodes::parameters{}, all, learned_end, measured_end), ...);
        return all;
    }

private:
    template <class Node, class... P>
    static void add_node(parameter_list<P...>, [[maybe_unused]] std::vector<parameter_facts>& all,
                         [[maybe_unused]] long& learned_end, [[maybe_unused]] long& measured_end) {
        [[maybe_unused]] auto add_one = [&]<class One>(type_holder<One>) {
            constexpr auto& extents = One::shape_type::extents;
            long& end = One::learned ? learned_end : measured_end;
            std::string name = Node::path_type::text();
            name += '.';
            name += One::name;
            parameter_facts facts{.name = name,
                                  .shape = {extents.begin(), extents.end()},
                                  .strides = {One::strides.begin(), One::strides.end()},
                                  .offset = end,
                                  .size = One::size,
                                  .learned = One::learned};
            facts.template start_from<typename One::initializer>();
            all.push_back(std::move(facts));
            end += padded(One::size);
        };
        (add_one(type_holder<P>{}), ...);
    }
};

}  // namespace strata
