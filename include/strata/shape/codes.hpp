// SPDX-License-Identifier: MIT
#pragma once
/// The numbers of the catalogue of errors. What each means is defined in `strata/errors`, and told in
/// `docs/errors.md`.

namespace strata {

// windows: strata/errors/windows.hpp
struct E01_output_not_whole;
struct E02_window_larger_than_input;
struct E06_padding_not_below_window;
struct E17_same_needs_an_odd_window;
struct E66_numbers_and_axes_differ;
struct E37_transposed_output_does_not_fit;
// what a layer can take: strata/errors/layers.hpp
struct E03_layer_needs_a_vector;
struct E04_layer_needs_an_image;
struct E05_channels_not_divisible_by_groups;
struct E09_size_not_positive;
struct E10_rate_outside_0_1;
struct E25_option_not_known;
struct E26_option_said_twice;
struct E30_layer_without_output;
struct E35_another_number_of_elements;
struct E36_unpooling_does_not_fit;
struct E40_features_not_divisible_by_heads;
struct E41_layer_needs_a_sequence;
struct E42_memory_does_not_fit;
struct E45_too_large;
struct E46_slope_below_0;
struct E65_number_outside_its_range;
// branches: strata/errors/branches.hpp
struct E07_branches_of_unequal_shape;
struct E08_branches_differ_beyond_channels;
struct E16_nothing_after_heads;
struct E27_form_without_parts;
struct E38_no_tap_of_this_name;
// the list: strata/errors/lists.hpp
struct E11_not_a_layer;
struct E12_no_input;
struct E13_input_not_first;
struct E14_input_without_a_name;
struct E15_two_parts_of_one_name;
struct E28_name_not_usable;
struct E31_net_inside_a_net;
struct E39_shared_parts_differ;
// use: strata/errors/use.hpp
struct E18_heads_and_losses_do_not_pair;
struct E19_loss_needs_a_vector;
struct E20_softmax_of_one_class;
struct E21_softmax_twice;
struct E22_batch_of_the_wrong_rank;
struct E23_backward_in_inference;
struct E24_no_part_of_this_name;
struct E29_not_a_loss;
struct E32_no_layer_of_this_number;
struct E43_loss_needs_an_image;
struct E44_loss_needs_a_sequence;
struct E47_not_a_network;
struct E48_not_an_array;
struct E49_labels_are_no_array;
struct E50_nothing_to_fit;
struct E54_nothing_to_evaluate;
struct E55_other_parameters_over_this_input;
struct E56_state_of_another_network;
struct E57_not_computed_by_this_run;
struct E58_lacks_a_part;
struct E59_sigmoid_twice;
struct E60_another_number_of_inputs;
struct E61_branches_do_not_broadcast;
struct E62_slice_outside;
struct E63_matrices_do_not_multiply;
struct E64_reflection_too_wide;

}  // namespace strata
