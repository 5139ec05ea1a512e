// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>

#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/kernels/reference/convolution.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// C, H, W, K, F, S, P, D, G: tiles that stick out, tails of vectors, one tile, many
constexpr convolution_extents awkward[] = {
    convolution_of(1, 3, 3, 1, 3, 1, 0, 1, 1),     convolution_of(3, 7, 9, 5, 3, 1, 1, 1, 1),
    convolution_of(17, 8, 8, 33, 3, 1, 1, 1, 1),   convolution_of(16, 5, 6, 16, 3, 1, 0, 1, 1),
    convolution_of(20, 14, 13, 70, 3, 1, 2, 1, 1), convolution_of(33, 1, 1, 18, 3, 1, 1, 1, 1),
    convolution_of(5, 2, 31, 4, 3, 1, 1, 1, 1),    convolution_of(48, 6, 6, 130, 3, 1, 1, 1, 1),
};

/// Whose transformed weights are made column by column as long as all tiles are one block, up to 96.
constexpr convolution_extents wide = convolution_of(341, 3, 4, 343, 3, 1, 1, 1, 1);

/// An activation whose slope is not 1.
struct twice_map {
    template <class B>
    static B value(const B& x) {
        return B(typename B::value_type(2)) * x;
    }
    template <class B>
    static B slope(const B&) {
        return B(typename B::value_type(2));
    }
};

/// A batch through the passes on `threads` threads.
template <class T>
struct winograd_run {
    convolution_extents e;
    int n;
    long x_size = long(e.C) * e.H() * e.W(), y_size = long(e.OH()) * e.OW() * e.K;
    std::vector<T> x = random_values<T>(n * x_size, 1), w = random_values<T>(e.weights(), 2),
                   b = random_values<T>(e.K, 3), dy = random_values<T>(n * y_size, 4),
                   y = random_values<T>(n * y_size, 5), dx = random_values<T>(n * x_size, 6),
                   dw = random_values<T>(e.weights(), 7), db = random_values<T>(e.K, 8), u = {};

    void prepare() {
        u.resize(static_cast<std::size_t>(winograd_planes<T>(e.C, e.K)));
        transform_weights(w.data(), e.C, e.K, u.data(), 2);
    }
    template <class Act>
    void both_ways(int threads, bool add) {
        const long scratch_size = winograd_forward_scratch<T>(e, false) + winograd_backward_scratch<T>(e);
        const auto unset = [](long size) {
            return std::vector<T>(static_cast<std::size_t>(size), std::numeric_limits<T>::quiet_NaN());
        };
        auto scratch = unset(threads * scratch_size),
             shared = unset(winograd_planes<T>(e.C, e.K) + winograd_backward_layout<T>(e).end);
        convolution_pass<T> p{
            e,        nullptr,  n,       threads,        x.data(),      w.data(),
            b.data(), y.data(), nullptr, scratch.data(), shared.data(), u.empty() ? nullptr : u.data()};
        winograd_forward_pass<Act>(p);
        p.dy = dy.data();
        p.dx = dx.data();
        p.add_dx = add;
        p.dw = dw.data();
        p.db = db.data();
        winograd_backward_pass<Act>(p);
    }
};

std::vector<double> in_double(const auto& values) { return {values.begin(), values.end()}; }

/// Compares with the sums of the definition in `double`, relative to the largest of them.
template <class T>
void agrees(const convolution_extents& e, int n, bool add, double bound) {
    winograd_run<T> run{e, n};
    const auto x = in_double(run.x), w = in_double(run.w), b = in_double(run.b),
               dx_before = in_double(run.dx);
    auto dz = in_double(run.dy);
    for (double& g : dz) g *= 2;
    run.template both_ways<twice_map>(1, add);
    std::vector<double> y(run.y.size()), dx(run.dx.size()), dw(run.dw.size()), db(run.db.size());
    if (add) dx = dx_before;
    for (int i = 0; i < n; ++i) {
        reference_convolve(e, x.data() + i * run.x_size, w.data(), b.data(), y.data() + i * run.y_size);
        reference_convolve_gradients(e, x.data() + i * run.x_size, w.data(), dz.data() + i * run.y_size,
                                     dx.data() + i * run.x_size, dw.data());
    }
    for (double& v : y) v *= 2;
    for (long i = 0; i < n * run.y_size; ++i)
        db[static_cast<std::size_t>(i % e.K)] += dz[static_cast<std::size_t>(i)];
    auto check = [&](const std::vector<T>& found, const std::vector<double>& expected, long size) {
        double largest = 1;
        for (long i = 0; i < size; ++i)
            largest = std::max(largest, std::abs(expected[static_cast<std::size_t>(i)]));
        CHECK(largest_difference(in_double(found), expected, size) <= bound * largest);
    };
    check(run.y, y, n * run.y_size);
    check(run.dx, dx, n * run.x_size);
    check(run.dw, dw, e.weights());
    check(run.db, db, e.K);
}

