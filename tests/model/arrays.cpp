// SPDX-License-Identifier: MIT
#include <strata/layer/pass_args.hpp>
#include <strata/model/arrays.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <numeric>

using namespace strata;

TEST_CASE(
    "samples are taken with channels last, and the first with a value that is not finite is found wherever "
    "that stands") {
    for (const int channels : {1, 3})
        for (const long places : {1L, 5L, 37L})
            for (const int threads : {1, 2}) {
                CAPTURE(channels);
                CAPTURE(places);
                CAPTURE(threads);
                const int count = 19;
                const long size = channels * places;
                std::vector<float> x(static_cast<std::size_t>(count * size)), y(x.size(), -1);
                std::iota(x.begin(), x.end(), 0.0F);
                std::vector<std::uint32_t> order(std::size_t{count});  // not as they lie
                std::iota(order.rbegin(), order.rend(), 0U);
                const sample_list<float> samples{x.data(), channels, places, order.data()};
                CHECK(take_samples(samples, count, y.data(), threads) == count);
                bool right = true;
                for (int i = 0; i < count; ++i)
                    for (int c = 0; c < channels; ++c)
                        for (long p = 0; p < places; ++p)
                            right = right && y[static_cast<std::size_t>((i * places + p) * channels + c)] ==
                                                 samples[i][c * places + p];
                CHECK(right);

                for (const float wrong :
                     {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()})
                    for (long k = 0; k < size; ++k) {
                        const int i = static_cast<int>(k * 7 % count);
                        std::vector<float> good = x;
                        x[static_cast<std::size_t>((count - 1 - i) * size + k)] = wrong;
                        x[static_cast<std::size_t>((count - 1 - i / 2) * size)] = -wrong;  // an earlier one
                        right = right && take_samples(samples, count, y.data(), threads) == i / 2;
                        x = good;
                    }
                CHECK(right);
            }
}

TEST_CASE("more samples than an int counts are refused, not cut") {
    const xt::xtensor<float, 1> one{1, 2, 3};
    const auto many = xt::broadcast(one, std::array<std::size_t, 2>{3'000'000'000, 3});
    CHECK_THROWS_WITH_AS(
        checked_samples<shape<3>>(many, "the input"),
        doctest::Contains(
            "the input: there are too many samples, expected at most 2147483647, found 3000000000"),
        error);
}

TEST_CASE("places of a batch that are more than an int counts are refused") {
    forward_args<float> a{};
    a.n = 1 << 16;
    CHECK(a.places_of_all(1 << 14) == 1 << 30);
    CHECK_THROWS_WITH_AS(
        static_cast<void>(a.places_of_all(1 << 15)),
        doctest::Contains("the batch has too many places, expected at most 2147483647, found 2147483648"),
        error);
}
