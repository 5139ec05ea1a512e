// SPDX-License-Identifier: MIT
#pragma once
/// Some of the channels, or of the places of a sequence.
#include <strata/layer/lengths.hpp>
#include <type_traits>

namespace strata {

/// What a slice may be: `Fitting<Count>` is one that ends with the axis.
template <int First, int Count, int Extent, class Y, template <int> class Fitting>
struct slice_rule {
    static constexpr auto decide() {
        if constexpr (First < 0 || Count < 1)
            return refused<E09_size_not_positive>{};
        else if constexpr (First >= Extent)
            return refused<E62_slice_outside, taken_of<First, Count, Extent>, write_instead<>>{};
        else if constexpr (Count > Extent - First)
            return refused<E62_slice_outside, taken_of<First, Count, Extent>,
                           write_instead<Fitting<Extent - First>>>{};
        else
            return Y{};
    }
    using type = decltype(decide());
};

/// The channels [First, First + Count): what a split by channel gives to one of several branches.
///
///     forward     y[c, i] = x[First + c, i]      backward    dx[First + c, i] = dy[c, i], and 0 elsewhere
///
///     x: [C, ...]   y: [Count, ...]
///
/// In PyTorch: x[:, First:First+Count]; of a sequence x[..., First:First+Count]. Any shape fits. Refused: E62
/// (there are fewer channels), E09.
template <int First, int Count>
struct slice_channels : rearrangement<slice_channels<First, Count>> {
private:
    template <int Fewer>
    using fitting = slice_channels<First, Fewer>;

public:
    template <Shape X>
    using output = typename slice_rule<First, Count, channels<X>, with_channels<X, (Count > 0 ? Count : 1)>,
                                       fitting>::type;
    template <Shape X>
    static constexpr int64 run = Count;
    template <Shape X>
    static constexpr int64 from(int64 place) {
        return place * channels<X> + First;
    }
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("first", First);
        visit("channels", Count);
    }
};

/// The places [First, First + Count) of a sequence.
///
///     forward     y[l, d] = x[First + l, d]      backward    dx[First + l, d] = dy[l, d], and 0 elsewhere
///
///     x: [L, D]   y: [Count, D]
///
/// In PyTorch: x[:, First:First+Count]. An image is cut out by `crop`. Refused: E62 (there are fewer places),
/// E09, E41 (no sequence).
template <int First, int Count>
struct slice_places : rearrangement<slice_places<First, Count>> {
private:
    template <int Fewer>
    using fitting = slice_places<First, Fewer>;
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct shape_rule<shape<L, D>> : slice_rule<First, Count, L, shape<(Count > 0 ? Count : 1), D>, fitting> {
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    static constexpr int64 run = int64{Count} * channels<X>;
    template <Shape X>
    static constexpr int64 from(int64) {
        return int64{First} * channels<X>;
    }
    template <class Visit>
    static constexpr void settings(Visit&& visit) {
        visit("first", First);
        visit("places", Count);
    }
};

/// One place of a sequence. `Place` derives from it and says where it begins, `from<X>(0)`.
template <class Place>
struct one_place : rearrangement<Place> {
private:
    template <class X>
    struct shape_rule {
        using type = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D>
    struct shape_rule<shape<L, D>> {
        using type = shape<D>;
    };

public:
    template <Shape X>
    using output = typename shape_rule<X>::type;
    template <Shape X>
    static constexpr int64 run = channels<X>;
};

/// What stands at the first place of a sequence: a `class_token`, behind the attention that has filled it.
///
///     forward     y[d] = x[0, d]      backward    dx[0, d] = dy[d], and 0 elsewhere
///
///     x: [L, D]   y: [D]
///
/// In PyTorch: x[:, 0]. Refused: E41 (no sequence).
struct first_place : one_place<first_place> {
    template <Shape X>
    static constexpr int64 from(int64) {
        return 0;
    }
};

/// What stands at the last place of a sequence: of a recurrent network, what it makes of the whole.
///
///     forward     y[d] = x[L - 1, d]      backward    dx[L - 1, d] = dy[d], and 0 elsewhere
///
///     x: [L, D]   y: [D]
///
/// In PyTorch: x[:, -1]. `with<"lengths", last_place>` takes the last of each sample's n places, x[n - 1]
/// (strata/layer/lengths.hpp). Refused: E41 (no sequence).
struct last_place : rearrangement_by_length<last_place> {
private:
    template <class X, class... N>
    struct rules {
        using output = refused<E41_layer_needs_a_sequence>;
    };
    template <int L, int D, Length... N>
    struct rules<shape<L, D>, N...> {
        using output = shape<D>;
    };

public:
    template <Shape... X>
    using output = typename rules<X...>::output;
    template <Shape X>
    static constexpr int64 run = channels<X>;
    static int place_of(int, int length) { return length - 1; }
    template <Shape X>
    static constexpr int64 from(int64) {
        return X::size - channels<X>;
    }
};

}  // namespace strata
