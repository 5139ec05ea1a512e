// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/data/augmentations/colour_jitter.hpp>
#include <strata/vision/scenes_over_photographs.hpp>

using namespace strata;

namespace scenes_over_photographs_test {

constexpr float faint = 0.25F, half = 0.75F;

/// Two pictures of 9 x 8 pixels: 6 x 4 pixels red on the left and green on the right, of which the last row
/// is seen by three quarters, with a faint row below; and a blue square of 5 x 5.
labelled_images two_pictures() {
    labelled_images set{xt::zeros<float>({2, 4, 9, 8}), xt::xtensor<int, 1>{1, 0}, {"square", "flag"}};
    xt::view(set.images, 0, 1) = 1.0F;  // what nobody sees is green, and has to stay so
    for (std::size_t i = 1; i < 8; ++i)
        for (std::size_t j = 2; j < 6; ++j) {
            set.images(0, 0, i, j) = j < 4 ? 1.0F : 0.0F;
            set.images(0, 1, i, j) = j < 4 ? 0.0F : 1.0F;
            set.images(0, 3, i, j) = i < 6 ? 1.0F : i == 6 ? half : faint;
        }
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 5; ++j) set.images(1, 2, i + 2, j) = set.images(1, 3, i + 2, j) = 1;
    return set;
}
labelled_images flag_alone() { return first(two_pictures(), 1); }

/// A grey of one value, and one that grows by column in red, by row in green.
std::vector<xt::xtensor<float, 3>> two_photographs() {
    xt::xtensor<float, 3> grey = xt::ones<float>({3, 30, 40}), slopes = xt::zeros<float>({3, 50, 60});
    grey *= 0.5F;
    for (std::size_t i = 0; i < 50; ++i)
        for (std::size_t j = 0; j < 60; ++j)
            slopes(0, i, j) = static_cast<float>(j) / 60, slopes(1, i, j) = static_cast<float>(i) / 60;
    return {grey, slopes};
}
std::vector<xt::xtensor<float, 3>> grey_alone() { return {two_photographs()[0]}; }

/// Things as large as they are drawn, so that no pixel is a mean.
const photograph_scene_options as_drawn{.side = 24, .smallest = 6, .largest = 6};

TEST_CASE("a piece at its own size has its colours by its alpha over what was there, and an exact box") {
    auto o = as_drawn;
    o.most = 1;
    const scenes_over_photographs scenes{flag_alone(), grey_alone(), 60, seed{1}, o};
    int mirrored = 0;
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        REQUIRE(s.things.size() == 1);
        const truth_box& thing = s.things[0];
        CHECK((thing.kind == 1 && thing.picture == n && thing.area == 24));
        CHECK((thing.where.x2 - thing.where.x1 == 4 && thing.where.y2 - thing.where.y1 == 6));
        const auto top = static_cast<std::size_t>(thing.where.y1),
                   left = static_cast<std::size_t>(thing.where.x1);
        const bool turned = s.pixels(1, top, left) > 0.9F;
        mirrored += turned;
        for (std::size_t i = 0; i < 24; ++i)
            for (std::size_t j = 0; j < 24; ++j) {
                const bool inside = i >= top && i < top + 6 && j >= left && j < left + 4;
                CHECK(s.owner(i, j) == (inside ? 0 : -1));
                const float a = !inside ? 0.0F : i == top + 5 ? half : 1.0F;
                const float red = (j - left < 2) != turned ? 1.0F : 0.0F;
                CHECK(std::abs(s.pixels(0, i, j) - (a * red + (1 - a) * 0.5F)) < 1e-6F);
                CHECK(std::abs(s.pixels(1, i, j) - (a * (1 - red) + (1 - a) * 0.5F)) < 1e-6F);
                CHECK(std::abs(s.pixels(2, i, j) - (1 - a) * 0.5F) < 1e-6F);
            }
    }
    CHECK((mirrored > 15 && mirrored < 45));
    o.flip = false;
    const scenes_over_photographs upright{flag_alone(), grey_alone(), 20, seed{1}, o};
    for (int64 n = 0; n < upright.size(); ++n) {
        const scene s = upright[n];
        const box& b = s.things[0].where;
        CHECK(s.pixels(0, static_cast<std::size_t>(b.y1), static_cast<std::size_t>(b.x1)) == 1);
    }
}

