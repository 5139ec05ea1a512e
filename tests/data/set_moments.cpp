// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include <strata/data/array_set.hpp>
#include <strata/data/channel_normalization.hpp>
#include <strata/data/preprocessing/mean_image.hpp>
#include <strata/data/preprocessing/min_max.hpp>
#include <strata/data/preprocessing/set_moments.hpp>
#include <strata/data/preprocessing/standardize.hpp>
#include <strata/data/transformed.hpp>
#include <strata/kernels/random.hpp>

#include "../io/temporary_folder.hpp"
#include "near_arrays.hpp"

namespace measured_sets {

using namespace strata;
using strata::test::contains;
using strata::test::farthest;
using strata::test::text_of;

/// Images that are made as they are asked for, far from 0, and with a pixel that does not vary.
struct made_images {
    int64 n = 600;
    int64 bad = -1;

    [[nodiscard]] int64 size() const { return n; }
    void read(int64 i, auto& to) const {
        const auto x = to.input({2, 3, 5});
        const random_stream random(seed{3}, 0);
        for (std::size_t j = 0; j < x.size(); ++j) {
            const double v = random.normal(static_cast<std::uint64_t>(i) * 30 + j);
            x[j] = j == 7 ? 4 : static_cast<float>(1000 + static_cast<double>(j) * v);
        }
        if (i == bad) x[11] = std::numeric_limits<float>::infinity();
        to.classes({})[0] = static_cast<int>(i % 3);
    }
};

xt::xtensor<double, 4> in_memory(int64 n) {
    xt::xtensor<double, 4> x({static_cast<std::size_t>(n), 2, 3, 5});
    for (int64 i = 0; i < n; ++i) {
        auto one = sample_batch<double>::of_any_layout();
        append_sample(one, i, {}, [&](auto& to) { made_images{}.read(i, to); });
        std::copy_n(one.input(), 30, x.data() + 30 * i);
    }
    return x;
}

TEST_CASE("preprocessings measure a set that is read sample by sample as they measure the same in an array") {
    for (const int64 n : {1, 3, 256, 600}) {
        const made_images set{n};
        const auto x = in_memory(n);
        CHECK(farthest(mean_image(set).mean, mean_image(x).mean) < 1e-11);
        const standardize a(set), b(x);
        CHECK(farthest(a.mean, b.mean) < 1e-11);
        CHECK(farthest(a.deviation, b.deviation) < 1e-11);
        CHECK(a.deviation[7] == 1);
        const min_max c(set, -1, 1), d(x, -1, 1);
        CHECK(c.least == d.least);
        CHECK(c.largest == d.largest);
        CHECK(c.limits == d.limits);
    }
}

TEST_CASE("the bits of what is measured are those of any number of threads") {
    const made_images set;
    const standardize one(set, {.threads = 1}), three(set, {.threads = 3});
    CHECK(one.mean == three.mean);
    CHECK(one.deviation == three.deviation);
}

TEST_CASE("channels of a set are measured as those of images in memory, and its samples normalized") {
    const made_images set{300};
    const labelled_images images(in_memory(300), xt::xtensor<int, 1>(xt::zeros<int>({300})), {});
    const channel_normalization a(set), b(images);
    CHECK(farthest(a.mean, b.mean) < 1e-9);
    CHECK(farthest(a.deviation, b.deviation) < 1e-9);
    auto all = images;
    a(all);
    const auto treated = transformed(set, a);
    auto one = sample_batch<float>::of_any_layout();
    append_sample(one, 7, {}, [&](auto& to) { treated.read(7, to); });
    for (std::size_t j = 0; j < 30; ++j)
        CHECK(one.input()[j] == doctest::Approx(all.images.data()[7 * 30 + j]));
    CHECK(*one.classes() == 1);
}

TEST_CASE("what a transformed set becomes is measured, and what it is preprocessed by is told apart") {
    const made_images set{40};
    const standardize first(set);
    const standardize again(transformed(set, first));
    CHECK(std::abs(again.mean[3]) < 1e-6);
    CHECK(again.deviation[3] == doctest::Approx(1));
    CHECK(again.deviation[7] == 1);
}

TEST_CASE("sets without samples, numbers that are none, and samples that are no images are refused") {
    CHECK(contains(text_of<error>([] { const mean_image refused(made_images{0}); }),
                   "there are no samples to measure, expected 1 sample at least, found 0"));
    CHECK(contains(text_of<error>([] {
                       const standardize refused(made_images{600, 411});
                   }),
                   "sample 411, feature 11: a value is not a finite number"));
    CHECK(contains(text_of<error>([] { const min_max refused(made_images{}, 0, 1, {.threads = 0}); }),
                   "a set cannot be measured by fewer threads than one"));
    CHECK(contains(text_of<error>([] {
                       const channel_normalization refused(array_set(xt::xtensor<float, 2>{{1, 2}, {3, 4}}));
                   }),
                   "the samples are no images, expected [C, H, W], found [2]"));
}

}  // namespace measured_sets
