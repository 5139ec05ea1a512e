// SPDX-License-Identifier: MIT
#pragma once
/// Inputs and settings that a layer cannot take.
#include <strata/errors/place.hpp>
#include <strata/shape/codes.hpp>

namespace strata {

struct E03_layer_needs_a_vector {
    template <class Where, class Got, class... Instead>
    static constexpr void write(sentence& s) {
        s << "it needs a vector, shape<N>; write ";
        (strata::write<Instead>(s), ...);
    }
};

struct E04_layer_needs_an_image {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "it needs an image, shape<C, H, W>; put it before flatten and dense, or start from input<C, H, W>";
    }
};

struct E05_channels_not_divisible_by_groups {
    template <class Where, class Got, class Channels, class Groups, class Instead>
    static constexpr void write(sentence& s) {
        tell(s, Channels{}, Groups{});
        strata::write<Instead>(s);
    }

private:
    template <int C, int K, class Groups>
    static constexpr void tell(sentence& s, got<shape<C, K>>, Groups) {
        s << C << " channels and " << K << " filters do not both divide into ";
        write_type<Groups>(s);
        s << "; write ";
    }
};

struct E09_size_not_positive {
    template <class Where, class Got>
    static constexpr void write(sentence& s) {
        s << "every size, stride, dilation and number of groups is at least 1, and padding at least 0";
    }
};

struct E10_rate_outside_0_1 {
    template <class Where, class Got, class Rate>
    static constexpr void write(sentence& s) {
        s << "the rate " << static_cast<long>(Rate::num) << "/" << static_cast<long>(Rate::den)
          << " is not in [0, 1): it is the share that is dropped; write percent<50> for a half";
    }
};

struct E25_option_not_known {
    template <class Where, class Got, class Option, class Known>
    static constexpr void write(sentence& s) {
        s << "it has no option ";
        strata::write<Option>(s);
        s << "; it knows ";
        strata::write<Known>(s);
    }
};

struct E26_option_said_twice {
    template <class Where, class Got, class Option>
    static constexpr void write(sentence& s) {
        s << "an option before it has settled what ";
        strata::write<Option>(s);
        s << " is about; say one of them (same is padding too)";
    }
};

}  // namespace strata
