// SPDX-License-Identifier: MIT
#pragma once
/// A set whose samples are changed as they are read.
#include <strata/data/augmentation.hpp>
#include <strata/data/classes.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Changes a sample where the set has written it: `change(to)`.
template <class C, class T>
concept ChangesSample = std::invocable < const C&,
        sample<T>
& > ;
/// Writes a sample from one that the set has written elsewhere: `change(from, to)`, where `from` is a batch
/// of that sample alone.
template <class C, class T>
concept RewritesSample = std::invocable < const C&,
        const sample_batch<T>
&, sample<T>& > ;
/// Does something to samples whose numbers are of type T.
template <class C, class T>
concept Transforms = Augments<C, T> || ChangesSample<C, T> || RewritesSample<C, T>;

/// The samples of a set, each changed by a function as it is read. What is random is drawn from the sample's
/// own numbers: the image form is given them, the others call `to.random()`.
///
///     transformed(train, random_flip_and_shift{})                       input 0, an image, from x to y
///     transformed(train, [](image_extents e, const random_stream& r, const auto* x, auto* y) { ... })
///     transformed(train, [](auto& to) { for (auto& v : to.written_input()) v = 1 - v; })
///     transformed(train, [](const auto& from, auto& to) {               to other extents
///         crop(from.input(), to.input({3, 224, 224}));
///         copy_targets(from, to);
///     })
///
/// The function is called from several threads at once, unless it says `static constexpr bool one_reader =
/// true`; one that is an `augmentation` is not. A set with a name of its own is referred to and has to live
/// as long.
template <class Set, class Change>
class transformed {
    using set_type = std::remove_cvref_t<Set>;
    static_assert(
        Transforms<Change, float> || Transforms<Change, double>,
        "what changes the samples of a set is a function of (image_extents, const random_stream&, const T* "
        "x, T* y), of (sample<T>& to), or of (const sample_batch<T>& from, sample<T>& to)");

public:
    static constexpr bool one_reader =
        strata::one_reader<set_type> || strata::one_reader<Change> || std::same_as<Change, augmentation>;

    transformed(Set&& set, Change change) : set_(std::forward<Set>(set)), change_(std::move(change)) {
        static_assert(check_data_set<set_type>());
    }

    [[nodiscard]] int64 size() const { return static_cast<int64>(set_->size()); }

    template <class T>
    requires Transforms<Change, T>
    void read(int64 i, sample<T>& to) const {
        if constexpr (RewritesSample<Change, T>) {
            auto from = sample_batch<T>::of_any_layout();
            append_sample(from, to.number(), to.random(),
                          [&](sample<T>& one) { read_sample(*set_, i, one); });
            change_(std::as_const(from), to);
        } else if constexpr (ChangesSample<Change, T>) {
            read_sample(*set_, i, to);
            change_(to);
        } else {
            read_sample(*set_, i, to);
            const std::vector<int>& extents = to.layout().inputs[0];
            if (extents.size() != 3)
                throw_error(
                    {.problem = "an augmentation changes images, and the set's samples have another rank",
                     .name = with_number("sample", to.number()),
                     .expected = "3 axes",
                     .found = std::to_string(extents.size())});
            const auto y = to.written_input();
            const std::vector<T> x(y.begin(), y.end());
            change_(image_extents{extents[0], extents[1], extents[2]}, to.random(), x.data(), y.data());
        }
    }
    /// The class that the set tells: a function that changes classes as well is none for a split by classes.
    [[nodiscard]] int class_of(int64 i) const requires TellsClass<set_type> { return set_->class_of(i); }
    [[nodiscard]] std::vector<std::string> class_names() const { return class_names_of(*set_); }

private:
    kept<Set> set_;
    Change change_;
};
template <class Set, class Change>
transformed(Set&&, Change) -> transformed<Set, Change>;

}  // namespace strata::inline STRATA_TARGET
