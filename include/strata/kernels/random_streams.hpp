// SPDX-License-Identifier: MIT
#pragma once
/// Which streams of random numbers a seed has, and what for: what is drawn for one use is independent of what
/// is drawn for another.
#include <array>
#include <cstdint>
#include <strata/kernels/random.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// What numbers are drawn for; as a number, the first stream for it. These are the bits of a run: a new use
/// gets a new number, and none is ever changed.
enum class drawn_for : std::uint64_t {
    passes = 0,                       ///< of layers: + 2^16 step + the number of the value that it makes
    inputs_of_checks = 1,             ///< what `check_gradients` and `check_loss` pass in
    parameters_of_checks = 2,         ///< what is added to first values, so that none is 0
    outputs_of_checks = 3,            ///< weights of the sum that is differentiated: + output
    targets_of_checks = 100,          ///< + target
    first_values = 0xA11CE000000ULL,  ///< of parameters: + parameter
    latents = 0x1A7E47EDULL << 16,    ///< what a generator or a decoder makes pictures of: + draw
    shuffled_orders = 0x5457FF1EULL << 16,  ///< + epoch
    weighted_orders = 0x6D3A11EDULL << 16,  ///< + epoch
    splits = 0x7A11D0EDULL << 16,           ///< of a set into parts
    folds = 0x8F01D5EDULL << 16,            ///< of a set into parts that are each held out once
    projections = 0x9807EC7DULL << 16,      ///< in which components are sought
    centres = 0x9CE47EEDULL << 16,          ///< that clusters begin with, and patches they are found in
    settings = 0xA5E77EEDULL << 16,         ///< of trials of a search: + trial
    actions = 0xAC7105EDULL << 16,          ///< of agents: + copy of the environment
    candidates = 0xB0C5A3EDULL << 16,       ///< of a detector that a loss is computed of
    pictures = 0xD1C7E5EDULL << 16,         ///< that are made by gradient, and noise on them: + draw
    environments = 0xE57170EDULL << 16,     ///< + copy
    replays = 0xF1A7BEEDULL << 16,          ///< which transitions a step learns from: + update
    pixels = 0xF7C1A5EDULL << 16,           ///< that a model of images draws: + image
    scenes = 0xF9CE9E5DULL << 16,           ///< what is pasted where, to be found
    letters = 0xFE77E2EDULL << 16,          ///< that a model of language goes on with
    samples = 1ULL << 63,                   ///< augmentation: + 2^32 epoch + sample
};

/// So many streams from the first one on.
struct stream_range {
    drawn_for use;
    std::uint64_t count;
};
/// All of them, in the order of their numbers. Those of checks are among those of step 0: the masks of a
/// network that is checked may be drawn from what its input is drawn from, which is no harm where a function
/// is compared with its own differences. Passes reach the first values at step 168,939,008.
inline constexpr std::array<stream_range, 23> stream_ranges{{
    {drawn_for::passes, static_cast<std::uint64_t>(drawn_for::first_values)},
    {drawn_for::inputs_of_checks, 1},
    {drawn_for::parameters_of_checks, 1},
    {drawn_for::outputs_of_checks, 97},
    {drawn_for::targets_of_checks, (1ULL << 16) - 100},
    {drawn_for::first_values, 1ULL << 31},
    {drawn_for::latents, 1ULL << 31},
    {drawn_for::shuffled_orders, 1ULL << 31},
    {drawn_for::weighted_orders, 1ULL << 31},
    {drawn_for::splits, 1},
    {drawn_for::folds, 1},
    {drawn_for::projections, 1},
    {drawn_for::centres, 1ULL << 31},
    {drawn_for::settings, 1ULL << 31},
    {drawn_for::actions, 1ULL << 31},
    {drawn_for::candidates, 1},
    {drawn_for::pictures, 1ULL << 31},
    {drawn_for::environments, 1ULL << 31},
    {drawn_for::replays, 1ULL << 31},
    {drawn_for::pixels, 1ULL << 31},
    {drawn_for::scenes, 1},
    {drawn_for::letters, 1},
    {drawn_for::samples, 1ULL << 63},
}};

/// Stream `number` of those of a use.
[[nodiscard]] constexpr random_stream random_for(drawn_for use, seed s, std::uint64_t number = 0) {
    return {s, static_cast<std::uint64_t>(use) + number};
}
/// Of the layer that makes value number `value` in a step: the same forward and backward.
[[nodiscard]] constexpr random_stream random_for_pass(seed s, std::uint64_t step, int value) {
    return random_for(drawn_for::passes, s, (step << 16) + static_cast<std::uint64_t>(value));
}

}  // namespace strata::inline STRATA_TARGET
