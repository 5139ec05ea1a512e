// SPDX-License-Identifier: MIT
// Each mistake as the sentence that a user reads.
#include <doctest/doctest.h>
#include <strata/data/labelled_images.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/network_or_none.hpp>
#include <strata/layers/attention.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/border_pads.hpp>
#include <strata/layers/cross_attention.hpp>
#include <strata/layers/drop_connect.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/elu.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/group_norm.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/layer_scale.hpp>
#include <strata/layers/leaky_relu.hpp>
#include <strata/layers/matrix_multiplication.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/max_unpool.hpp>
#include <strata/layers/pixels_to_places.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/reshape.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/layers/stochastic_depth.hpp>
#include <strata/layers/transposed_convolution.hpp>
#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/model/arrays.hpp>
#include <strata/model/parameter_name.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/training/pairing.hpp>

using namespace strata;

struct half_a_layer : layer {};
struct strange_layer : layer {
    template <Shape X>
    using output = int;
};
struct without_passes : layer {
    template <Shape X>
    using output = X;
};
struct empty_class {};
struct wants_something_else {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "it wants something else";
    }
};
struct choosy : layer {
    template <Shape X>
    using output = refused<wants_something_else>;
};
struct whole_net : net<input<9>, relu> {};
struct digits : net<input<9>, named<"first", dense<4>>, relu> {};
/// An update rule that is not finished.
struct begun {
    double rate = 1;
};
struct two_heads : net<input<9>, heads<dense<2>, dense<3>>> {};
struct an_image : net<input<1, 4, 4>, relu> {};
struct a_sequence : net<input<7, 4>, dense<3>> {};
struct one_class : net<input<9>, dense<1>> {};
struct probabilities : net<input<9>, dense<4>, softmax> {};
struct yes_or_no : net<input<9>, dense<4>, sigmoid> {};

namespace {

using image = input<3, 32, 32>;
using seven = input<6, 7, 7>;

template <class Mistake>
std::string text_of() {
    return std::string(sentence_of<Mistake>.view());
}
template <class... Parts>
std::string says() {
    return text_of<resolve<Parts...>>();
}

}  // namespace

TEST_CASE("a message is the sentence and the page of its code; a code of the user's own has none") {
    using mistake = resolve<image, dense<10>>;
    CHECK(std::string(message_of<mistake>.view()) == text_of<mistake>() + " (docs/errors.md#e03)");
    using own = resolve<input<9>, choosy>;
    CHECK(std::string(message_of<own>.view()) == "layer 0, choosy, got shape<9>: it wants something else");
}

