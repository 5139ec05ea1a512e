// SPDX-License-Identifier: MIT
#include <strata/losses/softmax_loss.hpp>

#include <limits>

#include "../literals/softmax_loss.hpp"
#include "applied.hpp"

using namespace strata;
using namespace strata::test;

static_assert(LossOver<softmax_loss, shape<4>> && LossOver<softmax_loss, shape<4>, double>);
static_assert(!LossOver<softmax_loss, shape<7, 4>>);
static_assert(std::is_same_v<softmax_loss::target<shape<4>>, target<class_numbers>>);
static_assert(std::is_same_v<softmax_loss::decision<shape<10>>, shape<10>>);
static_assert(is_error_of<softmax_loss::decision<shape<3, 4, 4>>, E19_loss_needs_a_vector>);
static_assert(is_error_of<softmax_loss::decision<shape<7, 4>>, E19_loss_needs_a_vector>);
static_assert(is_error_of<softmax_loss::decision<shape<1>>, E20_softmax_of_one_class>);

template <class T, int C>
using applied_to = applied<softmax_loss, T, shape<C>>;

TEST_CASE("the softmax loss gives PyTorch's value and gradient") {
    check_like_pytorch<softmax_loss, shape<5>>(pytorch::softmax_loss_scores, pytorch::softmax_loss_labels,
                                               pytorch::softmax_loss, pytorch::softmax_loss_gradient);
}

TEST_CASE("the softmax loss's gradient is that of centred differences over awkward sizes") {
    check_differences<softmax_loss, shape<1>>(2);
    check_differences<softmax_loss, shape<3>>(1);
    check_differences<softmax_loss, shape<17>>(5);
}

TEST_CASE("equal scores lose log C") {
    CHECK(applied_to<double, 10>(std::vector<double>(10, 3.0), {4}).loss == doctest::Approx(std::log(10.0)));
}

TEST_CASE("huge scores overflow nowhere") {
    const applied_to<float, 3> found({1e30F, -1e30F, 0, 1000, 0, -1000}, {0, 1});
    CHECK(found.loss == doctest::Approx(500));
    for (const float g : found.gradient) CHECK(std::isfinite(g));
}

TEST_CASE("the gradients of a sample's scores add up to nothing") {
    const applied_to<double, 5> found(pytorch::softmax_loss_scores, pytorch::softmax_loss_labels);
    for (std::size_t i = 0; i < found.gradient.size(); i += 5) {
        double sum = 0;
        for (std::size_t c = 0; c < 5; ++c) sum += found.gradient[i + c];
        CHECK(std::abs(sum) < 1e-15);
    }
}

TEST_CASE("the loss and its gradient have the same bits for any number of threads") {
    constexpr int samples = 701, classes = 61;
    std::vector<float> y(samples * classes);
    std::vector<int> t(samples);
    for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::sin(1.7F * static_cast<float>(i));
    for (int i = 0; i < samples; ++i) t[static_cast<std::size_t>(i)] = i * 7 % classes;
    const applied<softmax_loss, float, shape<classes>> one(y, t);
    CHECK(std::abs(one.loss - std::log(classes)) < 1);
    for (const int threads : {2, 3}) {
        const applied<softmax_loss, float, shape<classes>> more(y, t, threads);
        CHECK(more.loss == one.loss);
        CHECK(more.gradient == one.gradient);
    }
}

TEST_CASE("a label out of range is an error that says which sample, what was found and what may be") {
    for (const int label : {-1, 5, 1000})
        check_label_error<softmax_loss, shape<5>>({0, label}, "sample 1 of the batch", "0 to 4",
                                                  std::to_string(label));
}

TEST_CASE("a score that is no number makes a loss that is none") {
    const float none = std::numeric_limits<float>::quiet_NaN();
    CHECK(!std::isfinite(applied_to<float, 3>({none, 0, 0}, {1}).loss));
    CHECK(!std::isfinite(applied_to<float, 3>({0, 0, none}, {1}).loss));
    CHECK(!std::isfinite(applied_to<float, 3>({0, none, 0}, {1}).loss));
}

TEST_CASE("labels are checked before training, and the sample is called as the caller counts it") {
    const std::vector<int> t{0, 4, 5};
    const target_view<float> target{.classes = t.data()};
    check_targets_of<shape<5>>(softmax_loss{}, 2, &target, "training sample", 128);
    try {
        check_targets_of<shape<5>>(softmax_loss{}, 3, &target, "training sample", 128);
        FAIL("the label 5 was taken");
    } catch (const error& e) {
        CHECK(e.parts().name == "training sample 130");
    }
}
