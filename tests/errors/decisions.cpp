// SPDX-License-Identifier: MIT
// Each mistake as a value, whole, and each repair that is offered tried: the repaired network resolves, to the extent
// that was promised.
#include <strata/graph/net.hpp>
#include <strata/layers/attention.hpp>
#include <strata/layers/average_pool.hpp>
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/channel_dropout.hpp>
#include <strata/layers/cross_attention.hpp>
#include <strata/layers/dropout.hpp>
#include <strata/layers/elu.hpp>
#include <strata/layers/embedding.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/group_norm.hpp>
#include <strata/layers/layer_norm.hpp>
#include <strata/layers/leaky_relu.hpp>
#include <strata/layers/learned_positions.hpp>
#include <strata/layers/lstm.hpp>
#include <strata/layers/max_pool.hpp>
#include <strata/layers/max_unpool.hpp>
#include <strata/layers/positional_encoding.hpp>
#include <strata/layers/relu.hpp>
#include <strata/layers/reshape.hpp>
#include <strata/layers/softmax.hpp>
#include <strata/layers/stochastic_depth.hpp>
#include <strata/layers/transposed_convolution.hpp>
#include <strata/losses/binary_cross_entropy_loss.hpp>
#include <strata/losses/mean_squared_loss.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/losses/place_softmax_loss.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/losses/weighted_squared_loss.hpp>
#include <strata/model/given_inputs.hpp>
#include <strata/model/parameter_name.hpp>
#include <strata/optimizers/sgd.hpp>
#include <strata/training/pairing.hpp>

