// SPDX-License-Identifier: MIT
#pragma once
/// Many numbers of a random stream at once: the same bits as one by one.
#include <cstdint>
#include <cstring>
#include <strata/kernels/random.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// How many numbers `many_bits` draws: four for each counter, and a counter for each lane of several vectors,
/// since a round waits for the one before.
inline constexpr int counters_together = 4 * simd_width<std::uint64_t>,
                     numbers_together = 4 * counters_together;

/// The products of the lower halves of lanes.
inline simd<std::uint64_t> product_of_halves(const simd<std::uint64_t>& a, const simd<std::uint64_t>& b) {
#if defined __AVX512F__
    return _mm512_mul_epu32(a, b);
#elif defined __AVX2__
    return _mm256_mul_epu32(a, b);
#else
    constexpr int W = simd_width<std::uint64_t>;
    alignas(64) std::uint64_t x[W], y[W];
    a.store_aligned(x);
    b.store_aligned(y);
    for (int i = 0; i < W; ++i) x[i] = (x[i] & 0xFFFFFFFF) * (y[i] & 0xFFFFFFFF);
    return simd<std::uint64_t>::load_aligned(x);
#endif
}

/// to[k] = random.bits(first + k) for `numbers_together` of them. first: a multiple of 4.
inline void many_bits(const random_stream& random, std::uint64_t first, std::uint32_t* to) {
    using lanes = simd<std::uint64_t>;
    constexpr int W = simd_width<std::uint64_t>, vectors = counters_together / W;
    alignas(64) std::uint64_t of_lane[W];
    for (int i = 0; i < W; ++i) of_lane[i] = static_cast<std::uint64_t>(i);
    const lanes of_a(0xD2511F53), of_b(0xCD9E8D57), lower(0xFFFFFFFF);
    // words of the counters, in the lower halves of lanes; what is in the upper ones counts for nothing
    lanes c[4][vectors];
    const std::uint64_t stream = random.stream();
    for (int v = 0; v < vectors; ++v) {
        c[0][v] = lanes(first / 4 + static_cast<std::uint64_t>(v * W)) + lanes::load_aligned(of_lane);
        c[1][v] = c[0][v] >> 32;
        c[2][v] = lanes(stream);
        c[3][v] = lanes(stream >> 32);
    }
    auto key = random.key();
    for (int round = 0; round < 10; ++round) {
        const lanes key_0(key[0]), key_1(key[1]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; ++v) {
            const lanes a = product_of_halves(of_a, c[0][v]), b = product_of_halves(of_b, c[2][v]);
            c[0][v] = (b >> 32) ^ c[1][v] ^ key_0;
            c[1][v] = b;
            c[2][v] = (a >> 32) ^ c[3][v] ^ key_1;
            c[3][v] = a;
        }
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    // two words in a lane, as they lie in memory
    const auto pairs = [&](const lanes& low, const lanes& high, std::uint64_t* in) {
        ((low & lower) | (high << 32)).store_aligned(in);
    };
    for (int v = 0; v < vectors; ++v, to += 4 * W) {
        alignas(64) std::uint64_t some[W], others[W];
        pairs(c[0][v], c[1][v], some);
        pairs(c[2][v], c[3][v], others);
        for (int i = 0; i < W; ++i) {
            std::memcpy(to + 4 * i, some + i, sizeof(std::uint64_t));
            std::memcpy(to + 4 * i + 2, others + i, sizeof(std::uint64_t));
        }
    }
}

}  // namespace strata::inline STRATA_TARGET
