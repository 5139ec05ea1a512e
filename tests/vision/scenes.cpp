// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/scenes.hpp>

using namespace strata;

namespace scenes_test {

/// A tall bar, a wide bar and a disc of other grey values, each in a corner of 12 x 10 pixels.
labelled_images three_pictures() {
    labelled_images set{
        xt::zeros<float>({3, 1, 12, 10}), xt::xtensor<int, 1>{2, 0, 1}, {"wide", "disc", "tall"}};
    for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            set.images(0, 0, i + 4, j) = 0.5F, set.images(1, 0, j, i + 1) = 0.75F;
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 6; ++j)
            if (std::hypot(double(i) - 2.5, double(j) - 2.5) < 3) set.images(2, 0, i + 2, j + 3) = 1;
    return set;
}

TEST_CASE("a scene has as many things as asked for, inside of it, apart, and of the sides asked for") {
    const labelled_images pictures = three_pictures();
    const pasted_scenes scenes{pictures, 200, seed{1}};
    std::array<int, 5> counts{};
    std::array<int, 3> kinds{};
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        REQUIRE((s.things.size() >= 1 && s.things.size() <= 4));
        ++counts[s.things.size()];
        for (std::size_t t = 0; t < s.things.size(); ++t) {
            const box& b = s.things[t].where;
            ++kinds[static_cast<std::size_t>(s.things[t].kind)];
            CHECK((b.x1 >= 0 && b.y1 >= 0 && b.x2 <= 96 && b.y2 <= 96));
            const float longer = std::max(b.x2 - b.x1, b.y2 - b.y1);
            CHECK((longer >= 20 && longer <= 36));
            CHECK(s.things[t].picture == n);
            for (std::size_t other = 0; other < t; ++other)
                CHECK(intersection_over_union(b, s.things[other].where) <= 0.2F);
        }
    }
    for (std::size_t k = 1; k <= 4; ++k) CHECK(counts[k] > 20);
    for (const int k : kinds) CHECK(k > 100);
}

TEST_CASE("boxes are those of the pixels that are pasted, and the last thing covers the others") {
    const labelled_images pictures = three_pictures();
    const pasted_scenes scenes{pictures, 40, seed{3}};
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        const auto last = static_cast<int>(s.things.size()) - 1;
        box around{96, 96, 0, 0};
        double area = 0;
        for (std::size_t i = 0; i < 96; ++i)
            for (std::size_t j = 0; j < 96; ++j) {
                CHECK((s.owner(i, j) >= 0) == (s.pixels(0, i, j) > 0));
                if (s.owner(i, j) != last) continue;
                around = {std::min(around.x1, float(j)), std::min(around.y1, float(i)),
                          std::max(around.x2, float(j + 1)), std::max(around.y2, float(i + 1))};
                area += 1;
            }
        CHECK(around == s.things.back().where);
        CHECK(area == double(s.things.back().area));
    }
}

TEST_CASE("a bar keeps its form and its grey at any size") {
    labelled_images pictures = three_pictures();
    pictures = first(pictures, 1);
    const pasted_scenes scenes{pictures, 20, seed{5}, {.most = 1}};
    for (int64 n = 0; n < scenes.size(); ++n) {
        const scene s = scenes[n];
        const box& b = s.things[0].where;
        CHECK(std::abs((b.x2 - b.x1) - (b.y2 - b.y1) * 3 / 8) <= 0.5F);
        CHECK(s.things[0].area == area(b));
        CHECK(xt::amax(s.pixels)() == 0.5F);
    }
}

TEST_CASE("a scene is the same by its seed and number, whatever else is read") {
    const labelled_images pictures = three_pictures();
    const pasted_scenes long_set{pictures, 100, seed{7}}, short_set{pictures, 10, seed{7}},
        other{pictures, 10, seed{8}};
    CHECK(long_set[9].pixels == short_set[9].pixels);
    CHECK(long_set[9].pixels != other[9].pixels);
    CHECK(long_set[9].pixels != long_set[8].pixels);
}

TEST_CASE("a sample is the canvas and a row for each thing; arrays and pixels are the same scenes") {
    const labelled_images pictures = three_pictures();
    const pasted_scenes scenes{pictures, 5, seed{2}, {.side = 50, .smallest = 10, .largest = 20}};
    static_assert(check_data_set<std::remove_cvref_t<decltype(scenes)>>());
    const auto images = images_of(scenes);
    const auto truths = truths_of(scenes);
    const labelled_pixels pixels = pixels_of(scenes);
    CHECK(pixels.class_names == std::vector<std::string>{"canvas", "wide", "disc", "tall"});
    std::size_t seen = 0;
    for (int64 n = 0; n < 5; ++n) {
        auto one = sample_batch<double>::of_any_layout();
        append_sample(one, n, random_stream(), [&](sample<double>& to) { scenes.read(n, to); });
        const scene s = scenes[n];
        REQUIRE(one.row_ends()[0] == static_cast<int64>(s.things.size()));
        CHECK(one.numbers()[4] == s.things[0].kind);
        CHECK(one.numbers()[2] == double(s.things[0].where.x2));
        for (std::size_t p = 0; p < 2500; ++p) {
            CHECK(one.input()[p] == double(s.pixels.data()[p]));
            CHECK(images.data()[static_cast<std::size_t>(n) * 2500 + p] == s.pixels.data()[p]);
            const int owner = s.owner.data()[p];
            CHECK(pixels.labels.data()[static_cast<std::size_t>(n) * 2500 + p] ==
                  (owner < 0 ? 0 : 1 + s.things[static_cast<std::size_t>(owner)].kind));
        }
        for (const truth_box& t : s.things) CHECK(t.where == truths[seen++].where);
    }
    CHECK(seen == truths.size());
}

TEST_CASE("options that cannot be, no pictures and an empty picture are errors") {
    labelled_images pictures = three_pictures();
    const auto refused = [&](const scene_options& o, const char* words) {
        CHECK_THROWS_WITH_AS((pasted_scenes{pictures, 1, seed{1}, o}), doctest::Contains(words), error);
    };
    refused({.fewest = 3, .most = 2}, "3 to 2");
    refused({.side = 30}, "the side of the canvas, found 20 to 36");
    refused({.overlap = 2}, "overlap");
    refused({.visible = -1}, "visible");
    CHECK_THROWS_WITH_AS((pasted_scenes{first(pictures, 0), 1, seed{1}}), doctest::Contains("no pieces"),
                         error);
    CHECK_THROWS_WITH_AS((pasted_scenes{pictures, -1, seed{1}}), doctest::Contains("so few scenes"), error);
    pictures.images.fill(0);
    const pasted_scenes dark{pictures, 1, seed{1}};
    CHECK_THROWS_WITH_AS((void)dark[0], doctest::Contains("no visible pixel"), error);
}

}  // namespace scenes_test