TEST_CASE("pieces have the sides that are asked for, lie inside, and the last covers the others") {
    const labelled_images pictures = two_pictures();
    const auto photographs = two_photographs();
    const scenes_over_photographs scenes{
        pictures, photographs, 200, seed{3}, {.side = 60, .smallest = 8, .largest = 24, .overlap = 0.3F}};
    std::array<int, 2> kinds{};
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        REQUIRE((!s.things.empty() && s.things.size() <= 4));
        const auto last = static_cast<int>(s.things.size()) - 1;
        box around{60, 60, 0, 0};
        float area = 0;
        for (std::size_t i = 0; i < 60; ++i)
            for (std::size_t j = 0; j < 60; ++j) {
                if (s.owner(i, j) != last) continue;
                around = {std::min(around.x1, float(j)), std::min(around.y1, float(i)),
                          std::max(around.x2, float(j + 1)), std::max(around.y2, float(i + 1))};
                area += 1;
            }
        CHECK(around == s.things.back().where);
        CHECK(area == s.things.back().area);
        for (std::size_t t = 0; t < s.things.size(); ++t) {
            const box& b = s.things[t].where;
            ++kinds[static_cast<std::size_t>(s.things[t].kind)];
            CHECK((b.x1 >= 0 && b.y1 >= 0 && b.x2 <= 60 && b.y2 <= 60));
            const float longer = std::max(b.x2 - b.x1, b.y2 - b.y1);
            CHECK((longer >= 7 && longer <= 24));  // a row that is seen by half may be lost
            for (std::size_t other = 0; other < t; ++other)
                CHECK(intersection_over_union(b, s.things[other].where) <= 0.3F);
        }
        for (std::size_t t = 0; t < s.things.size(); ++t)
            CHECK(2 * std::count(s.owner.begin(), s.owner.end(), int(t)) >= std::ptrdiff_t(s.things[t].area));
        CHECK((xt::amin(s.pixels)() >= 0 && xt::amax(s.pixels)() <= 1.000001F));
    }
    CHECK((kinds[0] > 150 && kinds[1] > 150));
}

TEST_CASE("a ground is a square of a photograph at a random place and scale, mirrored in half of the cases") {
    const std::vector<xt::xtensor<float, 3>> slopes{two_photographs()[1]};
    const scenes_over_photographs scenes{flag_alone(),
                                         slopes,
                                         200,
                                         seed{5},
                                         {.side = 20, .fewest = 0, .most = 0, .smallest = 6, .largest = 6}};
    int mirrored = 0;
    double least = 100, most = 0, first_left = 100, last_left = 0;
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        CHECK(s.things.empty());
        // the green grows by a sixtieth a row of the photograph
        const double down = 60 * double(s.pixels(1, 19, 4) - s.pixels(1, 0, 4)) / 19,
                     across = 60 * double(s.pixels(0, 4, 19) - s.pixels(0, 4, 0)) / 19;
        CHECK(std::abs(down - std::abs(across)) < 0.06);
        mirrored += across < 0;
        least = std::min(least, 20 * down), most = std::max(most, 20 * down);
        const double left = 60 * double(std::min(s.pixels(0, 4, 0), s.pixels(0, 4, 19)));
        first_left = std::min(first_left, left), last_left = std::max(last_left, left);
        CHECK(std::abs(s.pixels(0, 7, 11) - s.pixels(0, 15, 11)) < 1e-6F);
        CHECK(s.pixels(2, 7, 11) == 0);
    }
    CHECK((least > 19 && least < 22));  // 0.4 of 50
    CHECK((most > 48 && most < 51));
    CHECK((first_left < 4 && last_left > 30));
    CHECK((mirrored > 60 && mirrored < 140));
}

TEST_CASE("colours of pieces or of grounds are changed where it is asked for, and nothing else") {
    const labelled_images pictures = two_pictures();
    const auto photographs = two_photographs();
    auto o = as_drawn;
    const scenes_over_photographs plain{pictures, photographs, 40, seed{7}, o};
    o.of_pieces = [](image_extents e, const random_stream&, const auto* x, auto* y) {
        std::transform(x, x + e.size(), y, [](auto v) { return v / 2; });
    };
    const scenes_over_photographs dark{pictures, photographs, 40, seed{7}, o};
    o.of_grounds = o.of_pieces;
    o.of_pieces = {};
    const scenes_over_photographs at_dusk{pictures, photographs, 40, seed{7}, o};
    o.of_grounds = {};
    o.of_pieces = colour_jitter{.brightness = 0.3, .hue = 0.1};
    const scenes_over_photographs jittered{pictures, photographs, 40, seed{7}, o};
    int changed = 0;
    for (int64 n = 0; n < plain.size(); ++n) {
        const scene a = plain[n], b = dark[n], c = jittered[n], d = at_dusk[n];
        CHECK((a.owner == b.owner && a.owner == c.owner && a.owner == d.owner));
        for (std::size_t p = 0; p < a.owner.size(); ++p) {
            const int owner = a.owner.data()[p];
            for (std::size_t k = p; k < a.pixels.size(); k += a.owner.size()) {
                if (owner < 0) CHECK(a.pixels.data()[k] == b.pixels.data()[k]);
                if (owner < 0) CHECK(a.pixels.data()[k] == c.pixels.data()[k]);
                if (owner < 0) CHECK(d.pixels.data()[k] == a.pixels.data()[k] / 2);
                if (owner >= 0 && a.things[static_cast<std::size_t>(owner)].kind == 0)
                    CHECK(a.pixels.data()[k] == d.pixels.data()[k]);
                if (owner >= 0 && a.things[static_cast<std::size_t>(owner)].kind == 0)
                    CHECK(b.pixels.data()[k] == a.pixels.data()[k] / 2);
            }
        }
        changed += a.pixels != c.pixels;
    }
    CHECK(changed == 40);
}

