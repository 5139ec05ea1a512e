// SPDX-License-Identifier: MIT
#pragma once
/// What a form says of the parameters inside: `frozen`, `shared`.
#include <strata/graph/expand_lists.hpp>

namespace strata {

/// A state with other things said around its next part.
template <class State, class Around>
struct with_around {
    using type = State;  // a mistake
};
template <class Nodes, class Taps, class Shared, class Before, int Next, class... Current, class Around>
struct with_around<expansion_state<graph_so_far<Nodes, Taps, Shared, Before>, Next, Current...>, Around> {
    using type = expansion_state<graph_so_far<Nodes, Taps, Shared, Around>, Next, Current...>;
};

template <class Nodes, class Taps, class Shared, part_marks M, int Skipped, class Prefix, int Next, class X,
          class Part, class Path>
struct expand<expansion_state<graph_so_far<Nodes, Taps, Shared, forms_around<M, Skipped, Prefix>>, Next, X>,
              frozen<Part>, Path>
    : with_around<typename expand<
                      expansion_state<graph_so_far<Nodes, Taps, Shared,
                                                   forms_around<part_marks{true, M.shared}, Skipped, Prefix>>,
                                      Next, X>,
                      Part, Path>::type,
                  forms_around<M, Skipped, Prefix>> {};

/// A part that several places share, with the parameters that its layers have there.
template <text Name, class Part, class Parameters>
struct shared_part {};

/// The parameter lists of the nodes behind the first Count.
template <class Nodes, int Count,
          class Indices = std::make_index_sequence<static_cast<std::size_t>(Nodes::size - Count)>>
struct parameters_behind;
template <class Nodes, int Count, std::size_t... Index>
struct parameters_behind<Nodes, Count, std::index_sequence<Index...>> {
    using type = types<typename type_at<Nodes, Index + static_cast<std::size_t>(Count)>::parameters...>;
};

template <text Name, class Part, class Parameters>
shared_part<Name, Part, Parameters> find_shared(const type_holder<shared_part<Name, Part, Parameters>>&);
template <text Name>
type_holder<void> find_shared(...);
template <class List>
struct shared_set;
template <class... Shared>
struct shared_set<types<Shared...>> : type_holder<Shared>... {};

/// The state behind a shared part, unless an earlier part of its name is another one.
template <text Name, class Part, int Count, class After, class Before, class Path>
struct remembered {
    using type = After;  // a mistake in the part
};
template <text Name, class Part, int Count, class Nodes, class Taps, class... Shared, class Inner, int Next,
          class Y, class Before, class Path>
struct remembered<Name, Part, Count,
                  expansion_state<graph_so_far<Nodes, Taps, types<Shared...>, Inner>, Next, Y>, Before,
                  Path> {
    using mine = shared_part<Name, Part, typename parameters_behind<Nodes, Count>::type>;
    using earlier = decltype(find_shared<Name>(std::declval<shared_set<types<Shared...>>>()));
    template <class Earlier>
    struct checked {
        using type = expansion_state<graph_so_far<Nodes, Taps, types<Shared..., mine>, Before>, Next,
                                     Y>;  // there is none
    };
    template <class Other, class Parameters>
    struct checked<shared_part<Name, Other, Parameters>> {
        using differs =
            shape_error<typename place_of<Path, shared<Name, Part>>::type, got<>, E39_shared_parts_differ,
                        name_step<Name>,
                        std::conditional_t<std::is_same_v<Part, Other>, expected<>, expected<Other>>>;
        using type =
            std::conditional_t<std::is_same_v<earlier, mine>,
                               expansion_state<graph_so_far<Nodes, Taps, types<Shared...>, Before>, Next, Y>,
                               differs>;
    };
    using type = typename checked<earlier>::type;
};

template <class Path>
inline constexpr int steps_of = 0;
template <class... Steps>
inline constexpr int steps_of<path<Steps...>> = static_cast<int>(sizeof...(Steps));

template <class Nodes, class Taps, class Shared, part_marks M, int Skipped, class Prefix, int Next, class X,
          text Name, class Part, class Path>
struct expand<expansion_state<graph_so_far<Nodes, Taps, Shared, forms_around<M, Skipped, Prefix>>, Next, X>,
              shared<Name, Part>, Path> {
    using type = shape_error<typename place_of<Path, shared<Name, Part>>::type, got<typename X::shape_type>,
                             E28_name_not_usable, name_step<Name>>;
};
template <class Nodes, class Taps, class Shared, part_marks M, int Skipped, class Prefix, int Next, class X,
          text Name, class Part, class Path>
requires(usable_name(Name.view())) struct expand<
    expansion_state<graph_so_far<Nodes, Taps, Shared, forms_around<M, Skipped, Prefix>>, Next, X>,
    shared<Name, Part>, Path>
    : remembered<
          Name, Part, Nodes::size,
          typename expand<expansion_state<graph_so_far<Nodes, Taps, Shared,
                                                       forms_around<part_marks{M.frozen, true},
                                                                    steps_of<Path>, path<name_step<Name>>>>,
                                          Next, X>,
                          Part, Path>::type,
          forms_around<M, Skipped, Prefix>, Path> {
};

}  // namespace strata
