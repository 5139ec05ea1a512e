// SPDX-License-Identifier: MIT
#pragma once
/// The memory of a program's run: one arena, and what lies where in it.
#include <cstddef>
#include <strata/error.hpp>
#include <strata/graph/program.hpp>
#include <strata/model/buffer.hpp>
#include <strata/target.hpp>
#include <string>

namespace strata::inline STRATA_TARGET {

/// An arena for up to `capacity` samples and so many threads, allocated once. A place in it is an offset of
/// the plan: times the capacity where it grows with the batch.
template <class T>
class program_memory {
public:
    /// `program` is not copied. Throws where there is no room for a sample, or no thread.
    program_memory(const program_table<T>& program, int capacity, int threads);

    [[nodiscard]] const program_table<T>& program() const { return *program_; }
    [[nodiscard]] int capacity() const { return capacity_; }
    [[nodiscard]] int threads() const { return threads_; }
    /// Bytes of the arena, as the plan has them.
    [[nodiscard]] int64 bytes() const { return program_->arena.bytes(capacity_, threads_); }

    /// Value number `id`, [n, ...], images channels last.
    [[nodiscard]] T* value(int id) { return numbers(program_->values[id]); }
    /// Its gradient; null where nobody wants it.
    [[nodiscard]] T* gradient(int id) { return numbers(program_->gradients[id]); }
    /// Where the loss of output k leaves its gradient.
    [[nodiscard]] T* gradient_of_output(int k) { return numbers(program_->output_gradients[k]); }
    /// Null for `no_place`.
    [[nodiscard]] std::byte* at_offset(int64 offset) {
        return offset == no_place ? nullptr : arena_.data() + offset * capacity_;
    }
    /// In the part of the arena that does not grow with the batch; behind it is the scratch.
    [[nodiscard]] std::byte* fixed(int64 offset) { return at_offset(program_->arena.per_sample) + offset; }

private:
    [[nodiscard]] T* numbers(int64 offset) { return reinterpret_cast<T*>(at_offset(offset)); }

    const program_table<T>* program_;
    int capacity_, threads_;
    buffer<std::byte> arena_;
};

template <class T>
[[gnu::cold]] program_memory<T>::program_memory(const program_table<T>& program, int capacity, int threads)
    : program_(&program), capacity_(capacity), threads_(threads) {
    if (capacity < 1)
        throw_error(
            {.problem = "a workspace has to hold at least one sample", .found = std::to_string(capacity)});
    if (threads < 1)
        throw_error(
            {.problem = "a workspace has to have at least one thread", .found = std::to_string(threads)});
    arena_ = buffer<std::byte>(bytes());
}

}  // namespace strata::inline STRATA_TARGET
