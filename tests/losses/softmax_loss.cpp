// SPDX-License-Identifier: MIT
#include <strata/losses/softmax_loss.hpp>

#include <doctest/doctest.h>

#include "../literals/difference.hpp"
#include "../literals/softmax_loss.hpp"

using namespace strata;
using namespace strata::test;

static_assert(std::is_same_v<softmax_loss::label, int>);
static_assert(std::is_same_v<softmax_loss::decision<shape<10>>, shape<10>>);
static_assert(is_error_of<softmax_loss::decision<shape<3, 4, 4>>, E19_loss_needs_a_vector>);
static_assert(is_error_of<softmax_loss::decision<shape<1>>, E20_softmax_of_one_class>);

namespace {

template <class T, int C>
struct applied {
    double loss;
    std::vector<T> gradient;

    applied(std::vector<T> y, const std::vector<int>& t) : gradient(y.size() + slack_elements) {
        y.resize(gradient.size());
        loss = softmax_loss::apply<shape<C>>(static_cast<int>(t.size()), y.data(), t.data(), gradient.data());
        gradient.resize(t.size() * C);
    }
};

template <class T>
void check_value_and_gradient() {
    const std::vector<T> y(pytorch::softmax_loss_scores.begin(), pytorch::softmax_loss_scores.end());
    const applied<T, 5> found(y, pytorch::softmax_loss_labels);
    CHECK(std::abs(found.loss - pytorch::softmax_loss) < rounding<T>);
    CHECK(difference(found.gradient, pytorch::softmax_loss_gradient) < rounding<T>);
}

/// Against centred differences, over C classes and n samples.
template <int C>
void check_differences(int n) {
    const double h = 1e-6;
    std::vector<double> y;
    std::vector<int> t;
    for (int i = 0; i < n * C; ++i) y.push_back(std::sin(1.7 * i + 1));
    for (int i = 0; i < n; ++i) t.push_back(i * 7 % C);
    const applied<double, C> found(y, t);
    for (std::size_t i = 0; i < y.size(); ++i) {
        auto above = y, below = y;
        above[i] += h;
        below[i] -= h;
        const double numeric = (applied<double, C>(above, t).loss - applied<double, C>(below, t).loss) / (2 * h);
        CAPTURE(i);
        CHECK(std::abs(found.gradient[i] - numeric) < 1e-8);
    }
}

}  // namespace

TEST_CASE("the softmax loss gives PyTorch's value and gradient") {
    check_value_and_gradient<double>();
    check_value_and_gradient<float>();
}

TEST_CASE("the softmax loss's gradient is that of centred differences over awkward sizes") {
    check_differences<1>(2);
    check_differences<3>(1);
    check_differences<17>(5);
}

TEST_CASE("equal scores lose log C") {
    CHECK(applied<double, 10>(std::vector<double>(10, 3.0), {4}).loss == doctest::Approx(std::log(10.0)));
}

TEST_CASE("huge scores overflow nowhere") {
    const applied<float, 3> found({1e30F, -1e30F, 0, 1000, 0, -1000}, {0, 1});
    CHECK(found.loss == doctest::Approx(500));
    for (const float g : found.gradient) CHECK(std::isfinite(g));
}

TEST_CASE("the gradients of a sample's scores add up to nothing") {
    const applied<double, 5> found(pytorch::softmax_loss_scores, pytorch::softmax_loss_labels);
    for (std::size_t i = 0; i < found.gradient.size(); i += 5) {
        double sum = 0;
        for (std::size_t c = 0; c < 5; ++c) sum += found.gradient[i + c];
        CHECK(std::abs(sum) < 1e-15);
    }
}

TEST_CASE("right is where the largest score is the label's, the first of equals") {
    const std::vector<float> y{1, 2, 0, 5, 5, 5, 0, 0, 1};
    const std::vector<int> t{1, 0, 0}, ties{1, 1, 2};
    CHECK(softmax_loss::correct<shape<3>>(3, y.data(), t.data()) == 2);
    CHECK(softmax_loss::correct<shape<3>>(3, y.data(), ties.data()) == 2);
}

TEST_CASE("a label out of range is an error that says which sample, what was found and what may be") {
    for (const int label : {-1, 5, 1000}) {
        try {
            applied<float, 5>(std::vector<float>(10, 0.0F), {0, label});
            FAIL("the label " << label << " was taken");
        } catch (const error& e) {
            CHECK(e.parts().name.find("sample 1") != std::string::npos);
            CHECK(e.parts().expected == "0 to 4");
            CHECK(e.parts().found == std::to_string(label));
        }
    }
}

TEST_CASE("a score that is no number makes a loss that is none") {
    const float none = std::numeric_limits<float>::quiet_NaN();
    CHECK(!std::isfinite(applied<float, 3>({none, 0, 0}, {1}).loss));
    CHECK(!std::isfinite(applied<float, 3>({0, 0, none}, {1}).loss));
    CHECK(!std::isfinite(applied<float, 3>({0, none, 0}, {1}).loss));
}
