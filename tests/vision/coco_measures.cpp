// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <set>
#include <strata/kernels/random.hpp>
#include <strata/vision/coco_measures.hpp>

using namespace strata;

namespace coco_test {

/// One average precision and one average recall, by the rules told one after the other: a plain twin.
struct plain {
    double ap = -1, ar = -1;

    plain(const std::vector<detection>& answers, const std::vector<truth_box>& truths, double threshold,
          double low, double high, std::size_t most) {
        std::set<int> kinds, pictures;
        for (const auto& t : truths) kinds.insert(t.kind), pictures.insert(t.picture);
        for (const auto& d : answers) pictures.insert(d.picture);
        const auto in = [&](double area) { return area >= low && area <= high; };
        const auto area_of_box = [](const box& b) { return double(b.x2 - b.x1) * double(b.y2 - b.y1); };
        double sum_ap = 0, sum_ar = 0;
        int count = 0;
        for (const int kind : kinds) {
            struct outcome {
                float score;
                bool right, out;
            };
            std::vector<outcome> outcomes;
            double wanted = 0;
            for (const int picture : pictures) {
                std::vector<detection> mine;
                for (const auto& d : answers)
                    if (d.kind == kind && d.picture == picture) mine.push_back(d);
                std::stable_sort(mine.begin(), mine.end(),
                                 [](auto& a, auto& b) { return a.score > b.score; });
                if (mine.size() > most) mine.resize(most);
                struct thing {
                    truth_box t;
                    bool out, taken = false;
                };
                std::vector<thing> things;
                for (const auto& t : truths)
                    if (t.kind == kind && t.picture == picture)
                        things.push_back(
                            {t, t.crowd || !in(t.area < 0 ? area_of_box(t.where) : double(t.area))});
                for (const thing& t : things) wanted += !t.out;
                for (const auto& d : mine) {
                    thing* best = nullptr;
                    double best_share = threshold;
                    for (const bool out : {false, true})
                        for (thing& t : things) {
                            if (t.out != out || (t.taken && !t.t.crowd)) continue;
                            if (out && best && !best->out) continue;
                            const double w = std::min(d.where.x2, t.t.where.x2) -
                                             std::max(d.where.x1, t.t.where.x1),
                                         h = std::min(d.where.y2, t.t.where.y2) -
                                             std::max(d.where.y1, t.t.where.y1);
                            const double both = w > 0 && h > 0 ? w * h : 0, own = area_of_box(d.where);
                            const double either = t.t.crowd ? own : own + area_of_box(t.t.where) - both;
                            const double share = both > 0 ? both / either : 0;
                            if (share >= best_share) best = &t, best_share = share;
                        }
                    if (best) best->taken = true;
                    outcomes.push_back(
                        {d.score, best && !best->out, best ? best->out : !in(area_of_box(d.where))});
                }
            }
            if (wanted == 0) continue;
            ++count;
            std::stable_sort(outcomes.begin(), outcomes.end(),
                             [](auto& a, auto& b) { return a.score > b.score; });
            std::vector<std::pair<double, double>> curve;  // recall, precision
            double right = 0, all = 0;
            for (const outcome& o : outcomes) {
                right += o.right, all += !o.out;
                curve.emplace_back(right / wanted, all > 0 ? right / all : 0);
            }
            for (int r = 0; r <= 100; ++r) {
                double best = 0;
                for (const auto& [recall, precision] : curve)
                    if (recall >= r * 0.01) best = std::max(best, precision);
                sum_ap += best / 101;
            }
            sum_ar += curve.empty() ? 0 : curve.back().first;
        }
        if (count > 0) ap = sum_ap / count, ar = sum_ar / count;
    }
};

plain over_thresholds(const std::vector<detection>& a, const std::vector<truth_box>& t, double low,
                      double high, std::size_t most) {
    plain mean({}, {}, 0.5, 0, 0, 1);
    double ap = 0, ar = 0;
    for (int k = 0; k < 10; ++k) {
        const plain at(a, t, 0.5 + k * ((0.95 - 0.5) / 9), low, high, most);
        ap += at.ap / 10, ar += at.ar / 10;
    }
    mean.ap = ap, mean.ar = ar;
    return mean;
}

}  // namespace coco_test