namespace strata::test {
namespace {

/// The list is this mistake, word for word.
template <class Mistake, class... Parts>
concept is = std::is_same_v<resolve<Parts...>, Mistake>;

template <class... Parts>
using output_of = typename type_at<typename resolve<Parts...>::outputs, 0>::shape_type;
/// The list makes shape Y.
template <class Y, class... Parts>
concept makes = std::is_same_v<output_of<Parts...>, Y>;

using image = input<3, 32, 32>;
using seven = input<6, 7, 7>;

// E01, and what it offers
using thirds = conv<16, 3, stride<3>>;
static_assert(is<shape_error<at_layer<0, thirds>, got<shape<6, 7, 7>>, E01_output_not_whole, window_rule<along::both, 7, 3, 0, 0, 3>,
                             write_instead<gives<pad<1>, 3>, gives<stride<2>, 3>, gives<stride<1>, 5>, gives<round_down, 2>>>,
                 seven, thirds>);
static_assert(makes<shape<16, 3, 3>, seven, conv<16, 3, stride<3>, pad<1>>>);
static_assert(makes<shape<16, 3, 3>, seven, conv<16, 3, stride<2>>>);
static_assert(makes<shape<16, 5, 5>, seven, conv<16, 3, stride<1>>>);
static_assert(makes<shape<16, 2, 2>, seven, conv<16, 3, stride<3>, round_down>>);
// of an image that is not square: both extents, and only what works along both axes
static_assert(is<shape_error<at_layer<0, max_pool<2>>, got<shape<6, 8, 7>>, E01_output_not_whole, window_rule<along::width, 7, 2, 0, 0, 2>,
                             write_instead<gives<pad<0, 0, 0, 1>, 4>, gives<stride<1>, 7, 6>, gives<round_down, 4, 3>>>,
                 input<6, 8, 7>, max_pool<2>>);
static_assert(makes<shape<6, 7, 6>, input<6, 8, 7>, max_pool<2, stride<1>>>);
static_assert(makes<shape<6, 4, 3>, input<6, 8, 7>, max_pool<2, round_down>>);
static_assert(is<shape_error<at_layer<0, conv<4, 3, stride<4>, dilation<2>>>, got<shape<6, 8, 8>>, E01_output_not_whole,
                             window_rule<along::both, 8, 5, 0, 0, 4>, write_instead<gives<pad<0, 1, 0, 1>, 2>, gives<stride<3>, 2>, gives<stride<1>, 4>, gives<round_down, 1>>>,
                 input<6, 8, 8>, conv<4, 3, stride<4>, dilation<2>>>);
static_assert(makes<shape<4, 2, 2>, input<6, 8, 8>, conv<4, 3, stride<3>, dilation<2>>>);
static_assert(makes<shape<4, 2, 2>, input<6, 8, 8>, conv<4, 3, stride<4>, dilation<2>, pad<0, 1, 0, 1>>>);

// E02
static_assert(is<shape_error<at_layer<1, conv<4, 5>>, got<shape<6, 3, 3>>, E02_window_larger_than_input, window_rule<along::both, 3, 5, 0, 0, 1>,
                             write_instead<gives<pad<1>, 1>>>,
                 input<6, 3, 3>, relu, conv<4, 5>>);
static_assert(makes<shape<4, 1, 1>, input<6, 3, 3>, relu, conv<4, 5, pad<1>>>);
static_assert(is<shape_error<at_layer<0, max_pool<2>>, got<shape<6, 1, 1>>, E02_window_larger_than_input, window_rule<along::both, 1, 2, 0, 0, 2>, write_instead<gives<pad<0, 1, 0, 1>, 1>>>,
                 input<6, 1, 1>, max_pool<2>>);

// E01 and E02 along one axis of two, and along that of a sequence
static_assert(is<shape_error<at_layer<0, conv<4, window<1, 3>, stride<1, 3>>>, got<shape<6, 7, 7>>, E01_output_not_whole,
                             window_rule<along::width, 7, 3, 0, 0, 3>,
                             write_instead<gives<pad<0, 1>, 7, 3>, gives<stride<1, 2>, 7, 3>, gives<round_down, 7, 2>>>,
                 seven, conv<4, window<1, 3>, stride<1, 3>>>);
static_assert(makes<shape<4, 7, 3>, seven, conv<4, window<1, 3>, stride<1, 3>, pad<0, 1>>>);
static_assert(makes<shape<4, 7, 3>, seven, conv<4, window<1, 3>, stride<1, 2>>>);
static_assert(is<shape_error<at_layer<0, conv<4, window<9, 3>>>, got<shape<6, 7, 7>>, E02_window_larger_than_input,
                             window_rule<along::height, 7, 9, 0, 0, 1>, write_instead<gives<pad<1>, 1, 7>>>,
                 seven, conv<4, window<9, 3>>>);
static_assert(makes<shape<4, 1, 7>, seven, conv<4, window<9, 3>, pad<1>>>);
static_assert(is<shape_error<at_layer<0, conv<4, 3, stride<3>>>, got<shape<7, 6>>, E01_output_not_whole,
                             window_rule<along::length, 7, 3, 0, 0, 3>,
                             write_instead<gives<pad<1>, 3>, gives<stride<2>, 3>, gives<stride<1>, 5>, gives<round_down, 2>>>,
                 input<7, 6>, conv<4, 3, stride<3>>>);
static_assert(makes<shape<3, 4>, input<7, 6>, conv<4, 3, stride<3>, pad<1>>>);

// E03, E04
static_assert(is<shape_error<at_layer<0, dense<10>>, got<shape<3, 32, 32>>, E03_layer_needs_a_vector, expected<flatten, dense<10>>>, image, dense<10>>);
static_assert(makes<shape<10>, image, flatten, dense<10>>);
static_assert(is<shape_error<at_layer<1, conv<6, 5>>, got<shape<3072>>, E04_layer_needs_an_image>, image, flatten, conv<6, 5>>);
static_assert(is<shape_error<at_layer<0, max_pool<2>>, got<shape<9>>, E04_layer_needs_an_image>, input<9>, max_pool<2>>);
static_assert(is<shape_error<at_layer<0, average_pool<2>>, got<shape<9>>, E04_layer_needs_an_image>, input<9>, average_pool<2>>);
static_assert(is<shape_error<at_layer<0, global_average_pool>, got<shape<9>>, E04_layer_needs_an_image>, input<9>, global_average_pool>);

// E05
static_assert(is<shape_error<at_layer<0, conv<6, 3, groups<4>>>, got<shape<4, 8, 8>>, E05_channels_not_divisible_by_groups, got<shape<4, 6>>,
                             groups<4>, write_instead<groups<2>>>,
                 input<4, 8, 8>, conv<6, 3, groups<4>>>);
static_assert(makes<shape<6, 6, 6>, input<4, 8, 8>, conv<6, 3, groups<2>>>);

// E06
static_assert(is<shape_error<at_layer<0, max_pool<2, pad<2>>>, got<shape<3, 32, 32>>, E06_padding_not_below_window, pad<2>,
                             window_rule<along::both, 32, 2, 2, 2, 2>, write_instead<gives<pad<1>, 17>>>,
                 image, max_pool<2, pad<2>>>);
static_assert(makes<shape<3, 17, 17>, image, max_pool<2, pad<1>>>);
static_assert(is<shape_error<at_layer<0, max_pool<3, pad<5>>>, got<shape<3, 32, 32>>, E06_padding_not_below_window, pad<5>,
                             window_rule<along::both, 32, 3, 5, 5, 3>, write_instead<>>,
                 image, max_pool<3, pad<5>>>);

// E07, and the shortcut it offers
using halves = chain<conv<6, 3, stride<2>, pad<1>, round_down>>;
static_assert(is<shape_error<form_at<in_residual, index_step<0>>, got<shape<6, 16, 16>, shape<3, 32, 32>>, E07_branches_of_unequal_shape,
                             differ_in_axis<0>, shortcut_of<conv<6, 1, stride<2>, round_down>>>,
                 image, residual<halves>>);
static_assert(makes<shape<6, 16, 16>, image, residual<halves, conv<6, 1, stride<2>, round_down>>>);
static_assert(is<shape_error<form_at<in_residual, index_step<1>>, got<shape<6, 7, 7>, shape<3, 7, 7>>, E07_branches_of_unequal_shape,
                             differ_in_axis<0>, shortcut_of<conv<6, 1>>>,
                 input<3, 7, 7>, relu, residual<conv<6, 3, same>>>);
static_assert(makes<shape<6, 7, 7>, input<3, 7, 7>, relu, residual<conv<6, 3, same>, conv<6, 1>>>);
static_assert(is<shape_error<form_at<in_residual, index_step<0>>, got<shape<3, 4, 4>, shape<3, 7, 7>>, E07_branches_of_unequal_shape,
                             differ_in_axis<1>, shortcut_of<conv<3, 1, stride<2>>>>,
                 input<3, 7, 7>, residual<conv<3, 3, stride<2>, pad<1>>>>);
static_assert(makes<shape<3, 4, 4>, input<3, 7, 7>, residual<conv<3, 3, stride<2>, pad<1>>, conv<3, 1, stride<2>>>>);
static_assert(is<shape_error<form_at<in_residual, index_step<0>>, got<shape<6>, shape<9>>, E07_branches_of_unequal_shape, differ_in_axis<0>,
                             shortcut_of<dense<6>>>,
                 input<9>, residual<chain<dense<6>>>>);
static_assert(makes<shape<6>, input<9>, residual<chain<dense<6>>, dense<6>>>);
static_assert(is<shape_error<form_at<in_residual, index_step<0>>, got<shape<6>, shape<3, 32, 32>>, E07_branches_of_unequal_shape,
                             differ_in_rank, shortcut_of<chain<flatten, dense<6>>>>,
                 image, residual<chain<flatten, dense<6>>>>);
static_assert(makes<shape<6>, image, residual<chain<flatten, dense<6>>, chain<flatten, dense<6>>>>);
static_assert(is<shape_error<form_at<in_sum, index_step<0>>, got<shape<6, 30, 30>, shape<6, 28, 28>>, E07_branches_of_unequal_shape, differ_in_axis<1>>,
                 image, sum<conv<6, 3>, conv<6, 5>>>);

// E08
static_assert(is<shape_error<form_at<in_concat, index_step<0>>, got<shape<6, 32, 32>, shape<7, 30, 30>>, E08_branches_differ_beyond_channels,
                             differ_in_axis<1>>,
                 image, concat<conv<6, 1>, conv<7, 3>>>);
static_assert(is<shape_error<form_at<in_concat, index_step<0>>, got<shape<6, 32, 32>, shape<3>>, E08_branches_differ_beyond_channels, differ_in_rank>,
                 image, concat<conv<6, 1>, chain<flatten, dense<3>>>>);

// E09, E10
static_assert(is<shape_error<at_layer<0, conv<0, 3>>, got<shape<3, 32, 32>>, E09_size_not_positive>, image, conv<0, 3>>);
static_assert(is<shape_error<at_layer<0, conv<6>>, got<shape<3, 32, 32>>, E09_size_not_positive>, image, conv<6>>);
static_assert(is<shape_error<input<3, 0>, got<>, E09_size_not_positive>, input<3, 0>, relu>);
static_assert(is<shape_error<input<>, got<>, E09_size_not_positive>, input<>>);
static_assert(is<shape_error<at_layer<0, dropout<percent<100>>>, got<shape<9>>, E10_rate_outside_0_1, number<1>>, input<9>, dropout<percent<100>>>);
static_assert(is<shape_error<at_layer<0, dropout<>>, got<shape<9>>, E10_rate_outside_0_1, number<fraction{}>>, input<9>, dropout<>>);
static_assert(is<shape_error<at_layer<0, dropout<1 / 2>>, got<shape<9>>, E10_rate_outside_0_1, number<0>>, input<9>, dropout<0>>);
static_assert(is<shape_error<at_layer<0, dropout<50>>, got<shape<9>>, E10_rate_outside_0_1, number<50>>, input<9>, dropout<50>>);
static_assert(is_error_of<resolve<input<9>, dropout<std::numeric_limits<double>::quiet_NaN()>>, E10_rate_outside_0_1>);
static_assert(is_error_of<resolve<input<9>, channel_dropout<std::numeric_limits<double>::infinity()>>, E10_rate_outside_0_1>);
static_assert(makes<shape<9>, input<9>, dropout<0.0>, channel_dropout<0.999>, stochastic_depth<percent<0>>>);

// E46
static_assert(is<shape_error<at_layer<0, leaky_relu<-0.2>>, got<shape<9>>, E46_slope_below_0, number<-0.2>>, input<9>, leaky_relu<-0.2>>);
static_assert(is<shape_error<at_layer<0, elu<1 / 5>>, got<shape<9>>, E46_slope_below_0, number<0>>, input<9>, elu<0>>);
static_assert(is_error_of<resolve<input<9>, elu<std::numeric_limits<double>::quiet_NaN()>>, E46_slope_below_0>);
static_assert(makes<shape<9>, input<9>, leaky_relu<0.0>, elu<2>, leaky_relu<>, elu<>>);

// E65
static_assert(is<shape_error<at_layer<0, layer_norm_with<epsilon<0>>>, got<shape<9>>, E65_number_outside_its_range, epsilon<0>, expected<epsilon<0.001>>>, input<9>,
                 layer_norm_with<epsilon<0>>>);
static_assert(is<shape_error<at_layer<0, batch_norm_with<statistics_momentum<1.5>>>, got<shape<9>>, E65_number_outside_its_range, statistics_momentum<1.5>,
                             expected<statistics_momentum<0.01>>>,
                 input<9>, batch_norm_with<statistics_momentum<1.5>>>);
static_assert(is_error_of<resolve<input<9>, batch_norm_with<epsilon<>>>, E65_number_outside_its_range>);
static_assert(is_error_of<resolve<input<9>, group_norm<3, epsilon<-0.1>>>, E65_number_outside_its_range>);
static_assert(is_error_of<resolve<input<9>, batch_norm_with<statistics_momentum<0.0>>>, E65_number_outside_its_range>);
static_assert(makes<shape<9>, input<9>, batch_norm_with<epsilon<1e-12>, statistics_momentum<1>>, layer_norm_with<epsilon<2>>>);

// the list: E11 to E16, E27, E28, E30, E31
struct no_layer {};
struct half_a_layer : layer {};
struct strange_layer : layer {
    template <Shape X>
    using output = int;
};
struct no_passes : layer {
    template <Shape X>
    using output = X;
};
struct no_backward : no_passes {
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>&);
};
struct no_base {
    template <Shape X>
    using output = X;
    template <class Phase, class T, Shape X>
    static void forward(const forward_args<T>&);
    template <class T, Shape X>
    static void backward(const backward_args<T>&);
};
struct whole_net : net<input<9>, relu> {};
static_assert(is<shape_error<at_layer<0, no_base>, got<shape<9>>, E11_not_a_layer, missing_in_layer::base>,
                 input<9>, no_base>);
static_assert(is<shape_error<at_layer<1, no_passes>, got<shape<9>>, E11_not_a_layer, missing_in_layer::forward,
                             missing_in_layer::backward>,
                 input<9>, relu, no_passes>);
static_assert(makes<shape<9>, input<9>, no_backward>);  // it can answer
static_assert(is<shape_error<at_layer<0, no_layer>, got<shape<9>>, E11_not_a_layer>, input<9>, no_layer>);
static_assert(is<shape_error<at_layer<0, int>, got<shape<9>>, E11_not_a_layer>, input<9>, int>);
static_assert(is<shape_error<empty_net, got<>, E12_no_input>>);
static_assert(is<shape_error<at_layer<0, relu>, got<>, E12_no_input>, relu, dense<3>>);
static_assert(is<shape_error<at_layer<0, relu>, got<>, E13_input_not_first>, relu, input<9>>);
static_assert(is<shape_error<at_layer<1, input<3>>, got<shape<9>>, E13_input_not_first>, input<9>, relu, input<3>>);
static_assert(is<shape_error<input<3>, got<>, E14_input_without_a_name>, input<9>, input<3>, relu>);
static_assert(is<shape_error<at_layer<2, named<"a", relu>>, got<>, E15_two_parts_of_one_name, name_step<"a">>, input<9>, named<"a", relu>, relu,
                 named<"a", relu>>);
static_assert(is<shape_error<at_layer<1, tap<"a">>, got<shape<9>>, E15_two_parts_of_one_name, name_step<"a">, both_taps>, input<9>, tap<"a">, relu,
                 tap<"a">>);
static_assert(is<shape_error<whole_list, got<>, E15_two_parts_of_one_name, name_step<"a">, shared_and_named>, input<9>, named<"a", dense<9>>, relu,
                 shared<"a", dense<9>>>);
static_assert(is<shape_error<at_layer<1, relu>, got<shape<2>, shape<3>>, E16_nothing_after_heads>, input<9>, heads<dense<2>, dense<3>>, relu>);
static_assert(is<shape_error<inside<form_at<in_concat, index_step<0>>, in_branch<1>, heads<dense<2>, dense<3>>>, got<shape<2>, shape<3>>,
                             E16_nothing_after_heads>,
                 input<9>, concat<relu, heads<dense<2>, dense<3>>>>);
static_assert(is_error_of<resolve<input<9>, concat<relu, heads<dense<2>, dense<3>>>>, E16_nothing_after_heads>);
static_assert(is_error_of<resolve<input<9>, residual<heads<dense<2>, dense<3>>>>, E16_nothing_after_heads>);
static_assert(is_error_of<resolve<input<9>, residual<relu, heads<dense<2>, dense<3>>>>, E16_nothing_after_heads>);
static_assert(is_error_of<resolve<input<9>, heads<heads<relu, relu>, relu>>, E16_nothing_after_heads>);
static_assert(is<shape_error<form_at<in_concat, index_step<0>>, got<shape<9>>, E27_form_without_parts>, input<9>, concat<>>);
static_assert(is<shape_error<form_at<in_sum, index_step<0>>, got<shape<9>>, E27_form_without_parts>, input<9>, sum<>>);
static_assert(is<shape_error<form_at<in_heads, index_step<0>>, got<shape<9>>, E27_form_without_parts>, input<9>, heads<>>);
static_assert(is<shape_error<form_at<in_repeat, index_step<0>>, got<shape<9>>, E27_form_without_parts>, input<9>, repeat<0, relu>>);
static_assert(is<shape_error<at_layer<0, named<"a.b", relu>>, got<shape<9>>, E28_name_not_usable, name_step<"a.b">>, input<9>, named<"a.b", relu>>);
static_assert(is_error_of<resolve<input<9>, relu, heads<named<"1", dense<2>>, dense<3>>>, E28_name_not_usable>);
static_assert(is_error_of<resolve<input<9>, named<"1", dense<8>>, dense<3>>, E15_two_parts_of_one_name>);
static_assert(is_error_of<resolve<input<9>, dense<8>, named<"0", dense<3>>>, E15_two_parts_of_one_name>);
static_assert(is_error_of<resolve<input<9>, relu, named<"2", dense<8>>, heads<dense<1>, dense<3>>>, E15_two_parts_of_one_name>);
static_assert(is<shape_error<at_layer<0, half_a_layer>, got<shape<9>>, E30_layer_without_output>, input<9>, half_a_layer>);
static_assert(is<shape_error<at_layer<0, strange_layer>, got<shape<9>>, E30_layer_without_output,
                             missing_in_layer::answer>,
                 input<9>, strange_layer>);
static_assert(is<shape_error<at_layer<0, whole_net>, got<shape<9>>, E31_net_inside_a_net>, input<9>, whole_net>);

// options: E17, E25, E26
static_assert(is<shape_error<at_layer<0, conv<6, 4, same>>, got<shape<3, 32, 32>>, E17_same_needs_an_odd_window, window_rule<along::both, 32, 4, 1, 2, 1>>, image, conv<6, 4, same>>);
static_assert(is<shape_error<at_layer<0, average_pool<2, dilation<2>>>, got<shape<3, 32, 32>>, E25_option_not_known, dilation<2>, average_pooling_options>, image,
                 average_pool<2, dilation<2>>>);
static_assert(is<shape_error<at_layer<0, dense<6, relu>>, got<shape<9>>, E25_option_not_known, relu, expected<no_bias, init<he>>>, input<9>, dense<6, relu>>);
static_assert(is<shape_error<at_layer<0, dense<6, init<relu>>>, got<shape<9>>, E25_option_not_known, init<relu>, expected<no_bias, init<he>>>, input<9>,
                 dense<6, init<relu>>>);
static_assert(is<shape_error<at_layer<0, conv<6, 3, pad<1>, same>>, got<shape<3, 32, 32>>, E26_option_said_twice, same>, image, conv<6, 3, pad<1>, same>>);
static_assert(is<shape_error<at_layer<0, dense<6, small_batch>>, got<shape<9>>, E25_option_not_known, small_batch, expected<no_bias, init<he>>>, input<9>,
                 dense<6, small_batch>>);

// E35 to E37
static_assert(is<shape_error<at_layer<0, reshape<1, 28, 27>>, got<shape<784>>, E35_another_number_of_elements, expected<shape<1, 28, 27>>>, input<784>,
                 reshape<1, 28, 27>>);
static_assert(is<shape_error<at_layer<1, max_unpool<4>>, got<shape<3, 4, 4>, shape<3, 8, 8>>, E36_unpooling_does_not_fit, expected<shape<3, 2, 2>>>,
                 input<3, 8, 8>, tap<"before">, max_pool<2>, with<"before", max_unpool<4>>>);
static_assert(is<shape_error<at_layer<1, max_unpool<2>>, got<shape<3, 4, 4>>, E36_unpooling_does_not_fit>, input<3, 8, 8>, max_pool<2>, max_unpool<2>>);
static_assert(is<shape_error<at_layer<0, conv_transpose<4, 3, output_pad<1>>>, got<shape<6, 7, 7>>, E37_transposed_output_does_not_fit, output_pad<1>,
                             transposed_rule<along::both, 7, 3, 0, 0, 1, 1>>,
                 seven, conv_transpose<4, 3, output_pad<1>>>);
static_assert(is<shape_error<at_layer<0, conv_transpose<4, 2, pad<2>>>, got<shape<6, 2, 3>>, E37_transposed_output_does_not_fit, pad<2>,
                             transposed_rule<along::height, 2, 2, 2, 2, 1, 0>>,
                 input<6, 2, 3>, conv_transpose<4, 2, pad<2>>>);
static_assert(makes<shape<4, 1, 2>, input<6, 2, 3>, conv_transpose<4, 2, pad<1>>>);

// E40 to E42, and what they offer
static_assert(is<shape_error<at_layer<0, attention<4, causal>>, got<shape<9, 30>>, E40_features_not_divisible_by_heads, got<shape<30>>, groups<4>,
                             write_instead<attention<2, causal>>>,
                 input<9, 30>, attention<4, causal>>);
static_assert(makes<shape<9, 30>, input<9, 30>, attention<2, causal>>);
static_assert(is<shape_error<at_layer<0, cross_attention<4>>, got<shape<9, 30>, shape<9, 30>>, E40_features_not_divisible_by_heads, got<shape<30>>,
                             groups<4>, write_instead<cross_attention<2>>>,
                 input<9, 30>, tap<"memory">, with<"memory", cross_attention<4>>>);
static_assert(is<shape_error<at_layer<0, attention<3>>, got<shape<9>>, E41_layer_needs_a_sequence>, input<9>, attention<3>>);
static_assert(is<shape_error<at_layer<0, positional_encoding>, got<shape<3, 32, 32>>, E41_layer_needs_a_sequence>, image, positional_encoding>);
static_assert(is<shape_error<at_layer<0, learned_positions>, got<shape<9>>, E41_layer_needs_a_sequence>, input<9>, learned_positions>);
static_assert(is<shape_error<at_layer<0, lstm<3>>, got<shape<9>>, E41_layer_needs_a_sequence>, input<9>, lstm<3>>);
static_assert(is<shape_error<at_layer<0, lstm<3, causal>>, got<shape<9, 6>>, E25_option_not_known, causal, expected<two_biases, no_bias, forget_bias<>, peepholes, init<xavier>>>, input<9, 6>,
                 lstm<3, causal>>);
static_assert(is<shape_error<at_layer<0, cross_attention<3>>, got<shape<9, 6>>, E42_memory_does_not_fit>, input<9, 6>, cross_attention<3>>);
static_assert(is<shape_error<at_layer<1, cross_attention<3>>, got<shape<9, 12>, shape<9, 6>>, E42_memory_does_not_fit, got<shape<12>, shape<6>>,
                             expected<dense<12>>>,
                 input<9, 6>, tap<"memory">, dense<12>, with<"memory", cross_attention<3>>>);
static_assert(makes<shape<9, 12>, input<9, 6>, dense<12>, tap<"memory">, dense<12>, with<"memory", cross_attention<3>>>);
static_assert(is<shape_error<at_layer<0, embedding<65, 32>>, got<shape<3, 32, 32>>, E03_layer_needs_a_vector, expected<flatten, embedding<65, 32>>>, image,
                 embedding<65, 32>>);
static_assert(is<shape_error<at_layer<0, embedding<65>>, got<shape<9>>, E09_size_not_positive>, input<9>, embedding<65>>);
static_assert(is<shape_error<at_layer<0, stochastic_depth<percent<100>>>, got<shape<9>>, E10_rate_outside_0_1, number<1>>, input<9>,
                 stochastic_depth<percent<100>>>);

// the first mistake is the one that is said
static_assert(is_error_of<resolve<image, conv<0, 3>, dense<10>>, E09_size_not_positive>);
static_assert(is_error_of<resolve<image, concat<dense<10>, conv<0, 3>>>, E03_layer_needs_a_vector>);

// places inside forms
using wrong = conv<3, 40>;
template <class Where, class... Parts>
concept wrong_at = is_error_of<resolve<image, Parts...>, E02_window_larger_than_input> &&
    std::is_same_v<resolve<image, Parts...>, shape_error<Where, got<shape<3, 32, 32>>, E02_window_larger_than_input, window_rule<along::both, 32, 40, 0, 0, 1>,
                                                         write_instead<gives<pad<4>, 1>>>>;
static_assert(wrong_at<named_part<"stem", wrong>, named<"stem", wrong>>);
static_assert(wrong_at<inside<form_at<in_chain, index_step<0>>, at_layer<1, wrong>>, chain<relu, wrong>>);
static_assert(wrong_at<inside<form_at<in_chain, name_step<"stem">>, at_layer<1, wrong>>, named<"stem", chain<relu, wrong>>>);
static_assert(wrong_at<inside<form_at<in_residual, index_step<1>>, in_body, at_layer<1, wrong>>, relu, residual<chain<relu, wrong>>>);
static_assert(wrong_at<inside<form_at<in_residual, index_step<0>>, in_shortcut, wrong>, residual<relu, wrong>>);
static_assert(wrong_at<inside<form_at<in_concat, index_step<0>>, in_branch<1>, at_layer<1, wrong>>, concat<relu, chain<relu, wrong>>>);
static_assert(wrong_at<inside<form_at<in_sum, index_step<0>>, in_branch<0>, wrong>, sum<wrong, relu>>);
static_assert(wrong_at<inside<form_at<in_multiply, index_step<0>>, in_branch<1>, wrong>, multiply<relu, wrong>>);
static_assert(wrong_at<inside<form_at<in_repeat, index_step<0>>, in_copy<0>, at_layer<1, wrong>>, repeat<2, chain<relu, wrong>>>);
static_assert(wrong_at<inside<form_at<in_residual, index_step<0>>, form_at<in_concat, in_body>, in_branch<1>, at_layer<0, wrong>>,
                       residual<concat<relu, chain<wrong>>>>);

// E38 and E39
static_assert(is<shape_error<at_layer<0, with<"b", add>>, got<shape<9>>, E38_no_tap_of_this_name, name_step<"b">, tap_names<"a">>, input<9>, tap<"a">,
                 with<"b", add>>);
static_assert(is<shape_error<inside<form_at<in_sum, index_step<1>>, in_branch<0>, from<"a", relu>>, got<shape<9>>, E38_no_tap_of_this_name, name_step<"a">,
                             tap_names<>>,
                 input<9>, relu, sum<from<"a", relu>, relu>>);
static_assert(makes<shape<9>, input<9>, tap<"a">, dense<9>, with<"a", add>>);
static_assert(is_error_of<resolve<input<9>, tap<"a">, dense<8>, with<"a", add>>, E07_branches_of_unequal_shape>);
static_assert(is_error_of<resolve<input<9>, tap<"a">, with<"a", relu>>, E30_layer_without_output>);
static_assert(is_error_of<resolve<input<9>, tap<"a">, with<"a", int>>, E11_not_a_layer>);
static_assert(is<shape_error<at_layer<2, shared<"s", dense<9>>>, got<>, E39_shared_parts_differ, name_step<"s">, expected<dense<8>>>, input<9>,
                 shared<"s", dense<8>>, relu, shared<"s", dense<9>>>);
static_assert(is<shape_error<at_layer<2, shared<"s", dense<8>>>, got<>, E39_shared_parts_differ, name_step<"s">, expected<>>, input<9>,
                 shared<"s", dense<8>>, relu, shared<"s", dense<8>>>);
static_assert(makes<shape<8>, input<8>, shared<"s", dense<8>>, relu, shared<"s", dense<8>>>);
static_assert(is_error_of<resolve<input<9>, shared<"1", dense<8>>>, E28_name_not_usable>);
static_assert(is_error_of<resolve<input<9>, frozen<conv<2, 3>>>, E04_layer_needs_an_image>);

// use: E18 to E24, E29
struct digits : net<input<9>, named<"first", dense<4>>, relu> {};
struct two_heads : net<input<9>, heads<dense<2>, dense<3>>> {};
struct an_image_of_classes : net<input<1, 4, 4>, conv<3, 1>> {};
struct an_image : net<input<1, 4, 4>, relu> {};
struct a_sequence : net<input<7, 4>, lstm<3>> {};
struct one_class : net<input<9>, dense<1>> {};
struct probabilities : net<input<9>, dense<4>, softmax> {};
struct yes_or_no : net<input<9>, dense<4>, sigmoid> {};
struct a_target_alone {
    template <Shape Y>
    using target = several_targets<>;
};
struct one_probability : net<input<9>, heads<chain<dense<4>, softmax>, dense<3>>> {};
template <class Mistake, class Net, class L, class Rule = sgd>
concept pairs_as = std::is_same_v<pairing<Net, L, Rule>, Mistake>;
static_assert(pairs_as<pairs_well, digits, softmax_loss> && pairs_as<pairs_well, two_heads, joint_loss<softmax_loss, softmax_loss>>);
static_assert(pairs_as<shape_error<used_in<a_trainer, joint_loss<softmax_loss>>, got<shape<2>, shape<3>>, E18_heads_and_losses_do_not_pair, joint_loss<softmax_loss>>,
                       two_heads, softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, softmax_loss>, got<shape<1, 4, 4>>, E19_loss_needs_a_vector>, an_image, softmax_loss>);
static_assert(pairs_as<pairs_well, an_image_of_classes, pixel_softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, pixel_softmax_loss>, got<shape<4>>, E43_loss_needs_an_image>, digits, pixel_softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, pixel_softmax_loss>, got<shape<1, 4, 4>>, E20_softmax_of_one_class>, an_image, pixel_softmax_loss>);
static_assert(pairs_as<pairs_well, a_sequence, place_softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, place_softmax_loss>, got<shape<4>>, E44_loss_needs_a_sequence>, digits, place_softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, place_softmax_loss>, got<shape<1, 4, 4>>, E44_loss_needs_a_sequence>, an_image, place_softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, softmax_loss>, got<shape<7, 3>>, E19_loss_needs_a_vector>, a_sequence, softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, softmax_loss>, got<shape<1>>, E20_softmax_of_one_class>, one_class, softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, softmax_loss>, got<shape<4>>, E21_softmax_twice>, probabilities, softmax_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, softmax_loss>, got<shape<4>>, E21_softmax_twice>, one_probability, joint_loss<softmax_loss, softmax_loss>>);
static_assert(
    pairs_as<shape_error<used_in<a_trainer, binary_cross_entropy_loss>, got<shape<4>>, E59_sigmoid_twice>,
             yes_or_no, binary_cross_entropy_loss>);
static_assert(pairs_as<pairs_well, an_image, mean_squared_loss> && pairs_as<pairs_well, a_sequence, weighted_squared_loss>);
static_assert(pairs_as<shape_error<used_in<a_trainer, accuracy>, got<shape<4>>, E58_lacks_a_part,
                                   types<missing_in_loss::apply>>,
                       digits, accuracy>);
static_assert(pairs_as<shape_error<used_in<a_trainer, a_target_alone>, got<shape<4>>, E58_lacks_a_part,
                                   types<missing_in_loss::decision, missing_in_loss::apply>>,
                       digits, a_target_alone>);
static_assert(pairs_as<shape_error<used_in<a_trainer, sgd, softmax_loss>, got<>, E29_not_a_loss>, digits, sgd, softmax_loss>);

using three_axes = xt::xtensor<float, 3>;
static_assert(std::is_same_v<batch_decision<three_axes, shape<1, 4, 4>>, shape_error<used_in<a_batch>, got<rank<3>>, E22_batch_of_the_wrong_rank, expected<shape<1, 4, 4>>>>);
static_assert(std::is_same_v<batch_decision<three_axes, shape<4, 4>>, shape<4, 4>>);

// E60, and what is wrong with one of several arrays
struct of_two_inputs : net<input<4>, named<"label", input<3>>, concat<chain<>, from<"label">>> {};
using two_axes = xt::xtensor<float, 2>;
template <class Mistake, class... X>
concept handed_as = std::is_same_v<given_decision<array_inputs<X...>, of_two_inputs>, Mistake>;
template <int N>
using not_so_many = shape_error<used_in<a_batch>, got<array_count<N>>, E60_another_number_of_inputs, input_count<2>>;
static_assert(handed_as<types<>, two_axes, const two_axes&>);
static_assert(std::is_same_v<given_decision<two_axes, of_two_inputs>, not_so_many<1>>);
static_assert(handed_as<not_so_many<1>, two_axes> && handed_as<not_so_many<3>, two_axes, two_axes, int>);
static_assert(handed_as<batch_decision<three_axes, shape<3>>, two_axes, three_axes>);
static_assert(handed_as<batch_decision<int, shape<4>>, int, three_axes>);
static_assert(std::is_same_v<inputs_decision<a_run, digits, two_axes, two_axes>,
                             shape_error<used_in<a_run>, got<array_count<2>>, E60_another_number_of_inputs, input_count<1>>>);
static_assert(is_error_of<parameter_called<digits::graph, "second.weight">::decision, E24_no_part_of_this_name>);
static_assert(!is_shape_error<parameter_called<digits::graph, "first.weight">::decision>);

}  // namespace
}  // namespace strata::test
