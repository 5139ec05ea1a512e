// SPDX-License-Identifier: MIT
#include <strata/data/augmentations/cutout.hpp>
#include <strata/data/augmentations/in_turn.hpp>
#include <strata/data/augmentations/random_rotation.hpp>
#include <strata/data/flip_and_shift.hpp>

#include "augmented.hpp"

using namespace strata;
using namespace strata::test;

using turned_and_cut = in_turn<random_rotation, cutout>;
static_assert(Augments<turned_and_cut, float> && Augments<turned_and_cut, double> &&
              Augments<in_turn<>, float>);

TEST_CASE("changes are made one after the other, each by a part of the stream") {
    const image_extents e{3, 8, 7};
    const auto x = some_image<float>(e);
    const random_rotation turn;
    const cutout cut{.side = 3};
    const random_flip_and_shift flip;
    for (std::uint64_t i = 0; i < 10; ++i) {
        const random_stream random(seed{5}, i);
        std::vector<float> a(x.size()), b(x.size()), c(x.size());
        turn(e, random.part(0), x.data(), a.data());
        cut(e, random.part(1), a.data(), b.data());
        flip(e, random.part(2), b.data(), c.data());
        CHECK(augmented(in_turn{turn, cut, flip}, e, x, i) == c);
    }
}

TEST_CASE("another setting of one change leaves the others as they are, and none leave the image") {
    const image_extents e{1, 6, 6};
    const auto x = some_image(e);
    CHECK(augmented(in_turn{random_rotation{.degrees = 0}, cutout{.side = 2}}, e, x, 4) ==
          augmented(in_turn{random_rotation{.degrees = 0, .fill = 9}, cutout{.side = 2}}, e, x, 4));
    CHECK(augmented(in_turn{}, e, x) == x);
}

TEST_CASE("changes in turn are one augmentation, which is named for all of them, and may stand in another") {
    const augmentation change = in_turn{in_turn{cutout{.side = 2}}, random_rotation{}};
    CHECK(contains(change.name(), "cutout"));
    CHECK(contains(change.name(), "random_rotation"));
    const auto x = some_image<float>({1, 5, 5});
    CHECK(augmented(change, {1, 5, 5}, x) ==
          augmented(in_turn{in_turn{cutout{.side = 2}}, random_rotation{}}, {1, 5, 5}, x));
    CHECK(contains(refusal(in_turn{random_rotation{}, cutout{.side = 0}}), "cutout::side"));
}
