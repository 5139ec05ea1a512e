// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <strata/kernels/convolution/convolution_pass.hpp>
#include <strata/kernels/reference/convolution.hpp>

#include "random_values.hpp"
#include "windows.hpp"

using namespace strata;

namespace {

// C, H, W, K, F, S, P, D, G
constexpr convolution_extents awkward[] = {
    convolution_of(1, 1, 1, 1, 1, 1, 0, 1, 1),
    convolution_of(3, 7, 9, 5, 3, 1, 1, 1, 1),
    convolution_of(3, 7, 7, 5, 3, 2, 0, 1, 1),
    convolution_of(4, 9, 7, 6, 3, 2, 1, 1, 2),
    convolution_of(4, 11, 11, 8, 3, 1, 2, 2, 1),
    convolution_of(4, 13, 11, 8, 3, 2, 2, 2, 4),
    convolution_of(2, 5, 5, 2, 1, 2, 0, 1, 1),
    convolution_of(17, 6, 6, 70, 3, 1, 1, 1, 1),
    convolution_of(6, 10, 10, 6, 3, 1, 1, 1, 6),
    convolution_of(3, 9, 9, 4, 2, 3, 1, 1, 1),
    convolution_of(1, 12, 12, 4, 9, 1, 4, 1, 1),
    convolution_of(1, 28, 28, 6, 5, 1, 2, 1, 1),
    convolution_of(40, 9, 8, 70, 3, 2, 1, 1, 1),
    convolution_of(70, 7, 30, 66, 1, 1, 0, 1, 1),
    convolution_of(3, 40, 50, 20, 7, 2, 3, 1, 1),
    convolution_of(36, 9, 9, 40, 3, 1, 2, 2, 1),
    convolution_of(3, 8, 8, 16, 3, 2, 1, 1, 1),
    convolution_of(5, 3, 4, 33, 3, 1, 2, 1, 1),
    convolution_of(3, 23, 29, 32, 7, 2, 3, 1, 1),
    convolution_of(1, 9, 11, 16, 5, 1, 2, 1, 1),
    convolution_of(2, 7, 6, 48, 3, 1, 0, 1, 1),
    convolution_of(4, 10, 9, 64, 2, 3, 1, 1, 1),
    convolution_of(4, 13, 8, 16, 4, 2, 1, 1, 1),
    convolution_of(1, 21, 20, 16, 9, 1, 4, 1, 1),
    convolution_of(2, 9, 9, 3, 11, 4, 4, 1, 1),
    convolution_of(2, 20, 20, 3, 9, 1, 0, 2, 1),
    // windows, strides, paddings and dilations that differ by axis, and zeros that differ by side
    {5, {9, 1}, {11, 7, 1, 3, 3}, 6},
    {5, {12, 7, 1, 3, 3}, {7, 1}, 33},
    {3, {9, 2, 1, 0, 1}, {8, 2, 1, 0, 1}, 7},
    {4, {11, 3, 2, 0, 1}, {10, 4, 3, 2, 1}, 8, 2},
    {4, {12, 3, 1, 2, 2, 2}, {9, 2, 1, 0, 3, 3}, 40},
    {3, {10, 5, 2, 1, 2, 1}, {13, 3, 1, 2, 0, 2}, 16},
    {6, {7, 3, 1, 2, 0, 3}, {9, 5, 2, 2, 2}, 5},
    {1, {1, 1}, {40, 3, 1, 8, 0, 4}, 16},
    {7, {1, 1}, {31, 2, 1, 1, 0}, 24},
    {1, {20, 5, 2, 0, 1}, {23, 3, 1, 2, 1}, 32},
    {20, {6, 3, 1, 1, 1}, {8, 3, 1, 2, 0}, 24},
    {20, {6, 3, 1, 2, 2}, {8, 3, 1, 1, 1}, 24},
    {17, {6, 1, 2}, {7, 1}, 19},
};

template <class T>
void forward_agrees(const convolution_extents& e) {
    const long y_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<T>(long(e.C) * e.H() * e.W(), 1), w = random_values<T>(e.weights(), 2),
               b = random_values<T>(e.K, 3);
    auto y = random_values<T>(y_size, 4), reference = y, scratch = random_values<T>(input_frame(e).size(), 5);
    convolve(e, x.data(), convolution_weights<T>{w.data(), b.data(), e.K}, y.data(), scratch.data(),
             [](T*, int) {});
    reference_convolve(e, x.data(), w.data(), b.data(), reference.data());
    CHECK(largest_difference(y, reference, y_size) <= rounding<T>(e.taps() * e.C));
    if (const int m = pixels_together<T>(e); m > 1) {
        std::vector<T> wide(static_cast<std::size_t>(wide_weights(e, m) + m * e.K + slack_elements));
        widen_weights(e, m, w.data(), b.data(), wide.data());
        std::fill(y.begin(), y.end(), T(1000));
        convolve(e, x.data(),
                 convolution_weights<T>{wide.data(), wide.data() + wide_weights(e, m), long(m) * e.K, m},
                 y.data(), scratch.data(), [](T*, int) {});
        CHECK(largest_difference(y, reference, y_size) <= rounding<T>(e.taps() * e.C));
    }
    if (packs_weights<T>(e)) {
        const int rows = static_cast<int>(e.weights() / e.K);
        std::vector<T> panels(static_cast<std::size_t>(panel_elements<T>(rows, e.K) + slack_elements));
        pack_panels(w.data(), e.K, false, rows, e.K, panels.data());
        std::fill(y.begin(), y.end(), T(1000));
        convolve(e, x.data(), convolution_weights<T>{panels.data(), b.data(), in_panels}, y.data(),
                 scratch.data(), [](T*, int) {});
        CHECK(largest_difference(y, reference, y_size) <= rounding<T>(e.taps() * e.C));
    }
}

template <class T>
void gradients_agree(const convolution_extents& e) {
    const long x_size = long(e.C) * e.H() * e.W(), dz_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<T>(x_size, 1), w = random_values<T>(e.weights(), 2),
               dz = random_values<T>(dz_size, 3);
    const framed f = gradient_frame(e);
    std::vector<T> frame(static_cast<std::size_t>(f.size() + slack_elements)),
        packed(static_cast<std::size_t>(packed_for_gradient<T>(e) + e.weights() + slack_elements));
    for (int oy = 0; oy < e.OH(); ++oy)
        for (int ox = 0; ox < e.OW(); ++ox)
            std::copy_n(dz.data() + (long(oy) * e.OW() + ox) * e.K, e.K, frame.data() + f.at(oy, ox));
    pack_for_input_gradient(e, w.data(), packed.data());
    auto dx = random_values<T>(x_size, 4), dw = random_values<T>(e.weights(), 5),
         scratch = random_values<T>(input_frame(e).size(), 6);
    std::vector<T> sums(static_cast<std::size_t>(long_sums<T>::elements(e.weights()) + slack_elements));
    long_sums<T> of_dw(sums.data(), e.weights());
    for (const bool add : {false, true}) {
        std::vector<T> reference_dx(dx.size()), reference_dw(dw.size());
        if (add) {
            reference_dx = dx;
            reference_dw = dw;
        }
        input_gradient(e, f, frame.data(), static_cast<const T*>(packed.data()), dx.data(), scratch.data(),
                       add);
        convolve_weight_gradient(e, f, frame_input(e, x.data(), scratch.data()), frame.data(), of_dw);
        of_dw.finish();
        if (const int64 size = weight_gradient_panels<T>(e, 1); size > 0 && !add) {
            std::vector<T> from_panels(sums.size()), panels(static_cast<std::size_t>(size));
            long_sums<T> same(from_panels.data(), e.weights());
            convolve_weight_gradient(e, f, frame_input(e, x.data(), scratch.data()), frame.data(), same, 1,
                                     panels.data());
            same.finish();
            CHECK(std::equal(same.some(), same.some() + e.weights(), of_dw.some()));
        }
        std::copy_n(of_dw.some(), e.weights(), dw.data());
        reference_convolve_gradients(e, x.data(), w.data(), dz.data(), reference_dx.data(),
                                     reference_dw.data());
        CHECK(largest_difference(dx, reference_dx, x_size) <= 4 * rounding<T>(e.taps() * e.K));
        CHECK(largest_difference(dw, reference_dw, e.weights()) <= 4 * rounding<T>(e.OH() * e.OW()));
        if (const int m = pixels_together<T>(e); m > 1 && !add) {
            std::vector<T> dv(
                static_cast<std::size_t>(long_sums<T>::elements(wide_weights(e, m)) + slack_elements),
                T(1000));
            long_sums<T> of_dv(dv.data(), wide_weights(e, m));
            convolve_weight_gradient(e, f, frame_input(e, x.data(), scratch.data()), frame.data(), of_dv, m);
            of_dv.finish();
            auto folded = dw;
            narrow_weights(e, m, static_cast<const T*>(dv.data()), folded.data());
            CHECK(largest_difference(folded, reference_dw, e.weights()) <= 4 * rounding<T>(e.OH() * e.OW()));
        }
    }
}

/// A map whose gradient is not dy itself.
struct halved {
    template <class B>
    static B value(const B& x) {
        return x * B(typename B::value_type(0.5));
    }
    template <class B>
    static B slope(const B&) {
        return B(typename B::value_type(0.5));
    }
};

/// y, dx, dw and db of n samples, one after the other.
template <convolution_kernel Kernel>
std::vector<float> all_of(const convolution_extents& e, int n, int threads) {
    const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
    const auto x = random_values<float>(n * x_size, 1), w = random_values<float>(e.weights(), 2),
               dy = random_values<float>(n * y_size, 3);
    std::vector<float> y(static_cast<std::size_t>(n * y_size) + 64),
        dx(static_cast<std::size_t>(n * x_size) + 64), dw(static_cast<std::size_t>(e.weights()) + 64),
        db(static_cast<std::size_t>(e.K) + 64),
        scratch(static_cast<std::size_t>(threads *
                                         (backward_scratch<float>(e) + forward_scratch<float>(e, false)))),
        shared(static_cast<std::size_t>(backward_shared<float>(e)));
    convolution_pass<float> p{e,       nullptr,  n,       threads,        x.data(),     w.data(),
                              nullptr, y.data(), nullptr, scratch.data(), shared.data()};
    convolution_forward<Kernel, halved>(p);
    p.dy = dy.data();
    p.dx = dx.data();
    p.dw = dw.data();
    p.db = db.data();
    convolution_backward<Kernel, halved>(p);
    y.resize(static_cast<std::size_t>(n * y_size));
    dx.resize(static_cast<std::size_t>(n * x_size));
    dw.resize(static_cast<std::size_t>(e.weights()));
    db.resize(static_cast<std::size_t>(e.K));
    for (const auto& part : {dx, dw, db}) y.insert(y.end(), part.begin(), part.end());
    return y;
}

template <convolution_kernel Kernel>
void same_bits(const convolution_extents& e) {
    const int n = 37;
    const auto first = all_of<Kernel>(e, n, 1);
    for (const int threads : {2, 3, 5}) CHECK(all_of<Kernel>(e, n, threads) == first);
    const auto few = all_of<Kernel>(e, 2, 3);
    const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
    CHECK(std::equal(few.begin(), few.begin() + 2 * y_size, first.begin()));
    CHECK(std::equal(few.begin() + 2 * y_size, few.begin() + 2 * y_size + 2 * x_size,
                     first.begin() + n * y_size));
}

}  // namespace

