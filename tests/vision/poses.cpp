// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <strata/vision/poses.hpp>

using namespace strata;

namespace drawn_people {

/// Maps of 9 x 11 places of 16 pixels on which people can be drawn.
struct maps {
    xt::xtensor<float, 3> scores = xt::xtensor<float, 3>::from_shape({17, 9, 11}),
                          offsets = xt::zeros<float>({34, 9, 11}), forward = xt::zeros<float>({32, 9, 11}),
                          backward = xt::zeros<float>({32, 9, 11});
    maps() { scores.fill(-6); }

    static std::size_t place(float position) { return static_cast<std::size_t>(std::lround(position / 16)); }
    /// A person whose point k is at these pixels, as a network would say it.
    void draw(const std::array<key_point, 17>& points) {
        for (std::size_t k = 0; k < 17; ++k) {
            const std::size_t i = place(points[k].y), j = place(points[k].x);
            scores(k, i, j) = points[k].score;
            offsets(k, i, j) = points[k].y - 16 * static_cast<float>(i);
            offsets(k + 17, i, j) = points[k].x - 16 * static_cast<float>(j);
        }
        for (std::size_t e = 0; e < 16; ++e) {
            const key_point& a = points[static_cast<std::size_t>(body_tree[e].parent)];
            const key_point& b = points[static_cast<std::size_t>(body_tree[e].child)];
            forward(e, place(a.y), place(a.x)) = b.y - a.y;
            forward(e + 16, place(a.y), place(a.x)) = b.x - a.x;
            backward(e, place(b.y), place(b.x)) = a.y - b.y;
            backward(e + 16, place(b.y), place(b.x)) = a.x - b.x;
        }
    }
    std::vector<pose> people(const pose_options& o = {}) const {
        return poses_of(scores, offsets, forward, backward, o);
    }
};

/// Points with no two in one place; the score before the sigmoid is 3, that of point `best` 4.
std::array<key_point, 17> figure(float left, std::size_t best) {
    std::array<key_point, 17> points;
    for (std::size_t k = 0; k < 17; ++k)
        points[k] = {left + 16 * static_cast<float>(k % 3) + 3, 16 * static_cast<float>(k / 3) + 5,
                     k == best ? 4.0F : 3.0F};
    return points;
}

void check_same(const pose& found, const std::array<key_point, 17>& drawn) {
    for (std::size_t k = 0; k < 17; ++k) {
        CHECK(found.points[k].x == drawn[k].x);
        CHECK(found.points[k].y == drawn[k].y);
        CHECK(found.points[k].score == doctest::Approx(1 / (1 + std::exp(-drawn[k].score))));
    }
}

TEST_CASE("two people are found, each whole, whatever point they begin with") {
    for (const std::size_t best : {std::size_t{0}, std::size_t{9}, std::size_t{16}}) {
        maps m;
        const auto first = figure(0, best), second = figure(112, 17);
        m.draw(first);
        m.draw(second);
        const std::vector<pose> found = m.people();
        REQUIRE(found.size() == 2);
        check_same(found[0], first);
        check_same(found[1], second);
        CHECK(found[1].score == doctest::Approx(1 / (1 + std::exp(-3.0))));
        CHECK(m.people({.most = 1}).size() == 1);
    }
}

TEST_CASE("nobody begins below the threshold, and who scores too little is left out") {
    maps m;
    CHECK(m.people().empty());
    m.draw(figure(0, 3));
    CHECK(m.people({.threshold = 0.99F}).empty());
    CHECK(m.people({.threshold = 0.97F}).size() == 1);
    CHECK(m.people({.least_score = 0.97F}).empty());
}

TEST_CASE("of a person whose points were found before, only the others count") {
    maps m;
    auto points = figure(0, 0);
    m.draw(points);
    m.scores(0, 0, 9) = 2;  // a nose by itself: its edges lead nowhere, to places without a point
    const std::vector<pose> found = m.people({.least_score = 0});
    REQUIRE(found.size() == 2);
    CHECK(found[1].points[0].x == 144);
    const double alone = 1 / (1 + std::exp(-2.0)), elsewhere = 1 / (1 + std::exp(6.0));
    CHECK(found[1].score == doctest::Approx((alone + 16 * elsewhere) / 17));
}

TEST_CASE("points are pulled to where the offsets of their place say") {
    maps m;
    const auto drawn = figure(0, 0);
    m.draw(drawn);
    m.forward(0, 0, 0) += 2;  // from the nose to the left eye, a little wrong
    m.forward(16, 0, 0) -= 5;
    check_same(m.people()[0], drawn);
}

TEST_CASE("poses refuse maps of other shapes and values that are not finite") {
    maps m;
    CHECK_THROWS_WITH_AS((void)poses_of(m.scores, m.offsets, m.forward, m.offsets),
                         doctest::Contains("32 channels over 9 x 11 places"), error);
    CHECK_THROWS_WITH_AS((void)m.people({.stride = 0}), doctest::Contains("pose_options"), error);
    m.scores(3, 2, 1) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_WITH_AS((void)m.people(), doctest::Contains("not finite"), error);
}

}  // namespace drawn_people
