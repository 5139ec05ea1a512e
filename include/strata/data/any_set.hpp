// SPDX-License-Identifier: MIT
#pragma once
#include <strata/data/data_set.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// Any data set, so that what reads sets is compiled once for all of them. A set that has a name of its own
/// is referred to and has to live as long; a temporary is kept.
class any_set {
public:
    template <class Set>
    requires(!std::same_as<std::remove_cvref_t<Set>, any_set>) explicit any_set(Set&& set)
        : source_(std::make_shared<const source_of<Set>>(std::forward<Set>(set))) {
        static_assert(check_data_set<std::remove_cvref_t<Set>>());
    }

    [[nodiscard]] int64 size() const { return source_->size(); }
    template <class T>
    void read(int64 i, sample<T>& to) const {
        source_->read(i, to);
    }
    /// Whether one thread at a time may read.
    [[nodiscard]] bool has_one_reader() const { return source_->one_reader; }

private:
    struct source {
        bool one_reader;

        explicit source(bool alone) : one_reader(alone) {}
        source(const source&) = delete;
        source& operator=(const source&) = delete;
        virtual ~source() = default;
        [[nodiscard]] virtual int64 size() const = 0;
        virtual void read(int64 i, sample<float>& to) const = 0;
        virtual void read(int64 i, sample<double>& to) const = 0;
    };
    template <class Set>
    struct source_of final : source {
        kept<Set> set;

        explicit source_of(Set&& s)
            : source(strata::one_reader<std::remove_cvref_t<Set>>), set(std::forward<Set>(s)) {}
        [[nodiscard]] int64 size() const override {
            // one that has no size has been refused
            if constexpr (CountsSamples<std::remove_cvref_t<Set>>) return static_cast<int64>(set->size());
            return 0;
        }
        void read(int64 i, sample<float>& to) const override { read_sample(*set, i, to); }
        void read(int64 i, sample<double>& to) const override { read_sample(*set, i, to); }
    };

    std::shared_ptr<const source> source_;
};

}  // namespace strata::inline STRATA_TARGET
