// SPDX-License-Identifier: MIT
#pragma once
/// The one place where a mistake is said, in the best way that the compiler has.
///
///     g++             prints the sentence whole among the arguments of the struct whose assertion fails
///     clang 16 on     prints it whole where a constraint "does not satisfy"
///     clang before    prints text arguments as numbers, so only the words are shown
///     C++26           the assertion's message is computed: the network's table, with an arrow at the layer
#include <strata/errors/branches.hpp>
#include <strata/errors/layers.hpp>
#include <strata/errors/lists.hpp>
#include <strata/errors/use.hpp>
#include <strata/errors/windows.hpp>

namespace strata {

template <class Mistake>
struct mistake_writer;
template <class Where, class Got, class Code, class... Words>
struct mistake_writer<shape_error<Where, Got, Code, Words...>> {
    /// "layer 0, conv<16, 3, stride<3>>, got shape<6, 7, 7>: (W - F + 2P)/S + 1 = ..."
    static constexpr void write(sentence& s) {
        strata::write<Where>(s);
        came_in(s, Got{});
        s << ": ";
        if constexpr (requires { Code::template write<Where, Got, Words...>(s); })
            Code::template write<Where, Got, Words...>(s);
        else  // a code of the user's own, without a sentence
            write_type<Code>(s);
    }

private:
    static constexpr void came_in(sentence&, got<>) {}
    template <class... S>
    static constexpr void came_in(sentence& s, got<S...>) {
        s << ", got ";
        strata::write<got<S...>>(s);
    }
};

/// The sentence of a `shape_error`, as a text of exactly its length.
template <class Mistake>
inline constexpr auto sentence_of = written<[](sentence& s) { mistake_writer<Mistake>::write(s); }>();

#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
#define STRATA_COMPUTED_MESSAGES 1
#else
#define STRATA_COMPUTED_MESSAGES 0
#endif

template <class Mistake>
inline constexpr bool is_right = !is_shape_error<Mistake>;

// `said<Mistake, Table>` is the base of whatever is wrong; `Table` writes what stands above the sentence.
#if STRATA_COMPUTED_MESSAGES
template <class Mistake, class Table>
struct mistake {
    static constexpr auto message = written<[](sentence& s) {
        Table::write(s);
        mistake_writer<Mistake>::write(s);
    }>();
    static_assert(is_right<Mistake>, message.view());
};
template <class Mistake, class Table>
using said = mistake<Mistake, Table>;
#elif defined(__clang__) && __clang_major__ >= 16
template <text Sentence>
concept nothing_is_wrong = Sentence.size() == 0;

template <class Mistake>
struct mistake {
    static_assert(nothing_is_wrong<sentence_of<Mistake>>, "this cannot work: the sentence below says where and why (docs/errors.md)");
};
template <class Mistake, class>
using said = mistake<Mistake>;
#elif defined(__clang__)
template <class Mistake>
struct mistake {
    static_assert(is_right<Mistake>, "this cannot work: the words of the shape_error say where and why (docs/errors.md)");
};
template <class Mistake, class>
using said = mistake<Mistake>;
#else
template <text Sentence, class Mistake>
struct mistake {
    static_assert(is_right<Mistake>, "this cannot work: the sentence above says where and why (docs/errors.md)");
};
template <class Mistake, class>
using said = mistake<sentence_of<Mistake>, Mistake>;
#endif

}  // namespace strata
