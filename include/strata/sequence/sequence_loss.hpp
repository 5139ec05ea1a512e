// SPDX-License-Identifier: MIT
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <strata/error.hpp>
#include <strata/kernels/cross_entropy.hpp>
#include <strata/losses/class_targets.hpp>
#include <strata/model/buffer.hpp>
#include <strata/model/predictor.hpp>
#include <strata/model/state.hpp>
#include <strata/sequence/continuous_batches.hpp>
#include <strata/target.hpp>
#include <strata/xtensor.hpp>
#include <vector>

namespace strata {

/// How well a model knows what comes next.
struct sequence_figures {
    double nats = 0;   ///< mean of -log p[next]
    int64 places = 0;  ///< that it is the mean of

    /// Among how many equally likely ones it could as well have chosen.
    [[nodiscard]] double perplexity() const { return std::exp(nats); }
    /// The same mean in bits.
    [[nodiscard]] double bits() const { return nats / std::log(2.0); }
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// The mean of -log p of what comes next, over a whole set in one pass: what a stream knows at the end of a
/// chunk it still knows in the next.
///
///     nats = 1/N sum_n -log softmax(y[n])[t[n]]        y: [N, C] scores of all places   t: [N]
///
///     sequence_loss(m, continuous_batches(held_out, 64)).perplexity()
///
/// With one stream each place has all that stands before it; with several, which are quicker, each begins
/// with nothing. What the set leaves out is not counted. Throws where a number has no row in the network's
/// table or no score.
template <class Net, class T, ContinuousSet Set>
[[nodiscard]] sequence_figures sequence_loss(const model<Net, T>& m, const Set& set) {
    using Y = typename type_at<output_values<Net>, 0>::shape_type;
    static_assert(output_values<Net>::size == 1 && Y::rank == 2,
                  "a model of sequences answers scores for each place");
    const predictor answer{m};
    const int streams = set.streams();
    const std::size_t rows = static_cast<std::size_t>(streams),
                      length = static_cast<std::size_t>(set.length());
    state<Net, T> s{streams};
    xt::xtensor<int, 2> x(std::array<std::size_t, 2>{rows, length});
    const sample_layout layout{{{set.length()}}, {{target_kind::classes, false, {set.length()}}}};
    sample_batch<T> batch(layout, streams);
    buffer<T> scores(int64{streams} * Y::size);  // longer than what is in it, as kernels want it
    sequence_figures found;
    double sum = 0;
    for (int64 k = 0; k < set.size() / streams; ++k) {
        const chunk part(set, k);
        batch.clear();
        for (int64 i = 0; i < streams; ++i)
            append_sample(batch, i, random_stream(), [&](sample<T>& to) { part.read(i, to); });
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<int>(batch.input()[i]);
        const auto y = answer(x, s);
        std::copy(y.begin(), y.end(), scores.data());
        check_classes<Y>(streams, batch.classes());
        T* const no_gradient = nullptr;
        const int64 places = int64{streams} * set.length();
        sum += static_cast<double>(places) * mean_cross_entropy(places, channels<Y>,
                                                                static_cast<const T*>(scores.data()),
                                                                batch.classes(), no_gradient, m.threads());
        found.places += places;
    }
    found.nats = sum / static_cast<double>(found.places);
    return found;
}

}  // namespace strata::inline STRATA_TARGET
