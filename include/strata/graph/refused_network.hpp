// SPDX-License-Identifier: MIT
#pragma once
/// What stands in for a network that cannot work, and how its mistake is said where the list is written.
#include <strata/graph/network_table.hpp>

namespace strata {

/// A network of which nothing is known, so that whatever is done with it is no second error.
struct refused_network {
    using graph = strata::graph<types<>, types<input_port<"input", value<0, unknown_shape>, false>>,
                                types<value<0, unknown_shape>>>;
    using parts = types<>;
    static constexpr bool fuses = true;
    using input_shape = unknown_shape;
    static constexpr unknown_value parameters{}, frozen_parameters{};

    template <class Phase, class T = float>
    static constexpr unknown_value workspace_bytes(int, int = 1) {
        return {};
    }
};

/// Whether a network is the stand-in for one that cannot work, or derives from it.
template <class Net>
concept Refused = std::is_same_v<typename Net::input_shape, unknown_shape>;

/// Whether nothing has been said yet of a wrong list, because nothing derives from it: where g++ is to speak
/// as it is used.
template <class Net>
inline constexpr bool is_still_unsaid = false;

/// What `net` stands for, where the list has been judged.
template <class Network>
struct stands_for {
    using network = Network;
};

#if STRATA_COMPUTED_MESSAGES
// An assertion says it. Not one of the stand-in itself: clang drops a base whose own body has a failed
// assertion.
template <text Message>
struct assertion {
    static_assert(false, Message.view());
};
template <text Message>
struct this_network_cannot_work : refused_network {
    static_assert(sizeof(assertion<Message>) > 0);
};
template <class Mistake, class... Parts>
struct refused_list {
    using type = stands_for<this_network_cannot_work<written<[](sentence& s) {
        mistake_writer<Mistake>::write_with_page(s);
        network_table<Parts...>::write(s);
    }>()>>;
};
#else
#if defined(__clang__) && __clang_major__ >= 16
// `net` takes a private name: clang says so, prints this type, and goes on with what the name stands for.
template <words... Sentence>
class this_network_cannot_work {
    using network = refused_network;
};
#elif defined(__clang__)
template <class... Words>
class this_network_cannot_work {
    using network = refused_network;
};
#else
// g++ refuses to derive from what is final, in the line where that is written, and derives from it all the
// same.
template <text Sentence>
struct this_network_cannot_work final : refused_network {
    using network = this_network_cannot_work;
};
template <text Sentence>
inline constexpr bool is_still_unsaid<this_network_cannot_work<Sentence>> = true;
template <text Sentence>
struct said<this_network_cannot_work<Sentence>> {
    using type = this_cannot_work<Sentence>;
};
#endif
template <class Mistake, class... Parts>
struct refused_list : sentence_to<this_network_cannot_work, Mistake> {};
#endif

/// A wrong list as a type of its own, as in `using mine = net<...>`, of which g++ says nothing before it is
/// used.
template <class Net>
concept StillUnsaid = is_still_unsaid<Net>;

}  // namespace strata
