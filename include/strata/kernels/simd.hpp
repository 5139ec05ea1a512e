// SPDX-License-Identifier: MIT
#pragma once
/// The vector type every inner loop is written in, and the tail of a row.
///
/// Sizes that are no multiple of the width are the common case: a sweep runs its body on whole vectors and
/// then once more on what is left, through the same code, with `lanes` that read and write only what is
/// there.
#include <cstddef>
#include <cstring>
#include <strata/int64.hpp>
#include <strata/target.hpp>
#include <type_traits>
#include <xsimd/xsimd.hpp>

namespace strata::inline STRATA_TARGET {

/// The widest vector of the instruction set this is compiled for.
template <class T>
using simd = xsimd::batch<T>;

/// How many elements a vector has.
template <class T>
inline constexpr int simd_width = static_cast<int>(simd<T>::size);

/// How many elements beyond the end a kernel may read (never write): buffers are that much longer than their
/// contents.
inline constexpr int64 slack_elements = 64;

/// So many elements as whole cache lines, whatever their type.
constexpr int64 rounded(int64 elements) { return (elements + 15) / 16 * 16; }

/// Bytes as whole cache lines.
constexpr int64 rounded_bytes(int64 bytes) { return (bytes + 63) / 64 * 64; }

/// Asks for memory that is read or written soon, while other things are computed: any address will do.
template <class T>
inline void expect_load(const T* p) {
    __builtin_prefetch(p);
}
template <class T>
inline void expect_store(const T* p) {
    __builtin_prefetch(p, 1);
}

/// Keeps v in a register. What is read once and used a few times, gcc may otherwise read from memory for each
/// use.
template <class T>
inline void keep_in_register([[maybe_unused]] simd<T>& v) {
#ifdef __x86_64__
    asm("" : "+v"(v.data));
#endif
}

/// v, of which the compiler then knows nothing.
template <class T>
[[nodiscard, gnu::always_inline]] inline simd<T> unknown(simd<T> v) {
#if defined(__x86_64__)
    asm("" : "+v"(v.data));
#elif defined(__aarch64__)
    asm("" : "+w"(v.data));
#else
    asm("" : "+m"(v.data));
#endif
    return v;
}

/// All lanes of a vector.
template <class T>
struct all_lanes {
    static simd<T> load(const T* p) { return simd<T>::load_unaligned(p); }
    static void store(T* p, const simd<T>& v) { v.store_unaligned(p); }
    /// Copies as many elements as there are lanes.
    template <class U>
    static void copy(U* to, const U* from) {
        std::memcpy(to, from, simd<T>::size * sizeof(U));
    }
};

/// The first `count` lanes. A load reads a whole vector, since every buffer is `slack_elements` longer than
/// its contents; what the other lanes hold is anything, and never stored.
template <class T>
struct first_lanes {
    int count;

    static simd<T> load(const T* p) { return simd<T>::load_unaligned(p); }
    void store(T* p, const simd<T>& v) const {
        alignas(64) T lane[static_cast<std::size_t>(simd_width<T>)];
        v.store_aligned(lane);
        copy(p, static_cast<const T*>(lane));
    }
    template <class U>
    void copy(U* to, const U* from) const {
        // pieces of constant size: a copy of any size would be a call
        int at = 0;
        copy_piece<8>(to, from, at);
        copy_piece<4>(to, from, at);
        copy_piece<2>(to, from, at);
        copy_piece<1>(to, from, at);
    }

private:
    template <int Size, class U>
    void copy_piece(U* to, const U* from, int& at) const {
        if constexpr (Size < simd_width<T>)
            if (count & Size) {
                std::memcpy(to + at, from + at, Size * sizeof(U));
                at += Size;
            }
    }
};

/// Some lanes, or all of them where `count` is at least as large: for a body that is too long to be compiled
/// for both.
template <class T>
struct some_lanes {
    int64 count;

