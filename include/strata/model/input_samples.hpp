// SPDX-License-Identifier: MIT
#pragma once
/// The samples of one input, from the user's array into a run's memory.
#include <limits>
#include <strata/model/arrays.hpp>
#include <strata/target.hpp>
#include <string>
#include <type_traits>

namespace strata::inline STRATA_TARGET {

/// Samples [N, C, places] of one input, of whatever numbers, and how some of them are taken in.
template <class T>
struct input_samples {
    const void* x;
    int C;  ///< 1 where the order inside is that outside
    int64 places;
    const char* name;  ///< of the input; empty where it needs none
    void (*take_from)(const input_samples&, int begin, int count, T* to, int threads);

    /// Samples [begin, begin + count) to where a network reads them, [places, C] each. Throws where a value
    /// is no finite number or, of whole numbers, none that T holds.
    void take(int begin, int count, T* to, int threads) const { take_from(*this, begin, count, to, threads); }
    /// What messages call a sample: "sample", or "label, sample".
    [[nodiscard]] std::string what() const {
        std::string said = name;
        if (!said.empty()) said += ", ";
        return said += "sample";
    }
};

/// Samples of the network's own numbers.
template <class T>
void take_numbers(const input_samples<T>& from, int begin, int count, T* to, int threads) {
    const sample_list<T> some{static_cast<const T*>(from.x) + begin * (from.C * from.places), from.C,
                              from.places};
    if (const int wrong = take_samples(some, count, to, threads); wrong < count)
        refuse_value(from.what().c_str(), begin + wrong);
}

/// Throws: a whole number is beyond those that the network's own can tell apart.
[[noreturn, gnu::cold]] inline void refuse_whole(const std::string& of, int64 number, int64 most,
                                                 const std::string& found) {
    std::string expected = std::to_string(-most);
    expected += " to ";
    expected += std::to_string(most);
    throw_error({.problem = "the whole number is too large",
                 .name = with_number(of.c_str(), number),
                 .expected = expected,
                 .found = found});
}
/// Samples of whole numbers.
template <class T, class I>
void take_whole_numbers(const input_samples<T>& from, int begin, int count, T* to, int) {
    constexpr int64 most = int64{1} << std::numeric_limits<T>::digits;
    const int64 size = from.C * from.places;
    const I* x = static_cast<const I*>(from.x) + begin * size;
    for (int i = 0; i < count; ++i)
        for (int c = 0; c < from.C; ++c)
            for (int64 place = 0; place < from.places; ++place, ++x) {
                if constexpr (std::numeric_limits<I>::digits > std::numeric_limits<T>::digits) {
                    bool fits = *x <= static_cast<I>(most);
                    if constexpr (std::is_signed_v<I>) fits = fits && *x >= static_cast<I>(-most);
                    if (!fits) refuse_whole(from.what(), begin + i, most, std::to_string(*x));
                }
                to[i * size + place * from.C + c] = static_cast<T>(*x);
            }
}

/// Array X, [N, ...], for an input of a network. Throws where it has other extents.
template <class Port, class T, Array X>
class given_input {
    using S = typename Port::shape_type;
    static_assert(!Port::whole || std::is_integral_v<typename X::value_type>,
                  "an input of whole numbers takes an array of integers");
    static constexpr bool is_called = Port::name != "input";  // what the first is called that has no name
    using element = std::conditional_t<Port::whole, std::remove_const_t<typename X::value_type>, T>;

public:
    static constexpr bool lies_ready = OneRun<X, element>;

    explicit given_input(const X& x)
        : count_(checked_samples<S>(x, is_called ? Port::name.data() : "the input")), held_(x) {}

    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] input_samples<T> samples() const {
        constexpr bool image = S::rank == 3;
        input_samples<T> all{held_.data(), image ? channels<S> : 1, image ? places<S> : S::size,
                             is_called ? Port::name.data() : "", nullptr};
        if constexpr (Port::whole)
            all.take_from = &take_whole_numbers<T, element>;
        else
            all.take_from = &take_numbers<T>;
        return all;
    }

private:
    int count_;
    contiguous<element, S::rank + 1, X> held_;
};
/// Throws: there are not as many samples of an input as of the first one.
[[noreturn, gnu::cold]] inline void refuse_other_count(const char* name, int expected, int found) {
    throw_error({.problem = "the inputs are not of equally many samples",
                 .name = name,
                 .expected = std::to_string(expected),
                 .found = std::to_string(found)});
}

}  // namespace strata::inline STRATA_TARGET
