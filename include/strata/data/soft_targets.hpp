// SPDX-License-Identifier: MIT
#pragma once
/// Classes as probabilities: what `soft_softmax_loss` compares with.
#include <strata/data/classes.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The first target of a batch's first sample as probabilities: 1 for its class and 0 for the others, or the
/// probabilities that it already is. Throws where it is neither, or another number of classes.
template <class From, class To>
void write_probabilities(const sample_batch<From>& one, std::span<To> p) {
    const auto& targets = one.layout().targets;
    if (!targets.empty() && targets[0].kind == target_kind::numbers && !targets[0].ragged &&
        targets[0].extents == std::vector<int>{static_cast<int>(p.size())})
        return copy_numbers(one.numbers(), p);
    const int c = written_class(one);
    if (c < 0 || static_cast<std::size_t>(c) >= p.size())
        throw_error({.problem = "the label is out of range",
                     .name = with_number("sample", one.number(0)),
                     .expected = "0 to " + std::to_string(p.size() - 1),
                     .found = std::to_string(c)});
    std::fill(p.begin(), p.end(), To(0));
    p[static_cast<std::size_t>(c)] = To(1);
}
/// How many classes a set has: as many as are asked for, or as it has names of. Throws where that is none.
template <class Set>
[[nodiscard]] int number_of_classes(const Set& set, int classes) {
    if (classes == 0) classes = static_cast<int>(class_names_of(set).size());
    if (classes < 1)
        throw_error({.problem = "the set has no names of its classes to count them by",
                     .found = std::to_string(classes),
                     .advice = "Say how many there are: soft_targets(set, 10), mixed_up(set, mixup{}, 10)"});
    return classes;
}

/// The samples of a set whose classes are written as probabilities, 1 for the class and 0 for the others:
/// what a network that is trained on mixed samples is validated on.
///
///     trainer t{m, soft_softmax_loss{}, adam{}};
///     t.fit(mixed_up(train, mixup{}), {.validation = soft_targets(test)});
///
/// A set with a name of its own is referred to and has to live as long. Throws where it has no names of
/// classes and their number is not said.
template <class Set>
class soft_targets {
    using set_type = std::remove_cvref_t<Set>;

public:
    static constexpr bool one_reader = strata::one_reader<set_type>;

    explicit soft_targets(Set&& set, int classes = 0)
        : set_(std::forward<Set>(set)), classes_(number_of_classes(*set_, classes)) {
        static_assert(check_data_set<set_type>());
    }

    [[nodiscard]] int64 size() const { return static_cast<int64>(set_->size()); }
    template <class T>
    void read(int64 i, sample<T>& to) const {
        auto one = sample_batch<T>::of_any_layout();
        append_sample(one, to.number(), to.random(), [&](sample<T>& s) { read_sample(*set_, i, s); });
        copy_inputs(one, to);
        write_probabilities(one, to.numbers({classes_}));
        if (one.weighted()) to.weight(*one.weights());
    }
    [[nodiscard]] int class_of(int64 i) const requires TellsClass<set_type> { return set_->class_of(i); }
    [[nodiscard]] std::vector<std::string> class_names() const { return class_names_of(*set_); }

private:
    kept<Set> set_;
    int classes_;
};
template <class Set>
soft_targets(Set&&) -> soft_targets<Set>;
template <class Set>
soft_targets(Set&&, int) -> soft_targets<Set>;

}  // namespace strata::inline STRATA_TARGET
