// SPDX-License-Identifier: MIT
// Counts what the program asks operator new for: in place of the standard library's.
#include "allocations.hpp"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace allocations_test {

std::atomic<long> asked = 0;

void* counted(std::size_t size, std::size_t alignment) {
    ++asked;
    void* const p = std::aligned_alloc(alignment, (size / alignment + 1) * alignment);
    if (!p) throw std::bad_alloc();
    return p;
}

}  // namespace allocations_test

long allocations_so_far() { return allocations_test::asked; }

void* operator new(std::size_t size) { return allocations_test::counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocations_test::counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }
