// SPDX-License-Identifier: MIT
#pragma once
/// The one place where a mistake is said. Compilers say their own words in an error and print the types that
/// it is about, so the sentence is made a type's argument, and the type such that the first line of the error
/// has to print it:
///
///     g++             a text, which is printed whole
///     clang 16 on     texts of at most 36 letters, since of longer ones only the beginning is printed
///     clang before    types, since texts are printed as numbers: the words that the sentence is made of
///     C++26           the message of an assertion, in which a network's table is shown too
///
/// What is wrong where it is used (a call, a trainer) has a result of type `this_cannot_work<...>`, which is
/// not defined: the error is in the caller's line. A list that is wrong is said by `net`
/// (strata/graph/refused_network.hpp).
#include <array>
#include <strata/errors/branches.hpp>
#include <strata/errors/layers.hpp>
#include <strata/errors/lists.hpp>
#include <strata/errors/use.hpp>
#include <strata/errors/windows.hpp>
#include <utility>

namespace strata {

/// " (docs/errors.md#e03)": where a code of the catalogue, E03_layer_needs_a_vector, is explained.
template <class Code>
constexpr void write_page(sentence& s) {
    sentence spelling;
    write_type<Code>(spelling);
    const std::string_view name = spelling.view();
    const auto digit = [&](std::size_t i) { return name[i] >= '0' && name[i] <= '9'; };
    if (name.size() > 3 && name[0] == 'E' && digit(1) && digit(2) && name[3] == '_')
        s << " (docs/errors.md#e" << name.substr(1, 2) << ")";
}

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
    /// The same, with the page of the code behind it.
    static constexpr void write_with_page(sentence& s) {
        write(s);
        write_page<Code>(s);
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
/// The sentence with the page of its code.
template <class Mistake>
inline constexpr auto message_of =
    written<[](sentence& s) { mistake_writer<Mistake>::write_with_page(s); }>();

#if defined(__cpp_static_assert) && __cpp_static_assert >= 202306L
#define STRATA_COMPUTED_MESSAGES 1
#else
#define STRATA_COMPUTED_MESSAGES 0
#endif

#if defined(__clang__) && __clang_major__ >= 16
/// Some words of a sentence, in so few letters that clang prints them all.
struct words {
    char letters[37];
};
inline constexpr std::size_t most_letters = sizeof(words) - 1;

/// Where the words end that begin at `begin`: behind the last space that they have room for.
constexpr std::size_t end_of_words(std::string_view message, std::size_t begin) {
    if (message.size() - begin <= most_letters) return message.size();
    const std::size_t space = message.substr(begin, most_letters).rfind(' ');
    return begin + (space == std::string_view::npos ? most_letters : space + 1);
}
/// Words number I of a mistake's message. They are initialized by exactly as many letters as they have: clang
/// takes a text with more than one 0 at its end for an array of numbers.
template <class Mistake, std::size_t Index>
inline constexpr words words_of = [] {
    constexpr std::string_view message = message_of<Mistake>.view();
    constexpr std::size_t begin = [=] {
        std::size_t at = 0;
        for (std::size_t i = 0; i < Index; ++i) at = end_of_words(message, at);
        return at;
    }();
    return [=]<std::size_t... L>(std::index_sequence<L...>) { return words{{message[begin + L]..., '\0'}}; }
    (std::make_index_sequence<end_of_words(message, begin) - begin>{});
}();
template <class Mistake>
inline constexpr std::size_t number_of_words = [] {
    std::size_t n = 0;
    for (std::size_t at = 0; at < message_of<Mistake>.size(); ++n)
        at = end_of_words(message_of<Mistake>.view(), at);
    return n;
}();

template <words... Sentence>
struct this_cannot_work;

/// Said<sentence>, in the form in which this compiler prints it.
template <template <words...> class Said, class Mistake,
          class = std::make_index_sequence<number_of_words<Mistake>>>
struct sentence_to;
template <template <words...> class Said, class Mistake, std::size_t... Index>
struct sentence_to<Said, Mistake, std::index_sequence<Index...>> {
    using type = Said<words_of<Mistake, Index>...>;
};
#elif defined(__clang__)
template <class... Words>
struct this_cannot_work;

template <template <class...> class Said, class Mistake>
struct sentence_to;
template <template <class...> class Said, class... Words>
struct sentence_to<Said, shape_error<Words...>> {
    using type = Said<Words...>;
};
#else
/// The type of what cannot work, never defined: its argument is the sentence that says why.
template <text Sentence>
struct this_cannot_work;

template <template <text> class Said, class Mistake>
struct sentence_to {
    using type = Said<message_of<Mistake>>;
};
#endif

/// Whether T is the type of what cannot work.
template <class T>
inline constexpr bool cannot_work = false;
#if defined(__clang__) && __clang_major__ < 16
template <class... Words>
inline constexpr bool cannot_work<this_cannot_work<Words...>> = true;
#elif defined(__clang__)
template <words... Sentence>
inline constexpr bool cannot_work<this_cannot_work<Sentence...>> = true;
#else
template <text Sentence>
inline constexpr bool cannot_work<this_cannot_work<Sentence>> = true;
#endif

/// The type of what comes of a decision: where that is a mistake, one that is not defined and has the
/// sentence in its name.
struct nothing_to_say {};
template <class Decision>
struct said {
    using type = nothing_to_say;
};
template <class... Mistake>
struct said<shape_error<Mistake...>> : sentence_to<this_cannot_work, shape_error<Mistake...>> {};
template <class Decision>
using spoken = typename said<Decision>::type;

/// The result of a function that is only declared, and whose call is one error, in the line of the call:
///
///     template <NoBatchOf<S> E>
///     auto operator()(const E& x) -> decltype(refuse<batch_decision<E, S>>());
///
/// It is not written as an alias, since g++ would print it under both names.
template <class T>
T value_of_type();
template <class Mistake>
auto refuse() -> decltype(value_of_type<spoken<Mistake>>());

/// The same for a member function whose result is read in the same expression. There clang complains of an
/// undefined type once more; it says nothing more where a function that has to be called while the program is
/// compiled cannot be, and prints the template arguments of that. So the mistake is one of them, and the
/// result what it would be without it:
///
///     template <NoBatchOf<S> E, class Mistake = spoken<batch_decision<E, S>>>
///     STRATA_REFUSES auto predict(const E& x) -> decltype(refuse_and_go_on<Mistake, answer>());
#if defined(__clang__)
#define STRATA_REFUSES consteval
template <class, class Result>
Result refuse_and_go_on();
#else
#define STRATA_REFUSES
template <class Mistake, class>
Mistake refuse_and_go_on();
#endif

}  // namespace strata