TEST_CASE("kinds are as likely as each other, or as they have pictures") {
    const labelled_images both = two_pictures();
    labelled_images pictures{xt::xtensor<float, 4>::from_shape({8, 4, 9, 8}),
                             xt::xtensor<int, 1>{1, 1, 1, 0, 1, 1, 1, 1}, both.class_names};
    for (std::size_t n = 0; n < 8; ++n) xt::view(pictures.images, n) = xt::view(both.images, n == 3 ? 1 : 0);
    const auto photographs = two_photographs();
    for (const bool balanced : {true, false}) {
        auto o = as_drawn;
        o.fewest = o.most = 1, o.balanced = balanced;
        int squares = 0;
        for (const truth_box& t : truths_of(scenes_over_photographs{pictures, photographs, 400, seed{9}, o}))
            squares += t.kind == 0;
        CHECK(squares > (balanced ? 160 : 25));
        CHECK(squares < (balanced ? 240 : 75));
    }
}

TEST_CASE("a scene is the same bits by its seed and number, and sets of scenes are read as data") {
    const labelled_images pictures = two_pictures();
    const auto photographs = two_photographs();
    const scenes_over_photographs scenes{
        pictures, photographs, 6, seed{2}, {.side = 50, .smallest = 10, .largest = 20}},
        longer{pictures, photographs, 90, seed{2}, {.side = 50, .smallest = 10, .largest = 20}};
    static_assert(check_data_set<std::remove_cvref_t<decltype(scenes)>>());
    static_assert(Scenes<std::remove_cvref_t<decltype(scenes)>>);
    CHECK(scenes[5].pixels == longer[5].pixels);
    CHECK(scenes[5].pixels != scenes[4].pixels);
    const auto images = images_of(scenes);
    const auto truths = truths_of(scenes);
    const labelled_pixels pixels = pixels_of(scenes);
    CHECK(images.shape() == xt::xtensor<float, 4>::shape_type{6, 3, 50, 50});
    CHECK(pixels.class_names == std::vector<std::string>{"canvas", "square", "flag"});
    std::size_t seen = 0;
    for (int64 n = 0; n < 6; ++n) {
        const scene s = scenes[n];
        auto one = sample_batch<double>::of_any_layout();
        append_sample(one, n, random_stream(), [&](sample<double>& to) { scenes.read(n, to); });
        REQUIRE(one.row_ends()[0] == static_cast<int64>(s.things.size()));
        CHECK(one.numbers()[3] == double(s.things[0].where.y2));
        for (std::size_t p = 0; p < 7500; ++p) CHECK(one.input()[p] == double(s.pixels.data()[p]));
        CHECK(std::equal(s.pixels.begin(), s.pixels.end(), images.data() + n * 7500));
        for (const truth_box& t : s.things) CHECK(t.where == truths[seen++].where);
    }
    CHECK(seen == truths.size());
}

TEST_CASE("what cannot be pasted, or on nothing, is an error") {
    labelled_images pictures = two_pictures();
    const auto photographs = two_photographs();
    const auto refused = [&](const labelled_images& of, const std::vector<xt::xtensor<float, 3>>& over,
                             const photograph_scene_options& o, const char* words) {
        CHECK_THROWS_WITH_AS((scenes_over_photographs{of, over, 1, seed{1}, o}), doctest::Contains(words),
                             error);
    };
    refused(pictures, {}, {}, "without photographs");
    refused(pictures, {photographs[0], xt::zeros<float>({1, 5, 5})}, {}, "photograph 1");
    refused(pictures, {xt::zeros<float>({3, 0, 5})}, {}, "expected [3, H, W]");
    refused({xt::zeros<float>({2, 3, 9, 8}), pictures.labels, pictures.class_names}, photographs, {},
            "red, green, blue, alpha");
    refused(first(pictures, 0), photographs, {}, "no pieces");
    refused(pictures, photographs, {.side = 30}, "the side of the canvas, found 24 to 48");
    refused(pictures, photographs, {.covered = -0.5F}, "covered");
    refused(pictures, photographs, {.least_crop = 1.5}, "least_crop");
    pictures.images.fill(0.4F);
    const scenes_over_photographs faint_ones{pictures, photographs, 1, seed{1}};
    CHECK_THROWS_WITH_AS((void)faint_ones[0], doctest::Contains("no opaque pixel"), error);
}

}  // namespace scenes_over_photographs_test