template <convolution_extents e>
void check_bands(int window) {
    const pooling_extents pool = pooling_of(e.K, e.OH(), e.OW(), window, window, 2, 0);
    const long y_size = long(pool.OH()) * pool.OW() * e.K;
    const auto x = random_values<float>(long(e.C) * e.H() * e.W(), 1),
               w = random_values<float>(e.weights(), 2);
    std::vector<float> first, prepared(static_cast<std::size_t>(prepared_elements<float>(e)) + 1);
    prepare_convolution<kernel_of(e)>(e, w.data(), static_cast<const float*>(nullptr), prepared.data(), 2);
    for (const int threads : {1, 2, 3}) {
        auto y = random_values<float>(y_size, 3),
             scratch = random_values<float>(threads * forward_scratch<float>(e, true), 4);
        std::vector<std::uint8_t> argmax(static_cast<std::size_t>(y_size));
        convolution_pass<float> p{e,        &pool,          1,        threads,       x.data(),
                                  w.data(), nullptr,        y.data(), argmax.data(), scratch.data(),
                                  nullptr,  prepared.data()};
        convolution_forward<kernel_of(e), identity_map>(p);
        std::vector<float> all = y;
        all.insert(all.end(), argmax.begin(), argmax.end());
        if (first.empty()) first = all;
        CHECK(all == first);
    }
}

}  // namespace

TEST_CASE("Winograd's convolution agrees with the definition over awkward sizes, forward and backward") {
    for (const convolution_extents& e : awkward)
        for (const int n : {1, 7})
            for (const bool add : {false, true}) {
                CAPTURE(e.C);
                CAPTURE(e.H());
                CAPTURE(e.W());
                CAPTURE(e.K);
                CAPTURE(e.y.before);
                CAPTURE(e.x.before);
                CAPTURE(n);
                CAPTURE(add);
                agrees<float>(e, n, add, 5e-6);
                agrees<double>(e, n, add, 1e-14);
            }
}

TEST_CASE("Winograd's convolution agrees with the definition where its weights fit into no cache") {
    agrees<float>(wide, 3, false, 5e-6);
    agrees<double>(wide, 2, true, 1e-14);
}

TEST_CASE("Winograd's convolution has the same bits for any number of threads") {
    for (const auto& [e, n] :
         {std::pair(convolution_of(16, 10, 9, 24, 3, 1, 1, 1, 1), 37), std::pair(wide, 3)}) {
        std::vector<float> first;
        for (const int threads : {1, 2, 3, 4, 5}) {
            winograd_run<float> run{e, n};
            run.both_ways<identity_map>(threads, false);
            std::vector<float> all = run.y;
            for (const auto* more : {&run.dx, &run.dw, &run.db})
                all.insert(all.end(), more->begin(), more->end());
            if (first.empty()) first = all;
            CHECK(all == first);
        }
    }
}

TEST_CASE("Winograd's convolution has the same bits for a sample in a batch of one block and of more") {
    REQUIRE(winograd_goes_by_columns(winograd_forward(wide), 96));
    REQUIRE(!winograd_goes_by_columns(winograd_forward(wide), 97));
    winograd_run<float> one_block{wide, 96}, more{wide, 97};
    one_block.both_ways<twice_map>(2, false);
    more.both_ways<twice_map>(2, false);
    CHECK(std::equal(one_block.y.begin(), one_block.y.begin() + 96 * one_block.y_size, more.y.begin()));
    CHECK(std::equal(one_block.dx.begin(), one_block.dx.begin() + 96 * one_block.x_size, more.dx.begin()));
    winograd_run<float> prepared{wide, 96};
    prepared.prepare();
    prepared.both_ways<twice_map>(2, false);
    CHECK(prepared.y == one_block.y);
}

TEST_CASE("a convolution with a max pooling has the same bits by samples and by bands of rows") {
    // windows side by side, overlapping, and with a row left over
    for (const int window : {2, 3}) {
        check_bands<convolution_of(3, 99, 99, 20, 3, 2, 1, 1, 1)>(window);
        check_bands<convolution_of(17, 60, 59, 17, 3, 1, 2, 1, 17)>(window);
        check_bands<convolution_of(16, 51, 34, 24, 3, 1, 1, 1, 1)>(window);
    }
}
