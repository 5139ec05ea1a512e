// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>
#include <numeric>
#include <vector>

#include <strata/data/flip_and_shift.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::text_of;

namespace {

using numbers = std::vector<float>;

numbers counted(image_extents e) {
    numbers x(static_cast<std::size_t>(e.size()));
    std::iota(x.begin(), x.end(), 1.0f);
    return x;
}
numbers changed(image_extents e, bool flip, int down, int right, const numbers& x) {
    numbers y(x.size(), -1.0f);
    flip_and_shift(e, flip, down, right, x.data(), y.data());
    return y;
}
numbers drawn(const random_flip_and_shift& change, image_extents e, std::uint64_t stream, const numbers& x) {
    numbers y(x.size(), -1.0f);
    change(e, random_stream(seed{5}, stream), x.data(), y.data());
    return y;
}

/// The formula, number by number.
numbers by_formula(image_extents e, bool flip, int down, int right, const numbers& x) {
    const auto [C, H, W] = e;
    numbers y;
    for (int c = 0; c < C; ++c)
        for (int i = 0; i < H; ++i)
            for (int j = 0; j < W; ++j) {
                const int row = i - down, column = j - right;
                const bool inside = row >= 0 && row < H && column >= 0 && column < W;
                const int from = flip ? W - 1 - column : column;
                y.push_back(inside ? x[static_cast<std::size_t>((c * H + row) * W + from)] : 0.0f);
            }
    return y;
}

const image_extents awkward[] = {{1, 1, 1}, {3, 1, 4}, {2, 5, 1}, {3, 4, 5}, {1, 17, 9}};

}  // namespace

TEST_CASE("an image is mirrored left to right and moved, zeros coming in") {
    const image_extents e{1, 2, 3};
    const numbers x{1, 2, 3, 4, 5, 6};
    CHECK(changed(e, true, 0, 0, x) == numbers{3, 2, 1, 6, 5, 4});
    CHECK(changed(e, false, 1, -1, x) == numbers{0, 0, 0, 2, 3, 0});
    CHECK(changed(e, true, -1, 2, x) == numbers{0, 0, 6, 0, 0, 0});
}

TEST_CASE("flips and shifts are those of the formula over awkward extents, further than the image too") {
    for (const image_extents e : awkward)
        for (const bool flip : {false, true})
            for (int down = -6; down <= 6; ++down)
                for (int right = -6; right <= 6; ++right) {
                    CAPTURE(e.H);
                    CAPTURE(flip);
                    CAPTURE(down);
                    CAPTURE(right);
                    const numbers x = counted(e);
                    CHECK(changed(e, flip, down, right, x) == by_formula(e, flip, down, right, x));
                }
}

TEST_CASE("the flip of a flip and the shift by nothing are the image itself") {
    for (const image_extents e : awkward) {
        const numbers x = counted(e);
        CHECK(changed(e, true, 0, 0, changed(e, true, 0, 0, x)) == x);
        CHECK(changed(e, false, 0, 0, x) == x);
    }
}

TEST_CASE("a shift back brings back all that had stayed inside") {
    const image_extents e{2, 6, 7};
    const numbers x = counted(e), back = changed(e, false, -2, 3, changed(e, false, 2, -3, x));
    for (int c = 0; c < 2; ++c)
        for (int i = 0; i < 6; ++i)
            for (int j = 0; j < 7; ++j) {
                const auto at = static_cast<std::size_t>((c * 6 + i) * 7 + j);
                CHECK(back[at] == (i < 4 && j >= 3 ? x[at] : 0.0f));
            }
}

TEST_CASE("the same stream draws the same change, and other streams draw all of them about equally often") {
    const image_extents e{1, 5, 5};
    numbers x(25, 0.0f);
    x[2 * 5 + 2] = 1;  // the middle, mirrored onto itself
    x[2 * 5 + 1] = 2;
    const random_flip_and_shift change{.shift = 1};
    CHECK(drawn(change, e, 7, x) == drawn(change, e, 7, x));
    std::map<numbers, int> seen;
    for (std::uint64_t stream = 0; stream < 1800; ++stream) ++seen[drawn(change, e, stream, x)];
    CHECK(seen.size() == 18);
    for (const auto& [image, count] : seen) {
        CHECK(count > 50);
        CHECK(count < 150);
    }
}

TEST_CASE("without a flip and a shift nothing is changed, and a shift by less than nothing is refused") {
    const image_extents e{3, 4, 5};
    const numbers x = counted(e);
    for (std::uint64_t stream = 0; stream < 20; ++stream)
        CHECK(drawn({.shift = 0, .flip = false}, e, stream, x) == x);
    CHECK(contains(text_of<error>([&] { (void)drawn({.shift = -1}, e, 0, x); }),
                   "random_flip_and_shift::shift"));
}
