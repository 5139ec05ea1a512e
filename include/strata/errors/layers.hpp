// SPDX-License-Identifier: MIT
#pragma once
/// Inputs and settings that a layer cannot take.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>
#include <strata/shape/sized.hpp>
#include <strata/shape/types.hpp>
#include <strata/shape/window.hpp>
#include <type_traits>

namespace strata {

struct matrix_multiplication;

struct E03_layer_needs_a_vector {
    template <class Where, class Got, class... Instead>
    static constexpr void write(sentence& s) {
        s << "it needs a vector, shape<N>; write ";
        (strata::write<Instead>(s), ...);
    }
};

template <class Got>
inline constexpr bool got_a_sequence = false;
template <int L, int D>
inline constexpr bool got_a_sequence<got<shape<L, D>>> = true;

struct E04_layer_needs_an_image {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "it needs an image, shape<C, H, W>; "
          << (got_a_sequence<Got> ? "of a sequence, flatten gives all places to what follows, and dense "
                                    "takes one place after the other"
                                  : "put it before flatten and dense, or start from input<C, H, W>");
    }
};

struct E05_channels_not_divisible_by_groups {
    template <class Where, class Got, class Channels, class Groups, class Instead>
    static constexpr void write(sentence& s) {
        tell(s, Channels{}, Groups{});
        strata::write<Instead>(s);
    }

private:
    template <int C, int K, int G>
    static constexpr void tell(sentence& s, got<shape<C, K>>, groups<G>) {
        s << C << " channels and " << K << " filters cannot both be split into " << G
          << " groups of one size; write ";
    }
    template <int C, int G>
    static constexpr void tell(sentence& s, got<shape<C>>, groups<G>) {
        s << C << " channels cannot be split into " << G << " groups of one size; write ";
    }
    template <int C, int N>
    static constexpr void tell(sentence& s, got<shape<C>>, groups_of<N>) {
        s << C << " channels cannot be split into groups of " << N << "; write ";
    }
};

struct E09_size_not_positive {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "a number in it is too small or missing: sizes, strides, dilations and groups are at least 1, "
             "padding at least 0";
    }
};

struct E10_rate_outside_0_1 {
    template <class Where, class Got, class Rate>
    static constexpr void write(sentence& s) {
        tell(s, Rate{});
        s << "; it is the share that is dropped: write 0.5 for a half";
    }

private:
    template <fraction F>
    static constexpr void tell(sentence& s, number<F>) {
        if (!F.is_number())
            s << "its rate is missing or no number";
        else if (F.is_whole_zero())
            s << "its rate is the whole number 0, as 1/2 is in C++ (0.0 drops nothing)";
        else {
            write_number(s << "the rate ", F);
            s << " is not in [0, 1)";
        }
    }
};

struct E46_slope_below_0 {
    template <class Where, class Got, class Slope, class... Of>
    static constexpr void write(sentence& s) {
        constexpr bool factor = std::is_same_v<types<Of...>, types<factor_of_channels>>;
        tell(s, Slope{}, factor ? "starts with nothing" : "is relu's");
        s << "; it is at least 0" << (factor ? "" : ", or the output would not tell the sign of the input")
          << ": write 0.2 for a fifth";
    }

private:
    template <fraction F>
    static constexpr void tell(sentence& s, number<F>, const char* zero) {
        if (!F.is_number())
            s << "its number is missing or none";
        else if (F.is_whole_zero())
            s << "its number is the whole number 0, as 1/5 is in C++ (0.0 " << zero << ")";
        else
            write_number(s << "its number is ", F);
    }
};

struct E25_option_not_known {
    template <class Where, class Got, class Option, class Known>
    static constexpr void write(sentence& s) {
        s << "it has no option ";
        strata::write<Option>(s);
        if constexpr (std::is_class_v<Option> && requires { Option::role; })
            s << ", which is a layer: write it behind this one";
        s << "; its options are like these: ";
        strata::write<Known>(s);
    }
};

struct E26_option_said_twice {
    template <class Where, class Got, class Option>
    static constexpr void write(sentence& s) {
        s << "two of its options are about the same thing, and the second is ";
        strata::write<Option>(s);
        s << "; take one of them out (same is padding too)";
    }
};

struct E30_layer_without_output {
    template <class Where, class Got, class... Missing>
    static constexpr void write(sentence& s) {
        s << "this layer does not say what it makes of such an input; ";
        if constexpr (sizeof...(Missing) == 0)
            s << "give it a template <Shape X> using output, which is a shape or a refused<...>";
        else
            ((s << Missing::sentence), ...);
        s << " (docs/your-own-layer.md)";
    }
};

struct E35_another_number_of_elements {
    template <class Where, class Got, class Wanted>
    static constexpr void write(sentence& s) {
        tell(s, Got{}, Wanted{});
    }

private:
    template <class X, class Y>
    static constexpr void tell(sentence& s, got<X>, expected<Y>) {
        s << "a reshape keeps every element, and ";
        write_type<X>(s);
        s << " has " << X::size << " of them, ";
        write_type<Y>(s);
        s << " " << Y::size << "; write extents whose product is " << X::size;
    }
    template <int L, int D, int H, int W>
    static constexpr void tell(sentence& s, got<shape<L, D>>, pixels_for_places<H, W>) {
        s << "its " << L << " places are not " << H << " x " << W
          << " pixels; write two numbers whose product is " << L;
    }
};

