// SPDX-License-Identifier: MIT
#include <strata/layer/layer_concept.hpp>

#include <strata/layers/convolution.hpp>
#include <strata/layers/cross_attention.hpp>
#include <strata/layers/joins.hpp>
#include <strata/layers/relu.hpp>

using namespace strata;

namespace {

namespace half_layers {

template <class Missing, class L, class... X>
inline constexpr bool lacks_only = std::is_same_v<layer_lacks<L, X...>, types<Missing>>;

struct without_base {
    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>&);
    template <class T, Shape X>
    static void backward(const backward_args<T>&);
};
struct without_output : layer {
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>&);
    template <class T, Shape X>
    static void backward(const backward_args<T>&);
};
struct whole : layer, without_base {};
struct without_passes : layer {
    template <Shape X>
    using output = X;
};
struct forward_for_learning : whole {
    template <class Phase, class T, Shape X>
    requires Phase::learns static void forward(const forward_args<T>&);
};
struct strange_output : whole {
    template <Shape X>
    using output = int;
};
struct strange_parameters : whole {
    template <Shape X>
    using parameters = parameter<"weight", X, int>;
};
struct strange_carried : whole {
    template <Shape X>
    using carried = carried_value<"hidden", X>;
};
struct strange_settings : whole {
    static constexpr void settings(int) {}
};
struct strange_needs : whole {
    template <class Phase, class T>
    static constexpr memory needs() {
        return {};
    }
};

// what is whole, over the shapes that it takes
static_assert(LayerOver<whole, shape<3>> && LayerOver<relu, shape<3>>);
static_assert(LayerOver<conv<4, 3>, shape<3, 5, 7>> && !LayerOver<conv<4, 3>, shape<5>>);
static_assert(LayerOver<add, shape<3>, shape<3>> && !LayerOver<relu, shape<3>, shape<3>>);
static_assert(LayerOver<cross_attention<2>, shape<3, 4>, shape<5, 4>>);
static_assert(!LayerOver<int, shape<3>> && !LayerOver<without_base, shape<3>>);

// one part that is missing
static_assert(lacks_only<missing_in_layer::base, without_base, shape<3>>);
static_assert(lacks_only<missing_in_layer::output, without_output, shape<3>>);
static_assert(lacks_only<missing_in_layer::answer, strange_output, shape<3>>);
static_assert(lacks_only<missing_in_layer::parameters, strange_parameters, shape<3>>);
static_assert(lacks_only<missing_in_layer::carried, strange_carried, shape<3>>);
static_assert(lacks_only<missing_in_layer::settings, strange_settings, shape<3>>);
static_assert(lacks_only<missing_in_layer::needs, strange_needs, shape<3>>);
static_assert(lacks_only<missing_in_layer::forward, forward_for_learning, shape<3>>);

// several, and nothing of a layer that refuses its input
static_assert(std::is_same_v<layer_lacks<without_passes, shape<3>>,
                             types<missing_in_layer::forward, missing_in_layer::backward>>);
static_assert(std::is_same_v<layer_lacks<conv<4, 3>, shape<5>>, types<>>);
static_assert(
    std::is_same_v<layer_lacks<int, shape<3>>, types<missing_in_layer::base, missing_in_layer::output,
                                                     missing_in_layer::forward, missing_in_layer::backward>>);

}  // namespace half_layers

}  // namespace
