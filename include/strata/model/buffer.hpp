// SPDX-License-Identifier: MIT
#pragma once
/// Memory for kernels: aligned to 64 bytes, zero at first, and longer than what it holds by the slack they
/// may read.
#include <cstddef>
#include <limits>
#include <new>
#include <strata/error.hpp>
#include <strata/kernels/simd.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace strata::inline STRATA_TARGET {

/// Bytes of a large page of memory; what is shorter lies on the usual ones.
inline constexpr std::size_t large_page = std::size_t{1} << 21;

/// Asks the system for large pages where there is room for them: passes over an arena, whose rows lie far
/// apart, then seldom wait for the address of a page. Only a wish: without it the numbers are the same.
template <class T>
struct page_allocator {
    using value_type = T;

    page_allocator() = default;
    template <class U>
    page_allocator(const page_allocator<U>&) {}

    static std::align_val_t alignment(std::size_t n) {
        return std::align_val_t{n * sizeof(T) < large_page ? 64 : large_page};
    }

    [[nodiscard]] T* allocate(std::size_t n) {
        void* p = ::operator new(n * sizeof(T), alignment(n));
#ifdef MADV_HUGEPAGE
        if (n * sizeof(T) >= large_page) static_cast<void>(madvise(p, n * sizeof(T), MADV_HUGEPAGE));
#endif
        return static_cast<T*>(p);
    }
    void deallocate(T* p, std::size_t n) { ::operator delete(p, alignment(n)); }

    template <class U>
    bool operator==(const page_allocator<U>&) const {
        return true;
    }
};

/// Throws: so many elements have no address on this system.
[[noreturn, gnu::cold]] inline void refuse_buffer(int64 size, int64 most) {
    throw_error({.problem = "a buffer is larger than this system's addresses",
                 .expected = "at most " + std::to_string(most) + " elements",
                 .found = std::to_string(size)});
}

/// `size` elements and the slack.
template <class T>
class buffer {
public:
    buffer() = default;
    /// Throws where so many have no address on this system.
    explicit buffer(int64 size) : elements_(addressable(size)) {}

    [[nodiscard]] T* data() { return elements_.data(); }
    [[nodiscard]] const T* data() const { return elements_.data(); }
    [[nodiscard]] int64 size() const {
        return elements_.empty() ? 0 : static_cast<int64>(elements_.size()) - slack_elements;
    }

private:
    static std::size_t addressable(int64 size) {
        constexpr int64 most = std::numeric_limits<std::ptrdiff_t>::max() / int64(sizeof(T)) - slack_elements;
        if (size > most) refuse_buffer(size, most);
        return static_cast<std::size_t>(size + slack_elements);
    }

    std::vector<T, page_allocator<T>> elements_;
};

}  // namespace strata::inline STRATA_TARGET