TEST_CASE("the mistake of a list is one sentence: where, what came in, what was expected, what to write instead") {
    // E01 a stride that does not fit
    CHECK(says<seven, conv<16, 3, stride<3>>>() ==
          "layer 0, conv<16, 3, stride<3>>, got shape<6, 7, 7>: along both axes (W - F + 2P)/S + 1 = (7 - 3 + 2*0)/3 + 1 = "
          "2.33 is not a whole number; pad<1> gives 3, stride<2> gives 3, stride<1> gives 5, round_down gives "
          "2 and leaves the far edge out");
    // E01 a pooling over an image that is not square
    CHECK(says<input<6, 8, 7>, max_pool<2>>() ==
          "layer 0, max_pool<2>, got shape<6, 8, 7>: along the width (W - F + 2P)/S + 1 = (7 - 2 + 2*0)/2 + 1 = 3.50 is not a "
          "whole number; pad<0, 0, 0, 1> gives 4, stride<1> gives 7 x 6, round_down gives 4 x 3 and leaves the far edge out");
    // E01 with dilation
    CHECK(says<input<6, 8, 8>, conv<4, 3, stride<4>, dilation<2>>>() ==
          "layer 0, conv<4, 3, stride<4>, dilation<2>>, got shape<6, 8, 8>: along both axes (W - F + 2P)/S + 1 = (8 - 5 + "
          "2*0)/4 + 1 = 1.75 is not a whole number; pad<0, 1, 0, 1> gives 2, stride<3> gives 2, stride<1> gives 4, round_down gives 1 "
          "and leaves the far edge out");
    // E01 with padding
    CHECK(says<input<6, 8, 8>, conv<4, 3, stride<2>, pad<1>>>() ==
          "layer 0, conv<4, 3, stride<2>, pad<1>>, got shape<6, 8, 8>: along both axes (W - F + 2P)/S + 1 = (8 - 3 + 2*1)/2 + "
          "1 = 4.50 is not a whole number; pad<1, 0, 1, 0> gives 4, stride<1> gives 8, round_down gives 4 and leaves the far edge out");
    // E02 a window that is too large
    CHECK(says<input<6, 3, 3>, relu, conv<4, 5>>() ==
          "layer 1, conv<4, 5>, got shape<6, 3, 3>: along both axes a window that spans 5 places does not fit into W + 2P = 3 "
          "+ 2*0 = 3; write one that spans at most 3; as output extent, pad<1> gives 1");
    // E02 without a repair
    CHECK(says<input<6, 1, 1>, max_pool<2>>() ==
          "layer 0, max_pool<2>, got shape<6, 1, 1>: along both axes a window that spans 2 places does not fit into W + 2P = 1 "
          "+ 2*0 = 1; write one that spans at most 1; as output extent, pad<0, 1, 0, 1> gives 1");
    // E02 with dilation
    CHECK(says<input<6, 5, 5>, conv<4, 3, dilation<4>>>() ==
          "layer 0, conv<4, 3, dilation<4>>, got shape<6, 5, 5>: along both axes a window that spans 9 places does not fit "
          "into W + 2P = 5 + 2*0 = 5; write one that spans at most 5; as output extent, pad<2> gives 1");
    // E01, a fraction that is rounded
    CHECK(says<input<1, 8, 8>, conv<4, 3, stride<3>>>().find("(8 - 3 + 2*0)/3 + 1 = 2.67 is not a whole number") != std::string::npos);
    // E01 and E02 along one axis, and along the only one
    CHECK(says<seven, conv<4, window<1, 3>, stride<1, 3>>>() ==
          "layer 0, conv<4, window<1, 3>, stride<1, 3>>, got shape<6, 7, 7>: along the width (W - F + 2P)/S + 1 = (7 - 3 + 2*0)/3 + 1 = "
          "2.33 is not a whole number; pad<0, 1> gives 7 x 3, stride<1, 2> gives 7 x 3, round_down gives 7 x 2 and leaves the far edge out");
    CHECK(says<input<7, 6>, conv<4, 3, stride<3>, pad<0, 1>>>() ==
          "layer 0, conv<4, 3, stride<3>, pad<0, 1>>, got shape<7, 6>: along the length (W - F + P1 + P2)/S + 1 = (7 - 3 + 0 + 1)/3 + 1 = "
          "2.67 is not a whole number; pad<1, 1> gives 3, stride<1> gives 6, round_down gives 2 and leaves the far edge out");
    CHECK(says<input<3, 6>, conv<4, 3, pad<0, 1>, dilation<4>>>() ==
          "layer 0, conv<4, 3, pad<0, 1>, dilation<4>>, got shape<3, 6>: along the length a window that spans 9 places does not fit "
          "into W + P1 + P2 = 3 + 0 + 1 = 4; write one that spans at most 4");
    // E66
    CHECK(says<image, conv<4, 3, pad<1, 2, 3>>>() ==
          "layer 0, conv<4, 3, pad<1, 2, 3>>, got shape<3, 32, 32>: pad<1, 2, 3> has 3 numbers; over an image write one for all sides, "
          "two for rows and columns, or four for top, bottom, left and right");
    CHECK(says<input<9, 6>, conv<4, 3, stride<1, 2>>>() ==
          "layer 0, conv<4, 3, stride<1, 2>>, got shape<9, 6>: stride<1, 2> has 2 numbers; over a sequence write one");
    CHECK(says<input<9, 6>, conv<4, window<1, 7>>>() ==
          "layer 0, conv<4, window<1, 7>>, got shape<9, 6>: window<1, 7> has two numbers, and a sequence has one axis; write 7");
    // E03
    CHECK(says<image, relu, dense<10>>() ==
          "layer 1, dense<10>, got shape<3, 32, 32>: it needs a vector, shape<N>; write flatten, dense<10>");
    // E04
    CHECK(says<image, flatten, conv<6, 5>>() ==
          "layer 1, conv<6, 5>, got shape<3072>: it needs an image, shape<C, H, W>; put it before flatten and "
          "dense, or start from input<C, H, W>");
    CHECK(says<input<6, 4>, global_average_pool>() ==
          "layer 0, global_average_pool, got shape<6, 4>: it needs an image, shape<C, H, W>; of a sequence, flatten gives all places to "
          "what follows, and dense takes one place after the other");
    // E05
    CHECK(says<input<4, 8, 8>, conv<6, 3, groups<4>>>() ==
          "layer 0, conv<6, 3, groups<4>>, got shape<4, 8, 8>: 4 channels and 6 filters cannot both be split "
          "into 4 groups of one size; write groups<2>");
    // E06
    CHECK(says<image, max_pool<2, pad<2>>>() ==
          "layer 0, max_pool<2, pad<2>>, got shape<3, 32, 32>: pad<2> is more than half of a window of 2 along both axes: some "
          "windows would see nothing but padding; write at most 1 on a side; pad<1> gives 17");
    // E06 without a repair
    CHECK(says<image, max_pool<3, pad<5>>>() ==
          "layer 0, max_pool<3, pad<5>>, got shape<3, 32, 32>: pad<5> is more than half of a window of 3 along both axes: some "
          "windows would see nothing but padding; write at most 1 on a side");
    // E07 of a residual
    CHECK(says<image, residual<chain<conv<6, 3, pad<1>, stride<2>, round_down>>>>() ==
          "residual at 0, got shape<6, 16, 16> and shape<3, 32, 32>: what is added must have one shape, and "
          "these, of the body and of the shortcut, differ in axis 0 (channels); write residual<body, conv<6, 1, "
          "stride<2>, round_down>>, a shortcut that fits");
    // E07 of vectors
    CHECK(says<input<9>, residual<chain<dense<6>>>>() ==
          "residual at 0, got shape<6> and shape<9>: what is added must have one shape, and these, of the body and of the "
          "shortcut, differ in axis 0 (channels); write residual<body, dense<6>>, a shortcut that fits");
    // E07 of an image and a vector
    CHECK(says<image, residual<chain<flatten, dense<6>>>>() ==
          "residual at 0, got shape<6> and shape<3, 32, 32>: what is added must have one shape, and these, of "
          "the body and of the shortcut, differ in how many axes they have; write residual<body, chain<flatten, dense<6>>>, a shortcut that "
          "fits");
    // E07 of a sum
    CHECK(says<image, sum<conv<6, 3>, conv<6, 5>>>() ==
          "sum at 0, got shape<6, 30, 30> and shape<6, 28, 28>: what is added must have one shape, and these "
          "differ in axis 1 (height); let them end in equally many filters, with the same strides and with "
          "padding that keeps the extent (same)");
    // E07 of a sum of an image and a vector
    CHECK(says<image, sum<conv<6, 3>, chain<flatten, dense<6>>>>() ==
          "sum at 0, got shape<6, 30, 30> and shape<6>: what is added must have one shape, and these differ in "
          "how many axes they have; let all of them end in images or all of them in vectors (flatten, dense<N>)");
    // E08
    CHECK(says<image, concat<conv<6, 1>, conv<7, 3>>>() ==
          "concat at 0, got shape<6, 32, 32> and shape<7, 30, 30>: branches that stand one behind the other "
          "may differ in their channels alone, and these differ in axis 1 (height); give them the same "
          "strides, and padding that keeps the extent (same), or end the larger one in crop<H, W>");
    // E08 of an image and a vector
    CHECK(says<image, concat<conv<6, 1>, chain<flatten, dense<3>>>>() ==
          "concat at 0, got shape<6, 32, 32> and shape<3>: branches that stand one behind the other may differ "
          "in their channels alone, and these differ in how many axes they have; let all of them end in images "
          "or all of them in vectors (flatten, dense<N>)");
    // E09
    CHECK(says<image, conv<0, 3>>() ==
          "layer 0, conv<0, 3>, got shape<3, 32, 32>: a number in it is too small or missing: sizes, strides, "
          "dilations and groups are at least 1, padding at least 0");
    // E09 of the input
    CHECK(says<input<0, 3>>() ==
          "input<0, 3>: a number in it is too small or missing: sizes, strides, dilations and groups are at "
          "least 1, padding at least 0");
    // E10
    CHECK(says<input<9>, dropout<percent<150>>>() ==
          "layer 0, dropout<1.5>, got shape<9>: the rate 1.5 is not in [0, 1); it is the share that is dropped: "
          "write 0.5 for a half");
    CHECK(says<input<9>, residual<chain<dense<9>, stochastic_depth<-1.0 / 3>>>>() ==
          "residual at 0, its body, layer 1, stochastic_depth<-1.0/3>, got shape<9>: the rate -1.0/3 is not in "
          "[0, 1); it is the share that is dropped: write 0.5 for a half");
    // E10 of something that is no rate, or none that was meant
    CHECK(says<input<9>, dropout<>>() ==
          "layer 0, dropout<>, got shape<9>: its rate is missing or no number; it is the share that is "
          "dropped: write 0.5 for a half");
    CHECK(says<input<9>, drop_connect<1 / 2, dense<4>>>() ==
          "layer 0, drop_connect<0, dense<4>>, got shape<9>: its rate is the whole number 0, as 1/2 is in C++ "
          "(0.0 drops nothing); it is the share that is dropped: write 0.5 for a half");
    // E46
    CHECK(says<input<9>, leaky_relu<-0.2>>() ==
          "layer 0, leaky_relu<-0.2>, got shape<9>: its number is -0.2; it is at least 0, or the output would not "
          "tell the sign of the input: write 0.2 for a fifth");
    CHECK(says<input<9>, layer_scale<1 / 5>>() ==
          "layer 0, layer_scale<0>, got shape<9>: its number is the whole number 0, as 1/5 is in C++ (0.0 starts with nothing); "
          "it is at least 0: write 0.2 for a fifth");
    CHECK(says<input<9>, elu<1 / 5>>() ==
          "layer 0, elu<0>, got shape<9>: its number is the whole number 0, as 1/5 is in C++ (0.0 is relu's); it is "
          "at least 0, or the output would not tell the sign of the input: write 0.2 for a fifth");
    // E63
    CHECK(says<input<5, 4>, tap<"x">, with<"x", matrix_multiplication>>() ==
          "layer 0, matrix_multiplication, got shape<5, 4> and shape<5, 4>: the 4 features of the first meet the 5 places of the "
          "second, which have to be as many; write dot_products, which turns the second, or dense<5> before it");
    CHECK(says<input<5, 4>, tap<"x">, dense<3>, with<"x", dot_products>>() ==
          "layer 1, dot_products, got shape<5, 3> and shape<5, 4>: the 3 features of the first meet the 4 features of the "
          "second, which have to be as many; write dense<4> before it");
    CHECK(says<input<5, 4>, dot_products>() ==
          "layer 0, dot_products, got shape<5, 4>: it takes two sequences, which are its matrices; write tap<\"name\"> behind "
          "the second one, and with<\"name\", ...> here");
    // E64
    CHECK(says<input<5, 4>, reflect_pad<5, 1>>() ==
          "layer 0, reflect_pad<5, 1>, got shape<5, 4>: a reflection shows what lies behind the edge, so that axis 0 (places), of "
          "extent 5, has 4 to show, not 5; write at most 4 there, or take replicate_pad, which goes on with the edge");
    // E65
    CHECK(says<input<9>, layer_norm_with<epsilon<1 / 1000>>>() ==
          "layer 0, layer_norm_with<epsilon<0>>, got shape<9>: its epsilon is the whole number 0, as 1/1000 is in C++; "
          "it is above 0, or equal numbers would be divided by 0: write epsilon<0.001>");
    CHECK(says<input<9>, group_norm<3, no_bias, epsilon<>>>() ==
          "layer 0, group_norm<3, no_bias, epsilon<>>, got shape<9>: its epsilon is missing or no number; it is above "
          "0, or equal numbers would be divided by 0: write epsilon<0.001>");
    CHECK(says<input<9>, batch_norm_with<statistics_momentum<-0.1>>>() ==
          "layer 0, batch_norm_with<statistics_momentum<-0.1>>, got shape<9>: its momentum is -0.1; it is the share "
          "of the latest batch in the running mean and variance, above 0 and at most 1: write "
          "statistics_momentum<0.01>");
    // E25, E26 of a normalization
    CHECK(says<input<9>, layer_norm_with<cumulative>>() ==
          "layer 0, layer_norm_with<cumulative>, got shape<9>: it has no option cumulative; its options are like "
          "these: epsilon<0.001>, no_scale, no_bias, each_place");
    CHECK(says<input<9>, batch_norm_with<cumulative, statistics_momentum<0.1>>>() ==
          "layer 0, batch_norm_with<cumulative, statistics_momentum<0.1>>, got shape<9>: two of its options are about "
          "the same thing, and the second is statistics_momentum<0.1>; take one of them out (same is padding too)");
    // E11
    CHECK(says<input<9>, int>() ==
          "layer 0, int, got shape<9>: this is neither a layer nor a form; a layer derives from strata::layer "
          "and has an output<X>, a forward and a backward (docs/your-own-layer.md)");
    // E11 of a layer that could not run
    CHECK(says<input<9>, without_passes>() ==
          "layer 0, without_passes, got shape<9>: this is no layer yet: it has no `template <class Phase, class "
          "T, Shape X> static void forward(const forward_args<T>&)`, it has no `template <class T, Shape X> "
          "static void backward(const backward_args<T>&)` (docs/your-own-layer.md)");
    // E12
    CHECK(says<conv<6, 5>, relu>() ==
          "layer 0, conv<6, 5>: a net begins with the shape of one sample; write input<C, H, W> for images or "
          "input<N> for vectors first");
    // E12 of an empty net
    CHECK(says<>() ==
          "net<>: a net begins with the shape of one sample; write input<C, H, W> for images or input<N> for "
          "vectors first");
    // E13
    CHECK(says<relu, input<9>>() ==
          "layer 0, relu: a net begins with its inputs; move input<...> to the front");
    // E14
    CHECK(says<input<9>, input<3>, relu>() ==
          "input<3>: an input after the first needs a name, at which from<...> and with<...> read it; write "
          "named<`label`, input<10>>");
    // E15
    CHECK(says<input<9>, named<"a", relu>, named<"a", dense<3>>>() ==
          "layer 1, named<`a`, dense<3>>: two parts beside each other are called `a`; their parameters could "
          "not be told apart: give one another name");
    CHECK(says<input<9>, tap<"a">, relu, tap<"a">>() ==
          "layer 1, tap<`a`>, got shape<9>: two taps or inputs are called `a`, and it could not be told which is meant: give one "
          "another name");
    CHECK(says<input<9>, named<"a", dense<9>>, shared<"a", dense<9>>>() ==
          "the net: a part and one that is shared are called `a`, and it could not be told which is meant: give one another name");
    // sequences in E07 and E08
    CHECK(says<input<5, 8>, residual<dense<9>>>() ==
          "residual at 0, got shape<5, 9> and shape<5, 8>: what is added must have one shape, and these, of the body and of "
          "the shortcut, differ in axis 1 (features); let them end in as many features (dense<D>) at as many places");
    CHECK(says<input<8>, concat<reshape<4, 2>, reshape<2, 4>>>() ==
          "concat at 0, got shape<4, 2> and shape<2, 4>: branches that stand one behind the other may differ in their channels "
          "alone, and these differ in axis 0 (places); give them as many places");
    // E38
    CHECK(says<input<9>, tap<"a">, relu, tap<"b">, with<"c", add>>() ==
          "layer 1, with<`c`, add>, got shape<9>: no value before this place is called `c`; there are `a`, `b`");
    CHECK(says<input<9>, concat<from<"a", relu>, relu>>() ==
          "concat at 0, branch 0, from<`a`, relu>, got shape<9>: no value before this place is called `a`, and no tap stands before "
          "it; put a tap<`name`> behind the layer whose output is meant");
    // E39
    CHECK(says<input<9>, shared<"s", dense<8>>, shared<"s", dense<8>>>() ==
          "layer 1, shared<`s`, dense<8>>: parts that are shared as `s` have one set of parameters, and an earlier one has "
          "others, since it reads another shape; write the same part over inputs that give it the same parameters, or share it "
          "under another name");
    // E16 behind heads
    CHECK(says<input<9>, heads<dense<2>, dense<3>>, relu>() ==
          "layer 1, relu, got shape<2> and shape<3>: heads<...> makes several values, which no layer and no "
          "form can read; let heads be the last part of the net, and put what should follow into each of its "
          "branches");
    // E16 inside a form
    CHECK(says<input<9>, concat<relu, heads<dense<2>, dense<3>>>>() ==
          "concat at 0, branch 1, heads<dense<2>, dense<3>>, got shape<2> and shape<3>: heads<...> makes "
          "several values, which no layer and no form can read; let heads be the last part of the net, and put "
          "what should follow into each of its branches");
    // E17
    CHECK(says<image, conv<6, 4, same>>() ==
          "layer 0, conv<6, 4, same>, got shape<3, 32, 32>: same puts D (F - 1)/2 zeros on each side, which is "
          "1.5 along both axes; write a window of odd size, or same_upper, which puts the odd zero behind");
    CHECK(says<input<7, 6>, conv<6, 4, same>>() ==
          "layer 0, conv<6, 4, same>, got shape<7, 6>: same puts D (F - 1)/2 zeros on each side, which is 1.5 "
          "along the length; write a window of odd size, or same_upper, which puts the odd zero behind");
    // E25
    CHECK(says<image, max_pool<2, groups<2>>>() ==
          "layer 0, max_pool<2, groups<2>>, got shape<3, 32, 32>: it has no option groups<2>; its options are like "
          "these: stride<1>, pad<1>, same, same_upper, dilation<1>, round_down, round_up");
    // E25 a layer as an option
    CHECK(says<input<9>, dense<6, relu>>() ==
          "layer 0, dense<6, relu>, got shape<9>: it has no option relu, which is a layer: write it behind "
          "this one; its options are like these: no_bias, init<he>");
    // E26
    CHECK(says<image, conv<6, 3, pad<1>, same>>() ==
          "layer 0, conv<6, 3, pad<1>, same>, got shape<3, 32, 32>: two of its options are about the same "
          "thing, and the second is same; take one of them out (same is padding too)");
    // E27
    CHECK(says<input<9>, repeat<0, relu>>() ==
          "repeat at 0, got shape<9>: a form needs at least one part: concat<branch...>, sum<branch...>, "
          "multiply<branch...>, heads<branch...>, repeat<N, part> with N > 0");
    // E28
    CHECK(says<input<9>, named<"a.b", relu>>() ==
          "layer 0, named<`a.b`, relu>, got shape<9>: a name has at least one letter and no "
          "dot; for a dot write a part inside of a part, named<`a`, chain<named<`b`, ...>>>, and a number is the "
          "name of a part in a list alone, not of an input, a head or what is shared");
    // E15 where a name is a number
    CHECK(says<input<9>, named<"1", dense<3>>, dense<4>>() ==
          "layer 1, dense<4>: two parts beside each other are called `1`; their parameters could not be told apart: "
          "give one another name");
    // E30
    CHECK(says<input<9>, half_a_layer>() ==
          "layer 0, half_a_layer, got shape<9>: this layer does not say what it makes of such an input; give "
          "it a template <Shape X> using output, which is a shape or a refused<...> (docs/your-own-layer.md)");
    CHECK(says<input<9>, strange_layer>() ==
          "layer 0, strange_layer, got shape<9>: this layer does not say what it makes of such an input; its "
          "output is neither a shape nor a refused<...> (docs/your-own-layer.md)");
    // E31
    CHECK(says<input<9>, whole_net>() ==
          "layer 0, whole_net, got shape<9>: a net has an input of its own and cannot stand in another; write "
          "its layers as a chain<...> without the input, and use that chain in both nets");
    // E31 as the list that it is
    CHECK(says<input<9>, net<input<9>, named<"first", dense<4>>>>().starts_with("layer 0, net<input<9>, named<`first`, dense<4>>>, got shape<9>: "));
    // E35
    CHECK(says<input<784>, reshape<1, 28, 27>>() ==
          "layer 0, reshape<1, 28, 27>, got shape<784>: a reshape keeps every element, and shape<784> has 784 of them, "
          "shape<1, 28, 27> 756; write extents whose product is 784");
    // E35 of pixels
    CHECK(says<input<49, 16>, places_to_pixels<6, 8>>() ==
          "layer 0, places_to_pixels<6, 8>, got shape<49, 16>: its 49 places are not 6 x 8 pixels; write two numbers whose product is 49");
    // E36
    CHECK(says<input<3, 8, 8>, tap<"before">, max_pool<2>, with<"before", max_unpool<4>>>() ==
          "layer 1, max_unpool<4>, got shape<3, 4, 4> and shape<3, 8, 8>: the first is to be what the pooling makes of the "
          "second, shape<3, 2, 2>; give it the window, stride and padding of the pooling that it undoes, and the value that it has read");
    // E36 without the second value
    CHECK(says<input<3, 8, 8>, max_pool<2>, max_unpool<2>>() ==
          "layer 1, max_unpool<2>, got shape<3, 4, 4>: it takes two values, what is to be spread and the input of the pooling "
          "that it undoes; write tap<\"name\"> before that pooling, and with<\"name\", max_unpool<...>> here");
    // E37
    CHECK(says<seven, conv_transpose<4, 3, stride<2>, output_pad<2>>>() ==
          "layer 0, conv_transpose<4, 3, stride<2>, output_pad<2>>, got shape<6, 7, 7>: output_pad<2> is not below the stride 2 along both axes: "
          "it says which of the sizes is meant that differ by less than a step; write at most 1");
    // E37 of a padding that leaves nothing
    CHECK(says<input<6, 2, 3>, conv_transpose<4, 2, pad<2>>>() ==
          "layer 0, conv_transpose<4, 2, pad<2>>, got shape<6, 2, 3>: pad<2> takes 2 places away on each side of the output along the height, and "
          "there would be (H - 1) S + D (F - 1) + 1 + A = 3; write at most 1 on a side");
    // E40
    CHECK(says<input<9, 30>, attention<4>>() ==
          "layer 0, attention<4>, got shape<9, 30>: 30 features cannot be split among 4 heads of one size; write attention<2>");
    // E41
    CHECK(says<image, attention<4>>() ==
          "layer 0, attention<4>, got shape<3, 32, 32>: it needs a sequence, shape<L, D>: L places with D features each; put it "
          "behind embedding<V, D>, or start from input<L, D>");
    // E42
    CHECK(says<input<9, 6>, tap<"memory">, dense<12>, with<"memory", cross_attention<3>>>() ==
          "layer 1, cross_attention<3>, got shape<9, 12> and shape<9, 6>: its places have 12 features and those that it looks at "
          "6, and both need equally many; write dense<12> before the tap");
    // E42 without the second sequence
    CHECK(says<input<9, 6>, cross_attention<3>>() ==
          "layer 0, cross_attention<3>, got shape<9, 6>: it takes two sequences, that of its own places and the one that it "
          "looks at; write tap<\"name\"> behind the one that it looks at, and with<\"name\", cross_attention<...>> here");
    // a place in the body of a residual
    CHECK(says<image, relu, residual<chain<relu, dense<3>>>>() ==
          "residual at 1, its body, layer 1, dense<3>, got shape<3, 32, 32>: it needs a vector, shape<N>; "
          "write flatten, dense<3>");
    // a place in the shortcut of a residual
    CHECK(says<image, relu, residual<relu, chain<relu, dense<3>>>>() ==
          "residual at 1, its shortcut, layer 1, dense<3>, got shape<3, 32, 32>: it needs a vector, shape<N>; "
          "write flatten, dense<3>");
    // a place in a branch
    CHECK(says<image, concat<relu, chain<relu, dense<3>>>>() ==
          "concat at 0, branch 1, layer 1, dense<3>, got shape<3, 32, 32>: it needs a vector, shape<N>; write "
          "flatten, dense<3>");
    // a place in a form in a form
    CHECK(says<image, residual<chain<relu, concat<relu, chain<relu, dense<3>>>>>>() ==
          "residual at 0, its body, concat at 1, branch 1, layer 1, dense<3>, got shape<3, 32, 32>: it needs a "
          "vector, shape<N>; write flatten, dense<3>");
    // a place in a form that is a body
    CHECK(says<image, residual<concat<relu, dense<3>>>>() ==
          "residual at 0, its body, concat, branch 1, dense<3>, got shape<3, 32, 32>: it needs a vector, "
          "shape<N>; write flatten, dense<3>");
    // a place in a copy
    CHECK(says<input<6, 32, 32>, repeat<3, chain<conv<6, 9>, relu, max_pool<2>>>>() ==
          "repeat at 0, copy 2, layer 0, conv<6, 9>, got shape<6, 2, 2>: along both axes a window that spans 9 places does not "
          "fit into W + 2P = 2 + 2*0 = 2; write one that spans at most 2; as output extent, pad<4> gives 2");
    // a place in a named chain
    CHECK(says<image, named<"stem", chain<relu, dense<3>>>>() ==
          "chain `stem`, layer 1, dense<3>, got shape<3, 32, 32>: it needs a vector, shape<N>; write flatten, "
          "dense<3>");
    // a named layer
    CHECK(says<image, named<"stem", dense<3>>>() ==
          "`stem`, dense<3>, got shape<3, 32, 32>: it needs a vector, shape<N>; write flatten, dense<3>");
    // a named form
    CHECK(says<image, named<"block", residual<conv<6, 3, same>>>>() ==
          "residual `block`, got shape<6, 32, 32> and shape<3, 32, 32>: what is added must have one shape, and "
          "these, of the body and of the shortcut, differ in axis 0 (channels); write residual<body, conv<6, 1>>, a shortcut that fits");
}

