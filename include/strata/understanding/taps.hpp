// SPDX-License-Identifier: MIT
#pragma once
/// A network whose outputs are some of its taps besides, so that a gradient can come in there.
#include <strata/graph/at.hpp>
#include <strata/graph/explain.hpp>

namespace strata {

/// Names of taps: `taps<"early", "late">{}`.
template <text... Names>
struct taps {
    static constexpr int count = sizeof...(Names);
};

template <class Done, class Rest, text... Names>
struct list_with_heads;
template <class... Done, class Last, text... Names>
struct list_with_heads<types<Done...>, types<Last>, Names...> {
    using type = net<Done..., Last, heads<chain<>, from<Names>...>>;
};
template <class... Done, class... Branches, text... Names>
struct list_with_heads<types<Done...>, types<heads<Branches...>>, Names...> {
    using type = net<Done..., heads<Branches..., from<Names>...>>;
};
template <class... Done, class First, class Second, class... Rest, text... Names>
struct list_with_heads<types<Done...>, types<First, Second, Rest...>, Names...>
    : list_with_heads<types<Done..., First>, types<Second, Rest...>, Names...> {};

template <class Net, class Taps>
struct network_with_taps;
template <class Net, text... Names>
struct network_with_taps<Net, taps<Names...>> : list_with_heads<types<>, typename Net::parts, Names...> {};

/// Net, with the values of its taps as outputs behind its own, in the order of the names. The parameters are
/// those of Net, name by name, so that a model of Net serves it. A tap that there is not is E38.
template <Network Net, class Taps>
using with_taps = typename network_with_taps<Net, Taps>::type;

}  // namespace strata