TEST_CASE("a convolution agrees with its plain twin over awkward sizes") {
    for (const convolution_extents& e : awkward) {
        CAPTURE(e.C);
        CAPTURE(e.H());
        CAPTURE(e.W());
        CAPTURE(e.K);
        CAPTURE(e.y.F);
        CAPTURE(e.x.F);
        CAPTURE(e.y.S);
        CAPTURE(e.x.S);
        CAPTURE(e.y.before);
        CAPTURE(e.x.before);
        CAPTURE(e.y.D);
        CAPTURE(e.x.D);
        CAPTURE(e.G);
        forward_agrees<float>(e);
        forward_agrees<double>(e);
    }
}

TEST_CASE("a convolution's gradients agree with their plain twins, overwritten and added to") {
    for (const convolution_extents& e : awkward) {
        CAPTURE(e.C);
        CAPTURE(e.H());
        CAPTURE(e.W());
        CAPTURE(e.K);
        CAPTURE(e.y.F);
        CAPTURE(e.x.F);
        CAPTURE(e.y.S);
        CAPTURE(e.x.S);
        CAPTURE(e.y.before);
        CAPTURE(e.x.before);
        CAPTURE(e.y.D);
        CAPTURE(e.x.D);
        CAPTURE(e.G);
        gradients_agree<float>(e);
        gradients_agree<double>(e);
    }
}

