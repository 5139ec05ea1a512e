// SPDX-License-Identifier: MIT
#pragma once
/// A state in the hands of a pass.
#include <algorithm>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/program_run.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What a state had before a pass, as a copy, and where it gets what the pass leaves. Backward reads the
/// copy. In memory that the last state was enough for it allocates none.
template <class T>
class carried_values {
public:
    /// Copies the values of s, which is handed on by a pass over n samples. Throws where s is of another
    /// number of them.
    template <class State>
    void take(State& s, int n) {
        if (s.samples() != n)
            throw_error({.problem = "the state is of another number of samples",
                         .expected = std::to_string(n),
                         .found = std::to_string(s.samples())});
        to_ = s.values().data();
        before_ = s.values();
        offsets_.clear();
        sizes_.clear();
        s.for_each_value([&](std::ptrdiff_t offset, int64 size_of_sample) {
            offsets_.push_back(offset);
            sizes_.push_back(size_of_sample);
        });
        before_now_.resize(offsets_.size());
        after_now_.resize(offsets_.size());
    }
    /// No state: all samples begin anew.
    void leave() {
        before_now_.clear();
        after_now_.clear();
        to_ = nullptr;
    }

    /// For a pass over samples that begin with this one.
    [[nodiscard]] carried_pointers<T> of_samples_from(int first) {
        if (before_now_.empty()) return {};
        for (std::size_t k = 0; k < offsets_.size(); ++k) {
            const std::ptrdiff_t at = offsets_[k] + first * sizes_[k];
            before_now_[k] = before_.data() + at;
            after_now_[k] = to_ + at;
        }
        return {before_now_.data(), after_now_.data()};
    }
    /// For backward, and to look again: what was there before.
    [[nodiscard]] carried_pointers<T> before() const {
        return {before_now_.empty() ? nullptr : before_now_.data(), nullptr};
    }
    /// Gives the state back what it had.
    void put_back() {
        if (to_) std::copy_n(before_.data(), before_.size(), to_);
    }

private:
    buffer<T> before_;
    T* to_ = nullptr;
    std::vector<std::ptrdiff_t> offsets_;
    std::vector<int64> sizes_;
    std::vector<const T*> before_now_;
    std::vector<T*> after_now_;
};

/// Does what `body` does, and where that throws, `undo` before it goes on.
template <class Body, class Undo>
void do_or_undo(Body&& body, Undo&& undo) {
    struct guard {
        ~guard() {
            if (!done) undo();
        }
        Undo& undo;
        bool done = false;
    } unless_done{undo};
    body();
    unless_done.done = true;
}

}  // namespace strata::inline STRATA_TARGET