TEST_CASE("COCO's figures are those of a plain twin, with crowds, sizes and equal scores") {
    using namespace coco_test;
    const random_stream random(seed{11}, 0);
    std::vector<truth_box> truths;
    std::vector<detection> answers;
    std::uint64_t drawn = 0;
    const auto below = [&](std::uint32_t n) { return static_cast<int>(random.below(drawn++, n)); };
    for (int i = 0; i < 90; ++i) {
        const int side = i % 3 == 0 ? 20 : i % 3 == 1 ? 60 : 140;
        const auto x = static_cast<float>(below(200)), y = static_cast<float>(below(200)),
                   w = static_cast<float>(side / 2 + below(static_cast<std::uint32_t>(side))),
                   h = static_cast<float>(side / 2 + below(static_cast<std::uint32_t>(side)));
        truths.push_back({.picture = below(6), .kind = below(3), .where = {x, y, x + w, y + h}});
        truths.back().crowd = i % 11 == 0;
        if (i % 5 == 0) truths.back().area = w * h / 2;
        for (int copy = 0; copy < 4; ++copy) {
            const auto shift = [&] {
                return static_cast<float>(below(static_cast<std::uint32_t>(side / 5 + 1)));
            };
            answers.push_back({.picture = truths.back().picture,
                               .kind = below(8) == 0 ? 0 : truths.back().kind,
                               .score = static_cast<float>(below(40)) / 40,
                               .where = {x + shift(), y + shift(), x + w + shift(), y + h + shift()}});
        }
    }
    const coco_figures found = coco_measures(answers, truths);
    const auto close = [](double a, double b) { CHECK(a == doctest::Approx(b).epsilon(1e-12)); };
    const plain all = over_thresholds(answers, truths, 0, 1e10, 100),
                small_ones = over_thresholds(answers, truths, 0, 32 * 32, 100),
                medium = over_thresholds(answers, truths, 32 * 32, 96 * 96, 100),
                large = over_thresholds(answers, truths, 96 * 96, 1e10, 100);
    close(found.ap, all.ap), close(found.ar_100, all.ar);
    close(found.ap_small, small_ones.ap), close(found.ar_small, small_ones.ar);
    close(found.ap_medium, medium.ap), close(found.ar_medium, medium.ar);
    close(found.ap_large, large.ap), close(found.ar_large, large.ar);
    close(found.ap_50, plain(answers, truths, 0.5, 0, 1e10, 100).ap);
    close(found.ap_75, plain(answers, truths, 0.75, 0, 1e10, 100).ap);
    close(found.ar_1, over_thresholds(answers, truths, 0, 1e10, 1).ar);
    close(found.ar_10, over_thresholds(answers, truths, 0, 1e10, 10).ar);
    CHECK((found.ap > 0.05 && found.ap < 0.9 && found.ap_small > 0 && found.ap_large > 0));
}

TEST_CASE("a box that overlaps by 0.72 is right at five thresholds of ten") {
    const std::vector<truth_box> truths{{.where = {0, 0, 10, 10}}};
    const std::vector<detection> answers{{.score = 1, .where = {0, 0, 10, 7.2F}}};
    const coco_figures f = coco_measures(answers, truths);
    CHECK(f.ap == doctest::Approx(0.5));
    CHECK(f.ap_50 == doctest::Approx(1));
    CHECK(f.ap_75 == 0);
    CHECK(f.ap_small == doctest::Approx(0.5));
    CHECK(f.ap_large == -1);  // there is nothing large
    CHECK(f.ar_1 == doctest::Approx(0.5));
}

TEST_CASE("what lies in a crowd does not count, however often") {
    std::vector<truth_box> truths{{.where = {0, 0, 10, 10}}, {.where = {50, 50, 90, 90}, .crowd = true}};
    const std::vector<detection> answers{{.score = 0.9F, .where = {50, 50, 60, 60}},
                                         {.score = 0.8F, .where = {60, 60, 70, 70}},
                                         {.score = 0.7F, .where = {0, 0, 10, 10}}};
    CHECK(coco_measures(answers, truths).ap == doctest::Approx(1));
    truths[1].crowd = false;
    CHECK(coco_measures(answers, truths).ap_50 < 0.3);
}

TEST_CASE("one of two things that one picture shows is found by one detection at most") {
    const std::vector<truth_box> truths{{.where = {0, 0, 10, 10}}, {.where = {20, 0, 30, 10}}};
    const std::vector<detection> answers{{.score = 0.9F, .where = {0, 0, 10, 10}},
                                         {.score = 0.8F, .where = {20, 0, 30, 10}}};
    CHECK(coco_measures(answers, truths).ar_1 == doctest::Approx(0.5));
    CHECK(coco_measures(answers, truths).ar_10 == doctest::Approx(1));
}

TEST_CASE("without truths COCO's figures are -1, and without answers they are 0") {
    const std::vector<truth_box> truths{{.where = {0, 0, 10, 10}}};
    const std::vector<detection> answers{{.score = 1, .where = {0, 0, 10, 10}}};
    CHECK(coco_measures(answers, {}).ap == -1);
    CHECK(coco_measures({}, {}).ar_100 == -1);
    CHECK(coco_measures({}, truths).ap == 0);
    CHECK(coco_measures({}, truths).ar_100 == 0);
}
