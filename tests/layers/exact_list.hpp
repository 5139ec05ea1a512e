// SPDX-License-Identifier: MIT
#pragma once
/// Lists that end where memory that may be read ends, so that who reads beyond their last element ends the
/// program.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace strata::test {

/// A copy of a list, right before a page that nobody may read.
template <class T>
class exact_list {
public:
    exact_list() = default;
    explicit exact_list(const std::vector<T>& all) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), bytes = all.size() * sizeof(T);
        const std::size_t readable = (bytes + page - 1) / page * page;
        void* memory =
            mmap(nullptr, readable + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
        pages_ = {static_cast<std::byte*>(memory), unmap{readable + page}};
        if (mprotect(pages_.get() + readable, page, PROT_NONE) != 0) throw std::bad_alloc();
        first_ = reinterpret_cast<T*>(pages_.get() + readable - bytes);
        std::copy(all.begin(), all.end(), first_);
    }

    [[nodiscard]] const T* data() const { return first_; }

private:
    struct unmap {
        std::size_t bytes = 0;
        void operator()(std::byte* p) const { munmap(p, bytes); }
    };
    std::unique_ptr<std::byte, unmap> pages_;
    T* first_ = nullptr;
};

}  // namespace strata::test
