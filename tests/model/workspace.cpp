// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/strata.hpp>
#include <strata/training/gradient_check.hpp>

using namespace strata;

namespace {
struct reads_letters : net<input<3>, named<"letters", embedding<5, 4>>, flatten, dense<2>> {};

/// The gradients of the parameters after a step without update, whose outputs have drawn gradients.
template <class Net, class Phase>
std::vector<double> gradients_in() {
    constexpr int n = 2;
    model<Net, double> m(seed{7});
    workspace<Net, Phase, double> run(n, 1);
    buffer<double> gradient(m.learned().size());
    const std::vector<double*> dw = m.pointers_into(gradient.data());
    const auto draw = [](double* to, int64 size, std::uint64_t stream) {
        const random_stream random(seed{8}, stream);
        for (int64 i = 0; i < n * size; ++i) to[i] = random.normal(static_cast<std::uint64_t>(i));
    };
    draw(run.input(), Net::input_shape::size, 0);
    run.forward(n, m.pointers(), seed{1}, 0);
    draw(run.output_gradient(), type_at<output_values<Net>, 0>::shape_type::size, 1);
    draw(run.template output_gradient<1>(), type_at<output_values<Net>, 1>::shape_type::size, 2);
    run.backward(n, m.pointers(), dw.data(), seed{1}, 0);
    return {gradient.data(), gradient.data() + gradient.size()};
}
}  // namespace

TEST_CASE("a layer that cannot take a value is named by the error") {
    model<reads_letters> m(seed{1});
    try {
        m.predict(xt::xtensor<float, 2>{{0, 1, 2}, {3, 5, 4}});
        FAIL("nothing was thrown");
    } catch (const error& e) {
        CHECK(e.parts().name == "layer letters");
        CHECK(std::string(e.what()) ==
              "layer letters: place 1 of sample 1 has no row in the table, expected a whole number from 0 to "
              "4, found 5");
    }
}

TEST_CASE("a workspace for no sample or no thread is refused before it takes memory") {
    const auto refused = [](int capacity, int threads, const std::string& sentence) {
        try {
            workspace<reads_letters, training>(capacity, threads);
            FAIL("nothing was thrown");
        } catch (const error& e) {
            CHECK(e.what() == sentence);
        }
    };
    refused(0, 1, "a workspace has to hold at least one sample, found 0");
    refused(-3, 1, "a workspace has to hold at least one sample, found -3");
    refused(4, -1, "a workspace has to have at least one thread, found -1");
}

TEST_CASE("outputs that are one value, or views of one, have a gradient each, and all of them are added") {
    using one_value = net<input<3>, dense<4>, heads<chain<>, chain<>, chain<>>>;
    using views = net<input<2, 4, 3>, conv<1, 3>, relu, tap<"before">, dropout<percent<0>>,
                      heads<flatten, from<"before">, chain<>, reshape<2, 1>>>;
    using the_input = net<input<3>, heads<chain<>, chain<>>>;
    CHECK(check_gradients<one_value>().passed());
    CHECK(check_gradients<views>().passed());
    CHECK(check_gradients<the_input>().passed());
}

TEST_CASE("an input that is an output keeps its gradient from where others are, also where nobody wants it") {
    using layer = chain<dense<16>, sigmoid>;
    using echo = net<input<16>, tap<"x">, layer, tap<"a">, layer, tap<"b">, dense<16>,
                     sum<chain<>, from<"x">>, sigmoid, heads<from<"x">, sum<chain<>, from<"b">, from<"a">>>>;
    CHECK(gradients_in<echo, training>() == gradients_in<echo, input_gradients>());
}
