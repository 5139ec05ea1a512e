// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/random_streams.hpp>

using namespace strata;

namespace random_streams_test {

constexpr std::uint64_t first(const stream_range& r) { return static_cast<std::uint64_t>(r.use); }
constexpr std::uint64_t last(const stream_range& r) { return first(r) + (r.count - 1); }
constexpr bool is_of_checks(const stream_range& r) {
    return r.use > drawn_for::passes && r.use < drawn_for::first_values;
}

/// Whether no range has a stream of another, if one of the two is `among` and each is in the table's order.
template <class Among>
constexpr bool apart(Among&& among) {
    const stream_range* before = nullptr;
    for (const stream_range& r : stream_ranges) {
        if (!among(r)) continue;
        if (last(r) < first(r) || (before && last(*before) >= first(r))) return false;
        before = &r;
    }
    return true;
}

}  // namespace random_streams_test

TEST_CASE("no two uses draw from one stream, but that checks draw from those of step 0") {
    using namespace random_streams_test;
    static_assert(apart([](const stream_range& r) { return !is_of_checks(r); }));
    static_assert(apart(is_of_checks));
    for (const stream_range& r : stream_ranges)
        if (is_of_checks(r)) CHECK(last(r) < 1 << 16);
}

TEST_CASE("the streams are those that earlier runs had") {
    const seed s{7};
    const auto is = [&](const random_stream& found, std::uint64_t number) {
        CHECK(found.four(3) == random_stream(s, number).four(3));
    };
    is(random_for_pass(s, 5, 2), 5 * 65536 + 2);
    is(random_for(drawn_for::inputs_of_checks, s), 1);
    is(random_for(drawn_for::parameters_of_checks, s), 2);
    is(random_for(drawn_for::outputs_of_checks, s, 1), 4);
    is(random_for(drawn_for::targets_of_checks, s, 1), 101);
    is(random_for(drawn_for::first_values, s, 9), 11071586828297);
    is(random_for(drawn_for::latents, s, 6), 29129674915846);
    is(random_for(drawn_for::shuffled_orders, s, 4), 92736919044100);
    is(random_for(drawn_for::weighted_orders, s, 4), 120096176275460);
    is(random_for(drawn_for::splits, s), 134216938225664);
    is(random_for(drawn_for::folds, s), 157238046818304);
    is(random_for(drawn_for::centres, s, 3), 172505195937795);
    is(random_for(drawn_for::settings, s, 4), 182413685489668);
    is(random_for(drawn_for::actions, s, 2), 189601430700034);
    is(random_for(drawn_for::pictures, s, 5), 230656486211589);
    is(random_for(drawn_for::environments, s, 3), 252275388645379);
    is(random_for(drawn_for::replays, s, 4), 265702765035524);
    is(random_for(drawn_for::pixels, s, 3), 272411084521475);
    is(random_for(drawn_for::scenes, s), 274665815474176);
    is(random_for(drawn_for::samples, s, (3ULL << 32) + 6), 9223372049739677702U);
}