    void store(T* p, const simd<T>& v) const {
        count >= simd_width<T> ? v.store_unaligned(p) : first_lanes<T>{static_cast<int>(count)}.store(p, v);
    }
    template <class U>
    void copy(U* to, const U* from) const {
        count >= simd_width<T> ? all_lanes<T>::copy(to, from)
                               : first_lanes<T>{static_cast<int>(count)}.copy(to, from);
    }
};

/// Stores v, or adds it to what is there. v is rounded first: a compiler that joined the product in it with
/// the sum in whole vectors and not in the tail would let a number depend on where in its row it lies.
template <class T, class Lanes>
inline void store_or_add(const Lanes& lanes, T* p, const simd<T>& v, bool add) {
    lanes.store(p, add ? lanes.load(p) + unknown(v) : v);
}

/// v with zeros in the lanes that are not there, to be summed over lanes.
template <class T>
inline simd<T> only(const all_lanes<T>&, const simd<T>& v) {
    return v;
}
template <class T>
inline simd<T> only(const first_lanes<T>& lanes, const simd<T>& v) {
    alignas(64) T lane[static_cast<std::size_t>(simd_width<T>)] = {};
    lanes.store(lane, v);
    return simd<T>::load_aligned(lane);
}

/// The sum of the parts that the aligned vector at p consists of.
template <class Part, class T>
inline Part sum_of_parts(const T* p) {
    Part sum = Part::load_aligned(p);
    for (int i = int(Part::size); i < simd_width<T>; i += int(Part::size)) sum += Part::load_aligned(p + i);
    return sum;
}

/// The sum of the lanes: of parts of 16 bytes, then of what they hold, in order.
template <class T>
inline T sum_of_lanes(const simd<T>& v) {
    using part = xsimd::make_sized_batch_t<T, 16 / sizeof(T)>;
    alignas(64) T lane[static_cast<std::size_t>(simd_width<T>)];
    v.store_aligned(lane);
    sum_of_parts<part>(lane).store_aligned(lane);
    T sum = lane[0];
    for (int i = 1; i < int(part::size); ++i) sum += lane[i];
    return sum;
}

/// The sums of the lanes of N aligned vectors, which lie side by side. N: a multiple of 4; sums: room for a
/// multiple of 8.
template <int N, class T>
inline void sums_of_lanes(const T* vectors, T* sums) {
    // of 32 bytes at most: g++ 12 warns falsely about what xsimd does with wider ones
    constexpr int W = simd_width<T>, some = W * sizeof(T) < 32 ? W : 32 / sizeof(T);
    using part = xsimd::make_sized_batch_t<T, some>;
#pragma GCC unroll 8
    for (int i = 0; i < N; i += some) {
        part parts[some];
#pragma GCC unroll 8
        for (int j = 0; j < some; ++j) parts[j] = sum_of_parts<part>(vectors + (i + j < N ? i + j : 0) * W);
        xsimd::haddp(parts).store_unaligned(sums + i);
    }
}

/// Calls `body(i, lanes)` for i = 0, width, 2 width, ... below n, the last time with the lanes that are left.
template <class T, class Body>
inline void sweep(int64 n, Body&& body) {
    constexpr int64 step = simd_width<T>;
    int64 i = 0;
    for (; i + step <= n; i += step) body(i, all_lanes<T>{});
    if (i < n) body(i, first_lanes<T>{static_cast<int>(n - i)});
}

/// The same by several vectors at once, `body(i, side_by_side, lanes)`, as long as there are so many, and one
/// by one after them: no chain of sums waits for itself, and what is read of a row is one run of memory.
template <class T, int SideBySide, class Body>
inline void sweep_side_by_side(int64 n, Body&& body) {
    constexpr int64 step = SideBySide * simd_width<T>;
    int64 i = 0;
    for (; i + step <= n; i += step) body(i, std::integral_constant<int, SideBySide>{}, all_lanes<T>{});
    sweep<T>(n - i, [&](int64 k, auto lanes) { body(i + k, std::integral_constant<int, 1>{}, lanes); });
}

}  // namespace strata::inline STRATA_TARGET
