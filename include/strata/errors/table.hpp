// SPDX-License-Identifier: MIT
#pragma once
/// The mistake of a network, and the table that a compiler with computed messages shows above it.
#include <strata/errors/report.hpp>
#include <strata/graph/resolve.hpp>

namespace strata {

/// The parts of a network up to the one that cannot work, each with the shape it makes:
///
///         input            shape<6, 7, 7>
///      0  relu             shape<6, 7, 7>
///     >1  conv<16, 3>      cannot work
template <class... Parts>
struct network_table {
    static constexpr void write(sentence& s) {
        s << "this cannot work (docs/errors.md)\n";
        rows(s, std::make_index_sequence<sizeof...(Parts)>{});
    }

private:
    template <std::size_t... I>
    static constexpr void rows(sentence& s, std::index_sequence<I...>) {
        bool failed = false;
        (row<I>(s, failed), ...);
    }
    template <std::size_t I>
    static constexpr void row(sentence& s, bool& failed) {
        if (failed) return;
        using graph = decltype(up_to(std::make_index_sequence<I + 1>{}));
        failed = is_shape_error<graph>;
        s << (failed ? "   > " : "     ");
        if (I > 0) s << static_cast<long>(I) - 1;
        s.to_column(9);
        write_type<type_at<types<Parts...>, I>>(s);
        s << " ";
        s.to_column(44);
        if constexpr (is_shape_error<graph>)
            s << "<- here";
        else
            write_type<typename type_at<typename graph::outputs, 0>::shape_type>(s);
        s << "\n";
    }
    template <std::size_t... I>
    static constexpr auto up_to(std::index_sequence<I...>) -> resolve<type_at<types<Parts...>, I>...>;
};

/// Says a network's mistake, where it has one.
template <class Graph, class... Parts>
struct nothing_to_say {
    using type = nothing_to_say;
};
template <class Where, class Got, class Code, class... Words, class... Parts>
struct nothing_to_say<shape_error<Where, Got, Code, Words...>, Parts...> {
    using type = said<shape_error<Where, Got, Code, Words...>, network_table<Parts...>>;
};
template <class Graph, class... Parts>
using spoken = typename nothing_to_say<Graph, Parts...>::type;

}  // namespace strata
