// SPDX-License-Identifier: MIT
#pragma once
/// A network whose rectifiers are others: the same list, with another layer wherever `relu` stands.
///
///     class_gradient<guided<lenet>>(m, images, classes)            m: a model<lenet>
///
/// The parameters are those of the network, name by name, so that its model serves both.
#include <strata/graph/at.hpp>
#include <strata/understanding/rectifiers.hpp>

namespace strata {

/// Part with Rectifier for `relu`, inside of forms too.
template <class Part, class Rectifier>
struct rectified {
    using type = Part;
};
template <class Rectifier>
struct rectified<relu, Rectifier> {
    using type = Rectifier;
};
template <template <class...> class Form, class... Parts, class Rectifier>
struct rectified<Form<Parts...>, Rectifier> {
    using type = Form<typename rectified<Parts, Rectifier>::type...>;
};
template <int N, class Part, class Rectifier>
struct rectified<repeat<N, Part>, Rectifier> {
    using type = repeat<N, typename rectified<Part, Rectifier>::type>;
};
template <text Name, class Part, class Rectifier>
struct rectified<named<Name, Part>, Rectifier> {
    using type = named<Name, typename rectified<Part, Rectifier>::type>;
};
template <text Name, class Part, class Rectifier>
struct rectified<shared<Name, Part>, Rectifier> {
    using type = shared<Name, typename rectified<Part, Rectifier>::type>;
};
template <text Name, class... Parts, class Rectifier>
struct rectified<from<Name, Parts...>, Rectifier> {
    using type = from<Name, typename rectified<Parts, Rectifier>::type...>;
};

template <class Parts, class Rectifier>
struct rectified_list;
template <class... Parts, class Rectifier>
struct rectified_list<types<Parts...>, Rectifier> {
    using type = net<typename rectified<Parts, Rectifier>::type...>;
};

/// Net with Rectifier in place of each `relu`.
template <Network Net, class Rectifier>
using with_rectifier = typename rectified_list<typename Net::parts, Rectifier>::type;

/// What backward makes of it is guided backpropagation, or the picture of a deconvolutional network.
template <Network Net>
using guided = with_rectifier<Net, guided_relu>;
template <Network Net>
using deconvnet = with_rectifier<Net, deconv_relu>;

}  // namespace strata
