// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/region_proposals.hpp>

using namespace strata;

namespace region_proposals_test {

/// Two anchors at each of 2 x 2 places, 16 pixels apart; two pictures of 32 x 32.
const std::vector<box> known = anchors({.scales = {8, 16}, .ratios = {1}}, {2, 2}, {32, 32});

xt::xtensor<float, 4> numbers(std::size_t channels, std::uint64_t number) {
    auto x = xt::xtensor<float, 4>::from_shape({2, channels, 2, 2});
    const random_stream stream(seed{11}, number);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(0.3 * stream.normal(i));
    return x;
}
const boxes_by_picture truths{{{13, 12, 23, 22}, {-5, 4, 6, 11}}, {{8, 9, 25, 24}}};

TEST_CASE("proposals are the anchors of the best scores, moved by their offsets, clipped and thinned out") {
    xt::xtensor<float, 4> scores = xt::zeros<float>({2, 2, 2, 2}), offsets = xt::zeros<float>({2, 8, 2, 2});
    scores(0, 1, 1, 1) = 3;  // the anchor of 16 pixels around (16, 16)
    scores(0, 0, 1, 1) = 2;  // that of 8
    scores(1, 0, 0, 1) = 1;
    offsets(0, 4, 1, 1) = 0.25F;           // a quarter of 16 to the right
    offsets(0, 3, 1, 1) = std::log(1.5F);  // half as tall again
    const boxes_by_picture found =
        region_proposals(scores, offsets, known, {32, 32}, {.before = 3, .after = 2});
    REQUIRE(found.size() == 2);
    REQUIRE(found[0].size() == 2);
    CHECK(found[0][0] == box{12, 8, 28, 24});
    CHECK(found[0][1].x1 == doctest::Approx(12));
    CHECK(found[0][1].y1 == doctest::Approx(10));
    CHECK(found[0][1].y2 == doctest::Approx(22));
    CHECK(found[1][0] == box{12, 0, 20, 4});  // clipped
    // what overlaps the better one is taken away, and what is too narrow
    CHECK(region_proposals(scores, offsets, known, {32, 32}, {.before = 2, .threshold = 0.2F})[0].size() ==
          1);
    CHECK(region_proposals(scores, offsets, known, {32, 32}, {.before = 2, .least_side = 10})[0].size() == 1);
    CHECK(region_proposals(scores, offsets, known, {32, 32}, {.before = 0})[0].empty());
}

TEST_CASE("the gradients of the two losses are those of centred differences") {
    const proposal_options o{.matching = {.foreground = 0.4F, .background = 0.3F},
                             .sampling = {.count = 6, .foreground_share = 0.5F}};
    xt::xtensor<float, 4> scores = numbers(2, 1), offsets = numbers(8, 2);
    const proposal_losses at = losses_of_proposals(scores, offsets, known, truths, seed{3}, 4, o);
    CHECK(at.score > 0);
    CHECK(at.place > 0);
    const auto slope = [&](xt::xtensor<float, 4>& x, std::size_t i, double proposal_losses::*part) {
        const float was = x.data()[i], h = 1.0F / 256;
        const auto value = [&](float v) {
            x.data()[i] = v;
            return losses_of_proposals(scores, offsets, known, truths, seed{3}, 4, o).*part;
        };
        const double up = value(was + h), down = value(was - h);
        x.data()[i] = was;
        return (up - down) / (double(was + h) - double(was - h));
    };
    int moved = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        CHECK(double(at.slope_of_scores.data()[i]) ==
              doctest::Approx(slope(scores, i, &proposal_losses::score)).epsilon(1e-3));
        moved += at.slope_of_scores.data()[i] != 0;
    }
    CHECK(moved == 12);  // six of each picture
    for (std::size_t i = 0; i < offsets.size(); ++i)
        CHECK(std::abs(double(at.slope_of_offsets.data()[i]) - slope(offsets, i, &proposal_losses::place)) <
              2e-3);
}

TEST_CASE("scores and offsets that are right cost nothing, and pictures without truths only scores") {
    xt::xtensor<float, 4> scores(std::array<std::size_t, 4>{2, 2, 2, 2}, -40.0F),
        offsets = xt::zeros<float>({2, 8, 2, 2});
    const proposal_losses none = losses_of_proposals(scores, offsets, known, {{}, {}}, seed{1}, 0);
    CHECK(none.score < 1e-9);
    CHECK(none.place == 0);
    scores(1, 1, 1, 1) = 40;
    const proposal_losses one =
        losses_of_proposals(scores, offsets, known, {{}, {box{8, 8, 24, 24}}}, seed{1}, 0);
    CHECK(one.score < 1e-9);
    CHECK(one.place == 0);
}

TEST_CASE("outputs of other anchors, truths of other pictures and a NaN are errors") {
    xt::xtensor<float, 4> scores = numbers(2, 1), offsets = numbers(8, 2);
    CHECK_THROWS_WITH_AS((void)region_proposals(scores, numbers(4, 3), known, {32, 32}),
                         doctest::Contains("8 anchors"), error);
    CHECK_THROWS_WITH_AS((void)losses_of_proposals(scores, offsets, known, {{}}, seed{1}, 0),
                         doctest::Contains("the pictures of the truths"), error);
    CHECK_THROWS_WITH_AS((void)losses_of_proposals(scores, offsets, known, {{{3, 3, 1, 9}}, {}}, seed{1}, 0),
                         doctest::Contains("truth 0"), error);
    scores(1, 1, 0, 0) = std::nanf("");
    CHECK_THROWS_WITH_AS((void)region_proposals(scores, offsets, known, {32, 32}),
                         doctest::Contains("picture 1, anchor 1"), error);
}

}  // namespace region_proposals_test
