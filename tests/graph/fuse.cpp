// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "networks.hpp"

using namespace strata;

namespace {
template <class Phase, class... Parts>
using runs = operations<net<Parts...>, Phase>;
template <class Ops, std::size_t I>
using layer_at = typename type_at<Ops, I>::layer_type;
}  // namespace

// lenet: five layers with parameters, and flatten
static_assert(operations<lenet, training>::size == 6 && operations<unfused<lenet>, training>::size == 12);
static_assert(std::is_same_v<layer_at<operations<lenet, training>, 0>,
                             linear_group<conv<6, 5, pad<2>>, relu, max_pool<2>>>);
static_assert(std::is_same_v<layer_at<operations<lenet, training>, 3>, linear_group<dense<120>, relu, void>>);

// normalization: its own pass in training, folded into the weights in inference
using normalized = net<input<3, 8, 8>, conv<4, 3>, batch_norm, relu, max_pool<2>>;
static_assert(operations<normalized, training>::size == 3 && operations<normalized, inference>::size == 1);
static_assert(
    std::is_same_v<layer_at<operations<normalized, training>, 1>, normalization_group<batch_norm, relu>>);

// a residual block ends in normalization + sum + activation
using residual_block = net<input<4, 8, 8>, residual<chain<conv<4, 3, same>, batch_norm>>, relu>;
static_assert(operations<residual_block, training>::size == 2);
static_assert(std::is_same_v<layer_at<operations<residual_block, training>, 1>,
                             normalization_sum_group<batch_norm, relu>>);

// in inference the sum is in the convolution's own pass, but not a pooling behind it
static_assert(operations<residual_block, inference>::size == 1);
static_assert(std::is_same_v<layer_at<operations<residual_block, inference>, 0>,
                             folded_group<conv<4, 3, same>, batch_norm, relu, void>>);
static_assert(runs<inference, input<4, 8, 8>, residual<conv<4, 1>>, relu, max_pool<2>>::size == 2);
static_assert(runs<inference, input<4, 8, 8>, residual<chain<conv<4, 1>, relu>>>::size == 2);

// activations in a row are one pass; a value that somebody else reads is not hidden in a group
static_assert(std::is_same_v<layer_at<runs<training, input<4>, relu, relu, relu>, 0>,
                             activation_group<relu, relu, relu>>);
static_assert(runs<training, input<4>, dense<4>, residual<relu>>::size == 3);
static_assert(runs<training, input<4>, sum<dense<3>, dense<3>>, relu>::size == 3);
// a small table is multiplied as a whole, in training; a large one, or one that somebody else reads, row by
// row
using letters = net<input<6>, embedding<65, 8>, lstm<16>>;
static_assert(
    std::is_same_v<layer_at<operations<letters, training>, 0>, lookup_group<embedding<65, 8>, lstm<16>>>);
static_assert(operations<letters, inference>::size == 2);
static_assert(runs<training, input<6>, embedding<257, 8>, lstm<16>>::size == 2);
static_assert(runs<training, input<6>, embedding<65, 8>, residual<lstm<8>>>::size == 3);
// neither a table nor what goes along a sequence runs the activation behind it
static_assert(runs<training, input<6>, embedding<65, 8>, lstm<16>, relu>::size == 2);
static_assert(runs<training, input<6>, embedding<65, 8>, relu>::size == 2 &&
              runs<inference, input<6>, embedding<65, 8>, relu>::size == 2);
static_assert(runs<training, input<6, 8>, lstm<4>, relu>::size == 2);
// a window of more taps than a byte can count is a pass of its own
static_assert(runs<training, input<1, 32, 32>, conv<1, 1>, max_pool<16>>::size == 2);

TEST_CASE("fused and plain networks have the same parameters in the same places") {
    const auto a = parameter_table<every_form::graph>::list(),
               b = parameter_table<unfused<every_form>::graph>::list();
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].name == b[i].name);
        CHECK(a[i].offset == b[i].offset);
    }
}

TEST_CASE("a fused network gives the plain network's outputs and gradients within rounding") {
    auto run = []<class Net>(std::type_identity<Net>, int threads) {
        model<Net, double> m(seed{5}, threads);
        trainer t(m, softmax_loss{}, adam{.rate = 1e-2});
        const random_stream random(seed{9}, 0);
        xt::xtensor<double, 4> x = xt::zeros<double>({11, 3, 8, 8});
        xt::xtensor<int, 1> labels = xt::zeros<int>({11});
        std::uint64_t k = 0;
        for (double& v : x) v = random.normal(k++);
        for (int& l : labels) l = static_cast<int>(random.below(k++, 10));
        std::vector<double> all;
        for (int step = 0; step < 4; ++step) all.push_back(t.step(x, labels));
        for (const auto& g : t.gradients()) g.for_each([&](double v) { all.push_back(v); });
        const auto y = m.predict(x);
        all.insert(all.end(), y.begin(), y.end());
        return all;
    };
    const auto fused = run(std::type_identity<every_form>{}, 1),
               plain = run(std::type_identity<unfused<every_form>>{}, 1);
    REQUIRE(fused.size() == plain.size());
    double largest = 0;
    for (std::size_t i = 0; i < fused.size(); ++i) largest = std::max(largest, std::abs(fused[i] - plain[i]));
    CHECK(largest < 1e-9);
    CHECK(run(std::type_identity<every_form>{}, 2) == fused);
}
