// SPDX-License-Identifier: MIT
#pragma once
/// The mistake of a network, and the table that a compiler with computed messages shows below it.
#include <strata/errors/report.hpp>
#include <strata/graph/resolve.hpp>

namespace strata {

/// The parts of a network up to the one that cannot work, each with the shape it makes; of a long list the
/// last five, so that a message has at most 14 lines:
///
///          input<6, 7, 7>     shape<6, 7, 7>
///     0    relu               shape<6, 7, 7>
///   > 1    conv<16, 3>        <- here
template <class... Parts>
struct network_table {
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Parts) > 0) rows(s, std::make_integer_sequence<int, most_rows>{});
    }

private:
    static constexpr int most_rows = 5;

    template <int Size>
    struct up_to {
        template <int... Index>
        static constexpr auto first(std::integer_sequence<int, Index...>)
            -> resolve<type_at<types<Parts...>, Index>...>;
        using graph = decltype(first(std::make_integer_sequence<int, Size>{}));
        static constexpr bool wrong = is_shape_error<graph>;
    };
    /// How many parts it takes for the mistake, which is there with High of them and not with Low.
    template <int Low, int High>
    static constexpr int parts_to_the_mistake() {
        if constexpr (High - Low <= 1)
            return High;
        else if constexpr (up_to<(Low + High) / 2>::wrong)
            return parts_to_the_mistake<Low, (Low + High) / 2>();
        else
            return parts_to_the_mistake<(Low + High) / 2, High>();
    }

    template <int... Row>
    static constexpr void rows(sentence& s, std::integer_sequence<int, Row...>) {
        constexpr int size = parts_to_the_mistake<0, static_cast<int>(sizeof...(Parts))>();
        (row<Row, size>(s), ...);
    }
    template <int Row, int Size>
    static constexpr void row(sentence& s) {
        constexpr int Index = Row + (Size > most_rows ? Size - most_rows : 0);
        if constexpr (Index < Size) part<Index, Index + 1 == Size>(s);
    }
    /// The number of each part behind the inputs, by which messages call it.
    static constexpr std::array<int, sizeof...(Parts) + 1> numbers = part_numbers<Parts...>;
    static constexpr int inputs = (0 + ... + int(is_input<Parts>));

    template <int Index, bool Wrong>
    static constexpr void part(sentence& s) {
        using Part = type_at<types<Parts...>, Index>;
        s << (Wrong ? "\n   > " : "\n     ");
        if constexpr (!is_input<Part> && is_counted<Part>) s << numbers[Index] - inputs;
        s.to_column(10);
        write_type<type_at<types<Parts...>, Index>>(s);
        s << " ";
        s.to_column(44);
        if constexpr (Wrong)
            s << "<- here";
        else if constexpr (is_input<Part>)
            write_type<typename type_at<typename up_to<Index + 1>::graph::inputs, Index>::shape_type>(s);
        else
            write_type<typename type_at<typename up_to<Index + 1>::graph::outputs, 0>::shape_type>(s);
    }
};

}  // namespace strata
