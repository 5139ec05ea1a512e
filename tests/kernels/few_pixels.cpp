// SPDX-License-Identifier: MIT
#include <strata/kernels/convolution/few_pixels.hpp>

#include <doctest/doctest.h>

#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/kernels/reference/convolution.hpp>

#include "random_values.hpp"
#include "windows.hpp"

namespace strata::test_of_few_pixels {

/// A map whose slope is told by what comes out, and is not one.
struct doubled {
    template <class B>
    static B value(const B& x) {
        return x + x;
    }
    template <class B>
    static B slope(const B&) {
        return B(typename B::value_type(2));
    }
};

/// What the passes leave over n samples; dx is added to where `add`.
template <class T>
struct result {
    std::vector<T> y, dx, dw, db;
    bool operator==(const result&) const = default;
};
template <class Act, class T>
result<T> run(const convolution_extents& e, int n, int threads, bool add, const T* x, const T* dy,
              bool prepare = false) {
    const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
    const auto w = random_values<T>(e.weights(), 2), bias = random_values<T>(e.K, 3);
    result<T> r{std::vector<T>(static_cast<std::size_t>(n * y_size), T(1000)),
                std::vector<T>(static_cast<std::size_t>(n * x_size), T(add ? 1 : 1000)),
                std::vector<T>(static_cast<std::size_t>(e.weights()), T(1000)),
                std::vector<T>(static_cast<std::size_t>(e.K), T(1000))};
    const long of_thread = detail::few_pixels_scratch<T>(e);
    std::vector<T> scratch(static_cast<std::size_t>(threads * of_thread)),
        dz(static_cast<std::size_t>(n * y_size + slack_elements)),
        panels(static_cast<std::size_t>(panel_elements<T>(e.weights() / e.K, e.K) + slack_elements));
    pack_panels(w.data(), e.K, false, static_cast<int>(e.weights() / e.K), e.K, panels.data());
    convolution_pass<T> p{};
    p.e = e;
    p.n = n;
    p.threads = threads;
    p.x = x;
    p.w = w.data();
    p.bias = bias.data();
    p.y = r.y.data();
    p.scratch = scratch.data();
    p.prepared = prepare ? panels.data() : nullptr;
    p.dy = dy;
    p.dx = r.dx.data();
    p.dw = r.dw.data();
    p.db = r.db.data();
    p.add_dx = add;
    p.z = dz.data();
    few_pixels_forward<Act>(p, of_thread);
    r.y.resize(r.y.size() + slack_elements);
    p.y = r.y.data();
    few_pixels_backward<Act>(p, of_thread);
    r.y.resize(r.y.size() - slack_elements);
    return r;
}

template <class T>
void agrees(const convolution_extents& e, int n) {
    CAPTURE(e.C);
    CAPTURE(e.K);
    CAPTURE(e.H());
    CAPTURE(e.W());
    CAPTURE(n);
    const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<T>(n * x_size, 1), dy = random_values<T>(n * y_size, 4);
    const auto w = random_values<T>(e.weights(), 2), bias = random_values<T>(e.K, 3);
    for (const bool add : {false, true}) {
        std::vector<T> y(static_cast<std::size_t>(n * y_size)),
            dx(static_cast<std::size_t>(n * x_size), T(add ? 1 : 0)),
            dw(static_cast<std::size_t>(e.weights())), db(static_cast<std::size_t>(e.K)), dz = dy;
        for (T& g : dz) g *= 2;
        for (int i = 0; i < n; ++i) {
            reference_convolve(e, x.data() + i * x_size, w.data(), bias.data(), y.data() + i * y_size);
            reference_convolve_gradients(e, x.data() + i * x_size, w.data(), dz.data() + i * y_size,
                                         dx.data() + i * x_size, dw.data());
        }
        for (T& v : y) v *= 2;
        for (long i = 0; i < n * y_size; ++i)
            db[static_cast<std::size_t>(i % e.K)] += dz[static_cast<std::size_t>(i)];
        const result<T> r = run<doubled>(e, n, 2, add, x.data(), dy.data());
        CHECK(largest_difference(r.y, y, n * y_size) <= 2 * rounding<T>(e.taps() * e.C));
        CHECK(largest_difference(r.dx, dx, n * x_size) <= 2 * rounding<T>(e.taps() * e.K));
        CHECK(largest_difference(r.dw, dw, e.weights()) <= 2 * rounding<T>(long(n) * e.OH() * e.OW()));
        CHECK(largest_difference(r.db, db, e.K) <= 2 * rounding<T>(long(n) * e.OH() * e.OW()));
        CHECK(r == run<doubled>(e, n, 1, add, x.data(), dy.data()));
        CHECK(r == run<doubled>(e, n, 3, add, x.data(), dy.data(), true));
    }
}

// C, H, W, K, F, S, P, D, G
constexpr convolution_extents awkward[] = {
    convolution_of(3, 2, 2, 5, 3, 1, 1, 1, 1),   convolution_of(17, 4, 4, 19, 3, 2, 1, 1, 1),
    convolution_of(50, 1, 1, 33, 3, 1, 1, 1, 1), convolution_of(49, 5, 3, 16, 1, 2, 0, 1, 1),
    convolution_of(7, 5, 5, 300, 3, 1, 2, 2, 1), convolution_of(300, 3, 4, 7, 3, 1, 1, 1, 1),
    convolution_of(11, 7, 8, 37, 3, 1, 1, 1, 1), {20, {4, 3, 2, 0, 1}, {5, 2, 1, 1, 0}, 24},
};

TEST_CASE("a convolution of few pixels agrees with the definition over awkward sizes, with any threads") {
    for (const convolution_extents& e : awkward)
        for (const int n : {1, 2, 5}) {
            agrees<float>(e, n);
            agrees<double>(e, n);
        }
}

TEST_CASE("so does one whose sums over the batch have several portions and runs") {
    agrees<float>(convolution_of(5, 4, 4, 19, 3, 1, 1, 1, 1), 23);
    agrees<float>(convolution_of(5, 4, 4, 19, 3, 1, 1, 1, 1), 150);
}

TEST_CASE("a sample's bits of a convolution of few pixels do not depend on the samples beside it") {
    constexpr convolution_extents e = convolution_of(33, 3, 2, 21, 3, 1, 1, 1, 1);
    constexpr int n = 11;
    const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<float>(n * x_size, 1), dy = random_values<float>(n * y_size, 4);
    const result<float> all = run<identity_map>(e, n, 2, false, x.data(), dy.data());
    for (int i = 0; i < n; ++i) {
        const result<float> one =
            run<identity_map>(e, 1, 2, false, x.data() + i * x_size, dy.data() + i * y_size);
        CHECK(std::equal(one.y.begin(), one.y.end(), all.y.begin() + i * y_size));
        CHECK(std::equal(one.dx.begin(), one.dx.end(), all.dx.begin() + i * x_size));
    }
}

/// The same convolution, of a network for few samples.
constexpr convolution_extents for_few_samples(convolution_extents e) {
    e.small_batch = true;
    return e;
}

TEST_CASE("the extents and what is said of the batch choose the kernel of few pixels, no batch does") {
    static_assert(kernel_of(for_few_samples(convolution_of(256, 4, 4, 256, 3, 1, 1, 1, 1))) ==
                  convolution_kernel::few_pixels);
    static_assert(kernel_of(for_few_samples(convolution_of(512, 7, 7, 512, 3, 1, 1, 1, 1))) ==
                  convolution_kernel::few_pixels);
    static_assert(kernel_of(for_few_samples(convolution_of(256, 14, 14, 256, 3, 1, 1, 1, 1))) ==
                  convolution_kernel::winograd);
    static_assert(kernel_of(for_few_samples(convolution_of(64, 4, 4, 64, 3, 1, 1, 1, 1))) ==
                  convolution_kernel::winograd);
    static_assert(kernel_of(convolution_of(512, 2, 2, 512, 3, 1, 1, 1, 1)) == convolution_kernel::few_pixels);
    static_assert(kernel_of(convolution_of(256, 4, 4, 512, 3, 2, 1, 1, 1)) == convolution_kernel::few_pixels);
    static_assert(kernel_of(convolution_of(256, 4, 4, 256, 3, 1, 1, 1, 1)) == convolution_kernel::winograd);
    static_assert(kernel_of(convolution_of(64, 2, 2, 64, 3, 1, 1, 1, 1)) == convolution_kernel::direct);
    CHECK(backward_shared<float>(convolution_of(512, 2, 2, 512, 3, 1, 1, 1, 1)) == 0);
}

}  // namespace strata::test_of_few_pixels
