// SPDX-License-Identifier: MIT
#pragma once
/// Where a network meets the outside in a phase: inputs, outputs, and the values that the phase names.
#include <array>
#include <span>
#include <strata/graph/expand_taps.hpp>

namespace strata {

/// The value that a wanted thing names: -1 where it names none, -2 where there is none of that name.
template <class Taps, class Wanted>
inline constexpr int named_value = -1;
template <class Taps, text Name>
inline constexpr int id_of_tap = [] {
    using found = tapped_value<Taps, Name>;
    if constexpr (std::is_void_v<found>)
        return -2;
    else
        return found::id;
}();
template <class Taps, text Name>
inline constexpr int named_value<Taps, of<Name>> = id_of_tap<Taps, Name>;
template <class Taps, text Name>
inline constexpr int named_value<Taps, watch<Name>> = id_of_tap<Taps, Name>;

template <class Graph, class Phase>
struct ports_of;
template <class Nodes, class... Inputs, class... Outputs, class Taps, class Behaviour, class... Wanted>
struct ports_of<graph<Nodes, types<Inputs...>, types<Outputs...>, Taps>, phase<Behaviour, Wanted...>> {
    static constexpr int input_count = sizeof...(Inputs), output_count = sizeof...(Outputs),
                         value_count = Nodes::size + input_count;

    static constexpr std::array<int, output_count> output_ids{Outputs::id...};

private:
    static constexpr std::array<int, sizeof...(Wanted) + 1> named{named_value<Taps, Wanted>..., -1};
    static constexpr std::array<int, output_count + sizeof...(Wanted)> all_looked_at = [] {
        std::array<int, output_count + sizeof...(Wanted)> ids{};
        std::size_t n = 0;
        for (const int id : output_ids) ids[n++] = id;
        for (const int id : named)
            if (id >= 0) ids[n++] = id;
        return ids;
    }();
    static constexpr std::size_t count_of_looked_at = [] {
        std::size_t n = output_count;
        for (const int id : named) n += id >= 0;
        return n;
    }();

public:
    /// Values that are to be seen after `forward`: outputs, and what the phase names.
    static constexpr std::span<const int> looked_at{all_looked_at.data(), count_of_looked_at};
    /// The same without the outputs.
    static constexpr std::span<const int> watched = looked_at.subspan(output_count);

    /// By value: whether its gradient is asked for by itself, as an input or by name.
    static constexpr std::array<bool, value_count> gradient_wanted = [] {
        std::array<bool, value_count> wanted{};
        constexpr std::array<bool, input_count> whole{Inputs::whole...};
        for (std::size_t i = 0; i < input_count; ++i)
            wanted[i] = phase<Behaviour, Wanted...>::wants_inputs && !whole[i];
        constexpr std::array<bool, sizeof...(Wanted) + 1> gradients{is_gradient<Wanted>..., false};
        for (std::size_t k = 0; k < sizeof...(Wanted); ++k)
            if (gradients[k] && named[k] >= 0) wanted[static_cast<std::size_t>(named[k])] = true;
        return wanted;
    }();

    [[nodiscard]] static constexpr bool has_gradient(int id) {
        return id >= 0 && gradient_wanted[static_cast<std::size_t>(id)];
    }
    [[nodiscard]] static constexpr bool is_watched(int id) {
        for (const int w : watched)
            if (w == id) return true;
        return false;
    }

    /// The elements of each input for one sample.
    static constexpr std::array<int64, input_count> input_sizes{Inputs::shape_type::size...};
};

}  // namespace strata
