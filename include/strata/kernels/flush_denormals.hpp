// SPDX-License-Identifier: MIT
#pragma once
/// The processor's settings that change the bits of a result: what becomes of denormal numbers, and how sums
/// are rounded.
///
/// Arithmetic with denormal numbers, those below 2^-126 (`float`) or 2^-1022 (`double`), is 10 to 100 times
/// slower on most processors, and what decays by a factor, such as the moments of an update rule, ends among
/// them and stays there. A step and an answer therefore take them as zero and give zero in their place.
///
/// x86 has a register of these settings for each thread (MXCSR: FTZ, DAZ and the rounding), Arm another
/// (FPCR, or FPSCR with 32 bits: FZ and the rounding). Elsewhere nothing is set.
#include <cstdint>
#if defined(__x86_64__) || (defined(__i386__) && defined(__SSE__))
#include <xmmintrin.h>
#define STRATA_FLOAT_CONTROL 1
#elif defined(__aarch64__) || (defined(__arm__) && defined(__ARM_FP))
#define STRATA_FLOAT_CONTROL 1
#else
#define STRATA_FLOAT_CONTROL 0
#endif

namespace strata {

/// Those settings of a thread.
class float_settings {
public:
    [[nodiscard]] static float_settings of_this_thread() { return float_settings(read()); }
    /// Denormal numbers are zero, as operands and as results; sums are rounded to the nearest number.
    [[nodiscard]] static constexpr float_settings flushing() { return float_settings(flush); }

    /// Makes them this thread's in place of those it has. What else its register says (traps, what has
    /// happened so far) is left alone.
    void replace(float_settings own) const { write((own.word_ & ~changing) | (word_ & changing)); }

    bool operator==(const float_settings& other) const { return ((word_ ^ other.word_) & changing) == 0; }

private:
#if defined(__aarch64__)
    using word = std::uint64_t;
#else
    using word = std::uint32_t;
#endif
    explicit constexpr float_settings(word w) : word_(w) {}

#if !STRATA_FLOAT_CONTROL
    static constexpr word flush = 0, changing = 0;
    static word read() { return 0; }
    static void write(word) {}
#else
#if defined(__aarch64__) || defined(__arm__)
    static constexpr word flush = word{1} << 24, changing = flush | word{3} << 22;
#else
    static constexpr word flush = 0x8040, changing = flush | 0x6000;
#endif
    static word read() {
#if defined(__aarch64__)
        word w;
        asm volatile("mrs %0, fpcr" : "=r"(w));
        return w;
#elif defined(__arm__)
        word w;
        asm volatile("vmrs %0, fpscr" : "=r"(w));
        return w;
#else
        return _mm_getcsr();
#endif
    }
    static void write(word w) {
        asm volatile("" ::: "memory");  // what is to be computed before is, and what comes after is not yet
#if defined(__aarch64__)
        asm volatile("msr fpcr, %0" ::"r"(w));
#elif defined(__arm__)
        asm volatile("vmsr fpscr, %0" ::"r"(w));
#else
        _mm_setcsr(w);
#endif
        asm volatile("" ::: "memory");
    }
#endif

    word word_;
};
#undef STRATA_FLOAT_CONTROL

/// Gives this thread other settings for as long as it lives, and then its own again, also where an exception
/// leaves.
class with_float_settings {
public:
    explicit with_float_settings(float_settings wanted)
        : own_(float_settings::of_this_thread()), others_(own_ != wanted) {
        if (others_) wanted.replace(own_);
    }
    with_float_settings(const with_float_settings&) = delete;
    with_float_settings& operator=(const with_float_settings&) = delete;
    ~with_float_settings() {
        if (others_) own_.replace(float_settings::of_this_thread());
    }

private:
    float_settings own_;
    bool others_;
};

/// Computes as a step and an answer do: see `float_settings::flushing`. One inside another costs the look at
/// a register.
class flush_denormals : with_float_settings {
public:
    flush_denormals() : with_float_settings(float_settings::flushing()) {}
};

}  // namespace strata
