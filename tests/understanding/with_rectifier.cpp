// SPDX-License-Identifier: MIT
#include <strata/understanding/saliency.hpp>
#include <strata/understanding/with_rectifier.hpp>

#include "looked_into.hpp"

using namespace strata;
using namespace strata::test;

namespace rectifier_test {

/// Rectifiers inside of every form.
struct of_forms
    : net<input<4, 5, 5>, conv<4, 3, same>, batch_norm, relu, tap<"early">,
          repeat<2, chain<conv<4, 3, same>, relu>>,
          residual<chain<named<"inner", chain<conv<4, 1>, relu>>, frozen<chain<conv<4, 1>, relu>>>>,
          concat<chain<>, from<"early", shared<"both", chain<conv<2, 1>, relu>>>>, relu, flatten, dense<3>> {
};
static_assert(SharesParameters<guided<of_forms>, of_forms> &&
              SharesParameters<deconvnet<of_forms>, of_forms>);

template <class Relu, class... Nodes>
constexpr int count_of(types<Nodes...>) {
    return (0 + ... + std::is_same_v<typename Nodes::layer_type, Relu>);
}
static_assert(count_of<guided_relu>(guided<of_forms>::graph::nodes{}) == 7);
static_assert(count_of<relu>(guided<of_forms>::graph::nodes{}) == 0);

}  // namespace rectifier_test

TEST_CASE("guided backpropagation and deconvolutional networks are those of PyTorch's own rectifiers") {
    auto m = looked_into_model();
    const auto before = all_numbers_of(m);
    const auto x = looked_into_images();
    const auto of_guided = class_gradient<guided<looked_into_net>>(m, x, looked_into_classes);
    check_all_close(of_guided.dx, looked_into::guided_gradient);
    check_all_close(class_gradient<deconvnet<looked_into_net>>(m, x, looked_into_classes).dx,
                    looked_into::deconv_gradient);
    CHECK(of_guided.scores[0] == doctest::Approx(looked_into::scores[1]).epsilon(1e-12));
    CHECK(all_numbers_of(m) == before);
    CHECK(saliency<guided<looked_into_net>>(m, x, looked_into_classes) ==
          largest_over_channels(of_guided.dx));
}

TEST_CASE("a network with other rectifiers answers as the one whose parameters it has") {
    using namespace rectifier_test;
    model<of_forms> m{seed{2}, 1};
    xt::xtensor<float, 4> x(std::array<std::size_t, 4>{3, 4, 5, 5});
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i % 7) - 3;
    const auto expected = m.predict(x);
    network_run through{m, guided<of_forms>{}, answering{}};
    CHECK(xt::amax(xt::abs(through.forward(x) - expected))() < 1e-6F);
}
