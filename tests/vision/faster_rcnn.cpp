// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/strata.hpp>
#include <strata/vision/faster_rcnn.hpp>

using namespace strata;

namespace faster_rcnn_test {

struct trunk
    : net<input<1, 24, 24>, conv<8, 3, stride<2>, pad<1>, round_down>, leaky_relu<0.1>, tap<"features">,
          max_pool<2>, conv<8, 3, same>, leaky_relu<0.1>, heads<conv<2, 1>, conv<8, 1>, from<"features">>> {};
struct head : net<input<8, 3, 3>, flatten, dense<16>, leaky_relu<0.1>, heads<dense<3>, dense<8>>> {};
using detector = faster_rcnn<trunk, head, adam>;

template <class Model>
bool same_bits(const Model& a, const Model& b) {
    return std::equal(a.learned().data(), a.learned().data() + a.learned().size(), b.learned().data());
}

const faster_rcnn_options small_things{.anchors = {.scales = {8}, .ratios = {0.7F, 1.4F}},
                                       .proposals = {.before = 40,
                                                     .after = 8,
                                                     .matching = {.foreground = 0.5F, .background = 0.3F},
                                                     .sampling = {.count = 16}},
                                       .proposals_to_answer = 8,
                                       .regions = {.sampling = {.count = 12, .foreground_share = 0.4F}}};

/// A bright tall thing in the first picture, a dim wide one in the second, none in the third.
xt::xtensor<float, 4> pictures() {
    xt::xtensor<float, 4> x = xt::zeros<float>({3, 1, 24, 24});
    xt::view(x, 0, 0, xt::range(4, 14), xt::range(6, 13)).fill(1.0F);
    xt::view(x, 1, 0, xt::range(12, 19), xt::range(9, 19)).fill(0.5F);
    return x;
}
const std::vector<truth_box> truths{{.picture = 0, .kind = 0, .where = {6, 4, 13, 14}},
                                    {.picture = 1, .kind = 1, .where = {9, 12, 19, 19}}};

TEST_CASE("a detector of two stages learns where the things of a few pictures are, and what they are") {
    detector d{seed{1}, adam{.rate = 5e-3F}, small_things, 1};
    const auto x = pictures();
    const faster_rcnn_losses first = d.step(x, truths);
    for (int step = 0; step < 250; ++step) (void)d.step(x, truths);
    const faster_rcnn_losses last = d.step(x, truths);
    CHECK(first.sum() > 1);
    CHECK(last.sum() < 0.3 * first.sum());
    const std::vector<detection> found = d.detect(x, 5);
    REQUIRE(!found.empty());
    for (const truth_box& t : truths) {
        const auto is_it = [&](const detection& a) {
            return a.picture == 5 + t.picture && a.kind == t.kind && a.score > 0.5F &&
                   intersection_over_union(a.where, t.where) > 0.5F;
        };
        std::string said;
        for (const detection& a : found)
            said += std::to_string(a.picture) + ' ' + std::to_string(a.kind) + ' ' + std::to_string(a.score) +
                    ' ' + box_text(a.where) + '\n';
        INFO(said);
        CHECK(std::any_of(found.begin(), found.end(), is_it));
    }
}

TEST_CASE("steps have the same bits with any number of threads") {
    detector one{seed{3}, adam{}, small_things, 1}, three{seed{3}, adam{}, small_things, 3};
    const auto x = pictures();
    for (int step = 0; step < 3; ++step) CHECK(one.step(x, truths).sum() == three.step(x, truths).sum());
    CHECK(same_bits(one.trunk(), three.trunk()));
    CHECK(same_bits(one.head(), three.head()));
}

TEST_CASE("pictures in which there is nothing teach that, and so do no proposals") {
    detector d{seed{2}, adam{}, small_things, 1};
    CHECK(d.step(pictures(), {}).region_place == 0);
    faster_rcnn_options none = small_things;
    none.proposals.after = 0;
    detector without{seed{2}, adam{}, none, 1};
    const faster_rcnn_losses l = without.step(pictures(), {});
    CHECK(l.proposal_score > 0);
    CHECK(l.region_kind == 0);
}

TEST_CASE(
    "anchors that the trunk does not score and truths of other pictures are errors, before anything moves") {
    faster_rcnn_options three = small_things;
    three.anchors.ratios = {0.5F, 1, 2};
    CHECK_THROWS_WITH_AS((detector{seed{1}, adam{}, three, 1}), doctest::Contains("expected 2, found 3"),
                         error);
    detector d{seed{1}, adam{}, small_things, 1}, as_it_was{seed{1}, adam{}, small_things, 1};
    const std::vector<truth_box> elsewhere{{.picture = 3, .kind = 0, .where = {1, 1, 5, 5}}};
    CHECK_THROWS_WITH_AS((void)d.step(pictures(), elsewhere),
                         doctest::Contains("truth 0: there is no such picture"), error);
    const std::vector<truth_box> unknown{{.picture = 0, .kind = 2, .where = {1, 1, 5, 5}}};
    CHECK_THROWS_WITH_AS((void)d.step(pictures(), unknown),
                         doctest::Contains("truth 0: there is no such kind"), error);
    CHECK(same_bits(d.trunk(), as_it_was.trunk()));
}

}  // namespace faster_rcnn_test
