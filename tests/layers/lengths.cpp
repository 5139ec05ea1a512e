// SPDX-License-Identifier: MIT
#include <strata/layer/lengths.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <strata/graph/bidirectional.hpp>
#include <strata/layers/gru.hpp>
#include <strata/layers/lstm.hpp>
#include <strata/layers/rnn.hpp>
#include <strata/layers/slices.hpp>
#include <strata/model/model.hpp>
#include <strata/model/network_run.hpp>

#include "../literals/lengths.hpp"
#include "lengths_of_x.hpp"
#include "like_pytorch.hpp"
#include "partial_batches.hpp"
#include "refuses.hpp"
#include "right_gradients.hpp"

using namespace strata;
using namespace strata::test;

static_assert(makes<lstm<7>, shape<5, 7>, shape<5, 3>, shape<1>>);
static_assert(makes<last_place, shape<3>, shape<5, 3>, shape<1>>);
static_assert(refuses<reversed_places, E41_layer_needs_a_sequence, shape<5>, shape<1>>);
static_assert(refuses<gru<0>, E09_size_not_positive, shape<5, 3>, shape<1>>);

namespace lengths_of_sequences {

/// A part over sequences whose lengths follow from their first numbers.
template <class Input, class... Parts>
struct of_lengths : net<Input, tap<"x">, lengths_of_x, tap<"lengths">, from<"x", Parts...>> {};
template <class Input, class Layer>
using counted = of_lengths<Input, named<"cells", with<"lengths", Layer>>>;
template <class Input, class Layer>
using both = of_lengths<Input, named<"cells", bidirectional<Layer, "lengths">>>;

struct letters : net<input<5, 3>, named<"lengths", whole_input<1>>, with<"lengths", lstm<4>>, tap<"all">,
                     with<"lengths", last_place>> {};

xt::xtensor<float, 3> numbers_of(std::size_t n) {
    xt::xtensor<float, 3> x = xt::zeros<float>({n, std::size_t{5}, std::size_t{3}});
    for (std::size_t i = 0; i < x.size(); ++i) x.flat(i) = std::sin(1.3F * static_cast<float>(i));
    return x;
}

}  // namespace lengths_of_sequences
using namespace lengths_of_sequences;

TEST_CASE("recurrent layers over sequences of several lengths give PyTorch's values and gradients") {
    using x = input<5, 3>;
    check_like_pytorch<counted<x, rnn<4, two_biases>>, double>(pytorch::packed_rnn);
    check_like_pytorch<counted<x, lstm<4, two_biases>>>(pytorch::packed_lstm);
    check_like_pytorch<counted<x, gru<4, two_biases>>, double>(pytorch::packed_gru);
    check_like_pytorch<both<x, lstm<2, two_biases>>, double>(pytorch::packed_both);
}

TEST_CASE("gradients of sequences of several lengths are those of centred differences") {
    check_gradients_right<both<input<7, 5>, gru<3>>>(5);
    check_gradients_right<of_lengths<input<6, 2>, with<"lengths", rnn<17>>, with<"lengths", lstm<3>>,
                                     with<"lengths", last_place>>>(4);
}

TEST_CASE(
    "a sequence that ends early does the same whatever the batch it is in, with any number of threads") {
    check_partial_batches<both<input<6, 5>, gru<19>>>();
    using wide = counted<input<9, 33>, lstm<70>>;
    const auto drawn = normal_numbers(40L * 9 * 33, 1), back = normal_numbers(40L * 9 * 70, 2);
    const std::vector<float> x(drawn.begin(), drawn.end()), dy(back.begin(), back.end());
    auto one = pass<float>::of<wide>(40, 1), two = pass<float>::of<wide>(40, 2);
    CHECK(one.forward(40, x) == two.forward(40, x));
    CHECK(one.backward(dy) == two.backward(dy));
    CHECK(one.predict(40, x) == two.predict(40, x));
    for (std::size_t i = 0; i < 3; ++i) CHECK(elements(one.gradients()[i]) == elements(two.gradients()[i]));
}

TEST_CASE("what stands behind the end of a sequence reaches nothing, and the state is that of its end") {
    model<letters> m{seed{3}};
    network_run run{m, answering{}, watch<"all">{}};
    const xt::xtensor<int, 2> lengths{{2}, {5}, {1}};
    auto x = numbers_of(3);
    state<letters> s{3}, cut{3};
    const xt::xtensor<float, 2> last = run.forward(x, lengths, s);
    const xt::xtensor<float, 3> all = run.value<"all">();
    xt::view(x, 0, xt::range(2, 5)) = 1e3F;
    xt::view(x, 2, xt::range(1, 5)) = -1e3F;
    const xt::xtensor<float, 2> again = run.forward(x, lengths, cut);
    CHECK(last == again);
    CHECK(all == xt::xtensor<float, 3>(run.value<"all">()));
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t l = 0; l < 5; ++l)
            for (std::size_t h = 0; h < 4; ++h) {
                const auto end = static_cast<std::size_t>(lengths(i, 0));
                if (l >= end) CHECK(all(i, l, h) == 0);
                if (l + 1 == end) {
                    CHECK(all(i, l, h) == last(i, h));
                    CHECK(s.tensors()[0].data[i * 4 + h] == last(i, h));
                }
            }
    CHECK(std::equal(s.values().data(), s.values().data() + 24, cut.values().data()));
}

TEST_CASE("a sequence in two parts, of which the second ends early, is the same as in one") {
    using four = at<letters, input<4, 3>, named<"lengths", whole_input<1>>>;
    using three = at<letters, input<3, 3>, named<"lengths", whole_input<1>>>;
    model<letters> m{seed{3}};
    const auto x = numbers_of(2);
    network_run whole{m, answering{}};
    const xt::xtensor<float, 2> expected = whole.forward(x, xt::xtensor<int, 2>{{4}, {5}});
    network_run first{m, three{}, answering{}};
    network_run second{m, three{}, answering{}};
    state<three> s{2};
    first.forward(xt::view(x, xt::all(), xt::range(0, 3)), xt::xtensor<int, 2>{{3}, {3}}, s);
    xt::xtensor<float, 3> rest = xt::zeros<float>({2, 3, 3});
    xt::view(rest, xt::all(), xt::range(0, 2)) = xt::view(x, xt::all(), xt::range(3, 5));
    CHECK(expected == xt::xtensor<float, 2>(second.forward(rest, xt::xtensor<int, 2>{{1}, {2}}, s)));
    static_assert(Network<four>);
}

TEST_CASE("a length that is none of the sequence's places is refused, and the state is as it was") {
    model<letters> m{seed{3}};
    network_run run{m, answering{}};
    state<letters> s{2};
    const auto x = numbers_of(2);
    run.forward(x, xt::xtensor<int, 2>{{2}, {3}}, s);
    const std::vector<float> before(s.values().data(), s.values().data() + 16);
    for (const int wrong : {0, 6, -1}) {
        std::string what;
        try {
            run.forward(x, xt::xtensor<int, 2>{{2}, {wrong}}, s);
        } catch (const error& e) {
            what = e.what();
        }
        INFO(what);
        CHECK(what.find("sample 1") != std::string::npos);
        CHECK(what.find("a whole number from 1 to 5") != std::string::npos);
        CHECK(what.find(std::to_string(wrong)) != std::string::npos);
        CHECK(std::equal(before.begin(), before.end(), s.values().data()));
    }
    const std::vector<float> broken{2.5F};
    CHECK_THROWS_AS(check_lengths(broken.data(), 1, 5), error);
}