TEST_CASE(
    "a convolution and its gradients have the same bits for any number of threads, a sample in any batch") {
    same_bits<convolution_kernel::direct>(convolution_of(3, 9, 9, 7, 3, 1, 1, 1, 1));
    same_bits<convolution_kernel::direct>(convolution_of(6, 9, 9, 4, 3, 1, 1, 1, 2));
    same_bits<convolution_kernel::depthwise>(convolution_of(11, 9, 19, 11, 3, 2, 1, 1, 11));
}

TEST_CASE("narrow groups are computed as one, and agree with the sums of their definition") {
    // their filters in a vector by themselves, with pixels beside them, and not in one
    for (const convolution_extents& e :
         {convolution_of(8, 7, 9, 8, 3, 1, 1, 1, 4), convolution_of(4, 5, 6, 4, 3, 1, 1, 1, 2),
          convolution_of(9, 9, 7, 3, 3, 2, 1, 1, 3), convolution_of(2, 6, 7, 6, 2, 1, 0, 2, 2),
          convolution_of(4, 5, 6, 8, 1, 1, 0, 1, 4), convolution_of(6, 7, 6, 34, 3, 1, 1, 1, 2)}) {
        CAPTURE(e.C);
        CAPTURE(e.K);
        CHECK((joined_groups<float>(e).G == 1) == (e.K <= simd_width<float>));
        const int n = 3;
        const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.OH()) * e.OW() * e.K;
        const auto x = random_values<float>(n * x_size, 1), w = random_values<float>(e.weights(), 2),
                   dy = random_values<float>(n * y_size, 3);
        std::vector<float> dx(static_cast<std::size_t>(n * x_size)), y(static_cast<std::size_t>(n * y_size)),
            dw(static_cast<std::size_t>(e.weights())), db(static_cast<std::size_t>(e.K)), dz = dy;
        for (float& g : dz) g /= 2;
        for (int i = 0; i < n; ++i) {
            reference_convolve(e, x.data() + i * x_size, w.data(), static_cast<const float*>(nullptr),
                               y.data() + i * y_size);
            reference_convolve_gradients(e, x.data() + i * x_size, w.data(), dz.data() + i * y_size,
                                         dx.data() + i * x_size, dw.data());
        }
        for (float& v : y) v /= 2;
        for (std::size_t i = 0; i < dz.size(); ++i) db[i % db.size()] += dz[i];
        const auto all = all_of<convolution_kernel::direct>(e, n, 2);
        auto part = [at = all.begin()](const std::vector<float>& like) mutable {
            const std::vector<float> found(at, at + std::ssize(like));
            at += std::ssize(like);
            return found;
        };
        CHECK(largest_difference(part(y), y, n * y_size) <= rounding<float>(e.taps() * e.C));
        CHECK(largest_difference(part(dx), dx, n * x_size) <= 4 * rounding<float>(e.taps() * e.K));
        CHECK(largest_difference(part(dw), dw, e.weights()) <= 4 * rounding<float>(n * e.OH() * e.OW()));
        CHECK(largest_difference(part(db), db, e.K) <= 4 * rounding<float>(n * e.OH() * e.OW()));
    }
}

