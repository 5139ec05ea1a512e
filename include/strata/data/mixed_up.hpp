// SPDX-License-Identifier: MIT
#pragma once
/// A set whose samples are mixed with one another, their targets too.
#include <strata/data/augmentation.hpp>
#include <strata/data/soft_targets.hpp>
#include <strata/kept.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Makes image y out of image x and another image z, all [C, H, W], by the numbers of a stream, and returns
/// the share of x's target in that of y, 0 to 1: `mixup`, `cutmix`.
template <class M, class T>
concept Mixes = requires(const M& mix, image_extents e, const random_stream& random, const T* x, T* y) {
    { mix(e, random, x, x, y) } -> std::convertible_to<double>;
};

/// The samples of a set, each mixed with another one of the set, which is drawn anew in every epoch.
///
///     trainer t{m, soft_softmax_loss{}, adam{}};
///     t.fit(mixed_up(train, mixup{.alpha = 0.2}), {.epochs = 20, .validation = soft_targets(test)});
///     mixed_up(transformed(train, random_flip_and_shift{}), cutmix{})     both are changed, then mixed
///
///     sample i    mix(x_i, x_j), j being any sample of the set, all equally likely
///     target      share p_i + (1 - share) p_j, [classes]      p: 1 for the sample's class, 0 for the others,
///                 or the probabilities that its target is
///
/// Everything is drawn from parts of the sample's own stream, which follows from the model's seed, the epoch
/// and the sample's number: neither threads nor a stop and a resumption change a bit. The two samples are
/// read with streams of their own, so that an augmentation inside differs between them, even where i = j.
/// Inputs behind the first and the weight are those of sample i; there is one target. A mix is any function
/// that `Mixes`.
///
/// A set with a name of its own is referred to and has to live as long. Throws where the set has no names of
/// classes and their number is not said; `read` where an input is no image, the images have different
/// extents, a sample has no single class, and what the mix throws.
template <class Set, class Mix>
class mixed_up {
    using set_type = std::remove_cvref_t<Set>;
    static_assert(Mixes<Mix, float> || Mixes<Mix, double>,
                  "what mixes two samples is a function of (image_extents, const random_stream&, const T* x, "
                  "const T* z, T* y) that returns the share of x, a number");

public:
    static constexpr bool one_reader = strata::one_reader<set_type> || strata::one_reader<Mix>;

    mixed_up(Set&& set, Mix mix, int classes = 0)
        : set_(std::forward<Set>(set)), mix_(std::move(mix)), classes_(number_of_classes(*set_, classes)) {
        static_assert(check_data_set<set_type>());
    }

    [[nodiscard]] int64 size() const { return static_cast<int64>(set_->size()); }

    template <class T>
    requires Mixes<Mix, T>
    void read(int64 i, sample<T>& to) const {
        const random_stream random = to.random().part(mixes);
        const int64 j = random.below(0, static_cast<std::uint32_t>(size()));
        const auto own = alone<T>(i, to.number(), random.part(1)), other = alone<T>(j, j, random.part(2));
        copy_inputs(own, to);
        const image_extents e = extents_of(own);
        if (!(e == extents_of(other))) refuse_extents(own, other);
        const auto share = static_cast<double>(
            mix_(e, random.part(0), own.input(), other.input(), to.written_input().data()));
        const auto p = to.numbers({classes_});
        std::vector<T> q(p.size());
        write_probabilities(own, p);
        write_probabilities(other, std::span<T>(q));
        for (std::size_t c = 0; c < q.size(); ++c)
            p[c] =
                static_cast<T>(share * static_cast<double>(p[c]) + (1 - share) * static_cast<double>(q[c]));
        if (own.weighted()) to.weight(*own.weights());
    }
    [[nodiscard]] std::vector<std::string> class_names() const { return class_names_of(*set_); }

private:
    static constexpr std::uint64_t mixes = 0x313C5;  // a part that no augmentation draws from

    template <class T>
    [[nodiscard]] sample_batch<T> alone(int64 i, int64 number, const random_stream& random) const {
        auto one = sample_batch<T>::of_any_layout();
        append_sample(one, number, random, [&](sample<T>& s) { read_sample(*set_, i, s); });
        return one;
    }
    template <class T>
    static image_extents extents_of(const sample_batch<T>& one) {
        const std::vector<int>& extents = one.layout().inputs[0];
        if (extents.size() != 3)
            throw_error({.problem = "images are mixed, and the set's samples have another rank",
                         .name = with_number("sample", one.number(0)),
                         .expected = "3 axes",
                         .found = std::to_string(extents.size())});
        return {extents[0], extents[1], extents[2]};
    }
    template <class T>
    [[noreturn]] static void refuse_extents(const sample_batch<T>& own, const sample_batch<T>& other) {
        throw_error({.problem = "only images of the same extents can be mixed",
                     .name = with_number("sample", other.number(0)),
                     .expected = shape_text(own.layout().inputs[0]),
                     .found = shape_text(other.layout().inputs[0])});
    }

    kept<Set> set_;
    Mix mix_;
    int classes_;
};
template <class Set, class Mix>
mixed_up(Set&&, Mix) -> mixed_up<Set, Mix>;
template <class Set, class Mix>
mixed_up(Set&&, Mix, int) -> mixed_up<Set, Mix>;

}  // namespace strata::inline STRATA_TARGET