TEST_CASE("the mistake of using a right network wrongly is one sentence as well") {
    // E18
    CHECK(text_of<pairing<two_heads, softmax_loss, sgd>>() ==
          "a trainer with joint_loss<softmax_loss>, got shape<2> and shape<3>: the network has 2 outputs and "
          "the trainer 1 loss; give it one for each branch of heads<...>: joint_loss{first, second, ...}, or "
          "the loss alone where there is one");
    // E19
    CHECK(text_of<pairing<an_image, softmax_loss, sgd>>() ==
          "a trainer with softmax_loss, got shape<1, 4, 4>: the loss needs a vector of scores, shape<C>, at "
          "the end of the network; write flatten, dense<C> at the end");
    // E43
    CHECK(text_of<pairing<digits, pixel_softmax_loss, sgd>>() ==
          "a trainer with pixel_softmax_loss, got shape<4>: the loss needs scores at every pixel, shape<C, H, W>, at "
          "the end of the network; end in conv<C, 1> with C the number of classes, or take softmax_loss, which asks "
          "for one class a sample");
    // E44
    CHECK(text_of<pairing<digits, place_softmax_loss, sgd>>() ==
          "a trainer with place_softmax_loss, got shape<4>: the loss needs scores at every place, shape<L, C>, at the end of "
          "the network; end in dense<C> over a sequence, with C the number of classes, or take softmax_loss, which asks "
          "for one class a sample");
    // E19 of a sequence
    CHECK(text_of<pairing<a_sequence, softmax_loss, sgd>>() ==
          "a trainer with softmax_loss, got shape<7, 3>: the loss needs a vector of scores, shape<C>, at the end of the "
          "network; write flatten, dense<C> at the end, or take place_softmax_loss, which asks for one class at every place");
    // E20
    CHECK(text_of<pairing<an_image, pixel_softmax_loss, sgd>>() ==
          "a trainer with pixel_softmax_loss, got shape<1, 4, 4>: with one class the probability is always 1 and the "
          "loss always 0; end in conv<C, 1> with C the number of classes, 2 or more");
    // E20
    CHECK(text_of<pairing<one_class, softmax_loss, sgd>>() ==
          "a trainer with softmax_loss, got shape<1>: with one class the probability is always 1 and the loss "
          "always 0; end in dense<C> with C the number of classes, 2 or more");
    // E21
    CHECK(text_of<pairing<probabilities, softmax_loss, sgd>>() ==
          "a trainer with softmax_loss, got shape<4>: softmax_loss takes scores and applies softmax itself; "
          "take the softmax layer off the end of the net");
    // E58, E59
    CHECK(text_of<pairing<digits, accuracy, sgd>>() ==
          "a trainer with accuracy, got shape<4>: it has no `template <Shape Y, class T> double apply(const "
          "loss_args<T>&) const`");
    CHECK(text_of<pairing<digits, softmax_loss, begun>>() ==
          "a trainer with begun: it does not name its arrays: static constexpr std::array<const char*, 1> "
          "slot_names{\"velocity\"}; it has no `template <class T> void update(const update_args<T>&) const`");
    CHECK(text_of<pairing<yes_or_no, binary_cross_entropy_loss, sgd>>() ==
          "a trainer with binary_cross_entropy_loss, got shape<4>: binary_cross_entropy_loss takes scores and "
          "applies sigmoid itself; take the sigmoid layer off the end of the net");
    // E22
    CHECK(text_of<batch_decision<xt::xtensor<float, 3>, shape<1, 4, 4>>>() ==
          "a batch, got an array of rank 3: the network takes samples of shape<1, 4, 4>, so a batch of them is "
          "an array of rank 4, whose first axis counts the samples");
    // E60
    CHECK(text_of<shape_error<used_in<a_batch>, got<array_count<1>>, E60_another_number_of_inputs, input_count<3>>>() ==
          "a batch, got 1 array: the network has 3 inputs; write inputs(x1, x2, x3), with an array for each of them in "
          "the order of its list");
    CHECK(text_of<shape_error<used_in<a_run>, got<array_count<2>>, E60_another_number_of_inputs, input_count<1>>>() ==
          "a run, got 2 arrays: the network has 1 input; hand over its array alone");
    // E23
    CHECK(text_of<shape_error<used_in<the_backward_pass>, got<>, E23_backward_in_inference, whole_net>>() ==
          "the backward pass: a workspace for inference keeps nothing that backward needs; make it a "
          "workspace<whole_net, training>");
    // E24
    CHECK(text_of<parameter_called<digits::graph, "second.weight">::decision>() ==
          "the parameters: none is called `second.weight`; there are first.weight, first.bias");
    // E29
    CHECK(text_of<pairing<digits, sgd, softmax_loss>>() ==
          "a trainer with sgd, softmax_loss: the second argument of a trainer is a loss and the third an "
          "update rule: trainer t{m, softmax_loss{}, adam{}}");
    // E32
    CHECK(text_of<shape_error<used_in<an_explanation, whole_net>, got<>, E32_no_layer_of_this_number, std::integral_constant<int, 4>, std::integral_constant<int, 1>>>() ==
          "explain with whole_net: there is no layer 4; this network has 1, counted from 0, joins included");
    // E47
    CHECK(text_of<network_decision<conv<8, 3>>>() ==
          "conv<8, 3>: this is no network; derive one from net<input<C, H, W>, ...>, or give it a name: using mine = "
          "net<input<C, H, W>, ...>");
    static_assert(is_error_of<network_decision<int>, E47_not_a_network> && is_error_of<network_decision<chain<relu>>, E47_not_a_network> &&
                  is_error_of<network_decision<half_a_layer>, E47_not_a_network> && std::is_same_v<network_decision<whole_net>, whole_net> &&
                  std::is_same_v<network_decision<empty_class>, empty_class> && std::is_same_v<network_decision<struct not_yet>, struct not_yet>);
    // E48
    CHECK(text_of<batch_decision<std::vector<float>, shape<1, 4, 4>>>() ==
          "a batch, got std::vector<float>: a batch is an array that knows its axes, and this does not; write xt::adapt(v, "
          "{N, 1, 4, 4}), where N counts the samples");
    CHECK(text_of<batch_decision<const double*, shape<9>>>().find("write xt::adapt(&v[0], {N, 9})") != std::string::npos);
    CHECK(text_of<batch_decision<float[16], shape<9>>>().find("write xt::adapt(v, {N, 9})") != std::string::npos);
    CHECK(text_of<batch_decision<std::array<float, 16>, shape<9>>>().find("write xt::adapt(v, {N, 9})") != std::string::npos);
    CHECK(text_of<batch_decision<std::vector<std::vector<float>>, shape<9>>>() ==
          "a batch, got std::vector<std::vector<float>>: a batch is an array that knows its axes, and this does not; write an "
          "xt::xtensor<float, 2> of [N, 9], where N counts the samples");
    CHECK(text_of<batch_decision<a_list_in_braces, shape<9>>>().starts_with("a batch, got a list in braces: "));
    CHECK(text_of<batch_decision<labelled_images, shape<1, 4, 4>>>() ==
          "a batch, got labelled_images: a batch is an array, and this is a set of them with labels; write its .images");
    static_assert(std::is_same_v<batch_decision<std::vector<float>, unknown_shape>, unknown_shape>);
    // E49
    CHECK(text_of<labels_decision<std::vector<int>, shape<>>>() ==
          "the labels, got std::vector<int>: they are an array of whole numbers, the classes counted from 0; write xt::adapt(v, {N})");
    CHECK(text_of<labels_decision<std::vector<int>, shape<4, 4>>>().ends_with("write xt::adapt(v, {N, 4, 4})"));
    CHECK(text_of<labels_decision<int, shape<>>>().ends_with("write an xt::xtensor<int, 1> of [N]"));
    // E50
    CHECK(text_of<shape_error<a_fit, got<>, E50_nothing_to_fit, E50_nothing_to_fit::of_labels>>() ==
          "fit: the targets are missing; write fit(x, labels), or fit(set) of a set that has them");
    CHECK(text_of<shape_error<a_fit, got<>, E50_nothing_to_fit, E50_nothing_to_fit::of_outputs<2>>>() ==
          "fit: the losses compare the network's outputs with 2 arrays, and as many have to be handed over, output by "
          "output: fit(x, labels, more_labels, {.epochs = 5})");
    CHECK(text_of<shape_error<a_fit, got<>, E50_nothing_to_fit, E50_nothing_to_fit::of_set>>().starts_with("fit: the loss asks for other labels"));
}