TEST_CASE_TEMPLATE("a convolution with one tap is one product, and agrees with the sums of its definition",
                   Act, identity_map, halved) {
    // a batch of fewer pixels than the sums are cut for, one of several slices, and weights too many for
    // those; few channels and few filters
    for (const auto& [e, n] : {std::pair{convolution_of(20, 15, 13, 40, 1, 1, 0, 1, 1), 5},
                               {convolution_of(20, 33, 31, 40, 1, 1, 0, 1, 1), 7},
                               {convolution_of(264, 11, 13, 260, 1, 1, 0, 1, 1), 4},
                               {convolution_of(3, 11, 13, 9, 1, 1, 0, 1, 1), 5},
                               {convolution_of(21, 9, 6, 3, 1, 1, 0, 1, 1), 17},
                               {convolution_of(1, 7, 5, 1, 1, 1, 0, 1, 1), 3}}) {
        CAPTURE(e.C);
        REQUIRE(kernel_of(e) == convolution_kernel::product);
        const long x_size = long(e.H()) * e.W() * e.C, y_size = long(e.H()) * e.W() * e.K;
        const auto x = random_values<float>(n * x_size, 1), w = random_values<float>(e.weights(), 2),
                   b = random_values<float>(e.K, 3), dy = random_values<float>(n * y_size, 4),
                   shortcut = random_values<float>(n * y_size, 5),
                   start = random_values<float>(n * x_size, 6);
        std::vector<std::vector<float>> results;
        const auto run = [&]<convolution_kernel Kernel>(std::integral_constant<convolution_kernel, Kernel>,
                                                        int threads) {
            std::vector<float> y(static_cast<std::size_t>(n * y_size) + 64),
                dx = start, dw(static_cast<std::size_t>(e.weights()) + 64),
                db(static_cast<std::size_t>(e.K) + 64),
                scratch(static_cast<std::size_t>(
                    threads * (backward_scratch<float>(e) + forward_scratch<float>(e, false)))),
                shared(static_cast<std::size_t>(backward_shared<float>(e) + forward_shared<float>(e)));
            convolution_pass<float> p{e,        nullptr,  n,       threads,        x.data(),     w.data(),
                                      b.data(), y.data(), nullptr, scratch.data(), shared.data()};
            p.shortcut = shortcut.data();
            convolution_forward<Kernel, Act>(p);
            p.dy = dy.data();
            p.dx = dx.data();
            p.add_dx = true;
            p.dw = dw.data();
            p.db = db.data();
            convolution_backward<Kernel, Act>(p);
            y.insert(y.end(), dx.begin(), dx.end());
            y.insert(y.end(), dw.begin(), dw.end());
            y.insert(y.end(), db.begin(), db.end());
            results.push_back(y);
        };
        run(std::integral_constant<convolution_kernel, convolution_kernel::direct>{}, 1);
        for (const int threads : {1, 2, 3})
            run(std::integral_constant<convolution_kernel, convolution_kernel::product>{}, threads);
        CHECK(largest_difference(results[1], results[0], static_cast<long>(results[0].size())) <=
              4 * rounding<float>(n * e.H() * e.W()));
        CHECK(results[2] == results[1]);
        CHECK(results[3] == results[1]);
    }
}