struct E36_unpooling_does_not_fit {
    template <class Where, class Got, class... Wanted>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Wanted) == 0)
            s << "it takes two values, what is to be spread and the input of the pooling that it undoes; "
                 "write tap<\"name\"> before that "
                 "pooling, and with<\"name\", max_unpool<...>> here";
        else {
            s << "the first is to be what the pooling makes of the second, ";
            (strata::write<Wanted>(s), ...);
            s << "; give it the window, stride and padding of the pooling that it undoes, and the value that "
                 "it has read";
        }
    }
};

struct E40_features_not_divisible_by_heads {
    template <class Where, class Got, class Features, class Heads, class Instead>
    static constexpr void write(sentence& s) {
        tell(s, Features{}, Heads{});
        strata::write<Instead>(s);
    }

private:
    template <int D, int H>
    static constexpr void tell(sentence& s, got<shape<D>>, groups<H>) {
        s << D << " features cannot be split among " << H << " heads of one size; write ";
    }
};

struct E45_too_large {
    template <class Where, class Got, class... What>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(What) == 0)
            s << "a number in it is too large: windows, strides, paddings and dilations are below "
              << most_in_window;
        else
            (tell(s, What{}), ...);
    }

private:
    template <int64... Extents>
    static constexpr void extents(sentence& s) {
        const char* between = "";
        ((s << between << Extents, between = " x "), ...);
    }
    template <int64... Extents>
    static constexpr void tell(sentence& s, would_make<Extents...>) {
        s << "a sample of it would have ";
        extents<Extents...>(s);
        s << " elements, and the most are " << most_elements
          << "; make it smaller before, by a stride or a pooling";
    }
    template <text Name, int64... Extents>
    static constexpr void tell(sentence& s, parameter_of<Name, Extents...>) {
        s << "its parameter " << Name.view() << " would have ";
        extents<Extents...>(s);
        s << " numbers, and the most are " << most_elements << "; make its input or its output smaller";
    }
};

struct E41_layer_needs_a_sequence {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "it needs a sequence, shape<L, D>: L places with D features each; put it behind embedding<V, "
             "D>, or start from input<L, D>";
    }
};

struct E42_memory_does_not_fit {
    template <class Where, class Got, class... Words>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Words) == 0)
            s << "it takes two sequences, that of its own places and the one that it looks at; write "
                 "tap<\"name\"> behind the one that "
                 "it looks at, and with<\"name\", cross_attention<...>> here";
        else
            tell(s, Words{}...);
    }

private:
    template <int D, int E, class Instead>
    static constexpr void tell(sentence& s, got<shape<D>, shape<E>>, Instead) {
        s << "its places have " << D << " features and those that it looks at " << E
          << ", and both need equally many; write ";
        strata::write<Instead>(s);
        s << " before the tap";
    }
};

struct E62_slice_outside {
    template <class Where, class Got, class Taken, class Instead>
    static constexpr void write(sentence& s) {
        tell(s, Taken{});
        s << (std::is_same_v<Instead, write_instead<>> ? "; count from 0" : "; write ");
        strata::write<Instead>(s);
    }

private:
    template <int First, int Count, int Extent>
    static constexpr void tell(sentence& s, taken_of<First, Count, Extent>) {
        s << Count << " from number " << First << " on, of " << Extent << ", reach beyond the end";
    }
};

struct E63_matrices_do_not_multiply {
    template <class Where, class Got, class... Words>
    static constexpr void write(sentence& s) {
        if constexpr (sizeof...(Words) == 0)
            s << "it takes two sequences, which are its matrices; write tap<\"name\"> behind the second "
                 "one, and with<\"name\", ...> here";
        else
            tell(s, Words{}...);
    }

private:
    template <int D, int Met, class Product, bool Fits>
    static constexpr void tell(sentence& s, got<shape<D>, shape<Met>>, Product, if_turned<Fits>) {
        constexpr bool of_places = std::is_same_v<Product, matrix_multiplication>;
        s << "the " << D << " features of the first meet the " << Met << (of_places ? " places" : " features")
          << " of the second, which have to be as many; write ";
        if (Fits)
            s << (of_places ? "dot_products" : "matrix_multiplication") << ", which turns the second, or ";
        s << "dense<" << Met << "> before it";
    }
};

struct E64_reflection_too_wide {
    template <class Where, class Got, class Reflected, class Axis>
    static constexpr void write(sentence& s) {
        s << "a reflection shows what lies behind the edge, so that ";
        strata::write<Axis>(s);
        tell(s, Reflected{});
        s << ", or take replicate_pad, which goes on with the edge";
    }

private:
    template <int Reflected, int Extent>
    static constexpr void tell(sentence& s, reflected_of<Reflected, Extent>) {
        s << ", of extent " << Extent << ", has " << Extent - 1 << " to show, not " << Reflected
          << "; write at most " << Extent - 1 << " there";
    }
};

struct E65_number_outside_its_range {
    template <class Where, class Got, class Option, class Instead>
    static constexpr void write(sentence& s) {
        s << "its " << Option::name;
        if (!Option::number.is_number())
            s << " is missing or no number";
        else if (Option::number.is_whole_zero())
            s << " is the whole number 0, as 1/1000 is in C++";
        else
            write_number(s << " is ", Option::number);
        s << "; it is " << Option::range << ": write ";
        strata::write<Instead>(s);
    }
};

}  // namespace strata
