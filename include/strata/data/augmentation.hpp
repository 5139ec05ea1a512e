// SPDX-License-Identifier: MIT
#pragma once
/// Random changes to images that leave their class as it is, so that a network sees each image in many forms.
#include <strata/int64.hpp>
#include <strata/kernels/random.hpp>
#include <strata/shape/sentence.hpp>
#include <strata/target.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <utility>

namespace strata::inline STRATA_TARGET {

/// The extents of one image, [C, H, W].
struct image_extents {
    int C, H, W;
    [[nodiscard]] constexpr int64 size() const { return int64{C} * H * W; }
    bool operator==(const image_extents&) const = default;
};

/// Makes image y out of image x, both [C, H, W] in the order of files, by the numbers of a stream that
/// belongs to this sample in this epoch.
template <class A, class T>
concept Augments = std::invocable<const A&, image_extents, const random_stream&, const T*, T*>;

/// Any such change, for images of `float` and `double`; or none. `trainer::fit` draws from the model's seed,
/// the epoch and the sample's place in its set, so that neither threads nor a stop and a resumption change a
/// bit.
///
///     t.fit(train, {.augment = random_flip_and_shift{}});
///     t.fit(train, {.augment = [](image_extents e, const random_stream& r, const auto* x, auto* y) { ... }});
class augmentation {
public:
    augmentation() = default;
    template <class A>
    requires(!std::same_as<A, augmentation> && Augments<A, float> && Augments<A, double>)
        // NOLINTNEXTLINE(google-explicit-constructor): `.augment = random_flip_and_shift{}` is how it is said
        augmentation(A change)
        : name_(written_type<A>()), of_float_(change), of_double_(std::move(change)) {}

    explicit operator bool() const { return static_cast<bool>(of_float_); }
    void operator()(image_extents e, const random_stream& random, const float* x, float* y) const {
        of_float_(e, random, x, y);
    }
    void operator()(image_extents e, const random_stream& random, const double* x, double* y) const {
        of_double_(e, random, x, y);
    }

    /// What kind of change it is, for the identity of a run.
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    template <class A>
    static std::string written_type() {
        sentence s;
        write_type<A>(s);
        return std::string(s.view());
    }

    std::string name_ = "none";
    template <class T>
    using change_of = std::function<void(image_extents, const random_stream&, const T*, T*)>;

    change_of<float> of_float_;
    change_of<double> of_double_;
};

}  // namespace strata::inline STRATA_TARGET
