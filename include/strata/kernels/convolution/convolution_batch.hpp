// SPDX-License-Identifier: MIT
#pragma once
/// A convolution over a batch with what follows it, and the gradient that reaches it through that.
///
///     z = x * w + b      a = act(z)      y = max_pool(a)            dz = act'(a) dy behind the pooling
///
/// In inference also a = act(z + shortcut), without a pooling.
#include <strata/kernels/convolution/convolution.hpp>
#include <strata/kernels/convolution/image_gradient.hpp>
#include <strata/kernels/convolution/weight_slices.hpp>
#include <strata/kernels/pooling/max_pooling.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// One convolution over a batch, with what follows it.
template <class T>
struct convolution_pass {
    convolution_extents e;
    const pooling_extents* pool;  ///< the max pooling behind it, or null
    int n, threads;
    const T *x, *w, *bias;  ///< bias may be null
    T* y;
    std::uint8_t* argmax;  ///< the taps that won, one for each element of y; null in inference
    T* scratch;            ///< `forward_scratch` or `backward_scratch` elements for each thread
    T* shared = nullptr;   ///< `forward_shared` or `backward_shared` elements
    /// `prepared_elements`, what `prepare_convolution` has left; null in training
    const T* prepared = nullptr;

    // backward
    const T* dy = nullptr;
    T *dx = nullptr, *dw = nullptr, *db = nullptr;  ///< null where they are not wanted
    bool add_dx = false;

    /// n images before the pooling and slack, for `few_pixels_forward` with a pooling, and their gradients
    /// for `few_pixels_backward` with one or an activation
    T* z = nullptr;
    const T* shortcut = nullptr;  ///< as large as y; added before the activation unless it is null
};

/// Whether a pooling can be computed by bands of its rows: no window sticks out of z.
constexpr bool has_bands(const pooling_extents& pool) {
    return pool.y.before == 0 && (pool.OH() - 1) * pool.y.S + pool.y.span() <= pool.y.W;
}
/// The pooling that computes rows [begin, end) of its output from the rows of z that they see, where it
/// `has_bands`.
constexpr pooling_extents rows_of(pooling_extents pool, slice rows) {
    pool.y.W = static_cast<int>(rows.end - rows.begin - 1) * pool.y.S + pool.y.span();
    pool.y.after = 0;
    return pool;
}

/// Whether dz is dy as it lies: nothing behind the convolution, and no margin in the image f.
template <class Act, class T>
bool gradient_is_dy(const convolution_pass<T>& p, const framed& f) {
    return std::is_same_v<Act, identity_map> && !p.pool && f.height == p.e.OH() && f.width == p.e.OW();
}

/// dz of one sample in the image f: [OH, OW, K] with a margin of zeros; its sums are added to db: [K] unless
/// that is null. dz may be null where it is dy.
template <class Act, class T>
void gradient_behind_activation(const convolution_pass<T>& p, const framed& f, int sample, T* dz,
                                long_sums<T>* db) {
    const convolution_extents& e = p.e;
    if (!dz && !db) return;
    const bool all_written = !p.pool || p.pool->covers();
    if (dz) clear_frame(f, all_written ? e.OH() : 0, e.OW(), dz);
    if (p.pool) {
        const int64 y_size = int64(p.pool->OH()) * p.pool->OW() * e.K;
        const T *y = p.y + sample * y_size, *dy = p.dy + sample * y_size;
        const auto gradient = [=](int64 i, auto lanes) {
            return lanes.load(dy + i) * Act::slope(lanes.load(y + i));
        };
        if (db)
            for_blocks(y_size, int64{terms_of_block} * e.K, [&](int64 begin, int64 end) {
                sweep<T>(e.K, [&](int64 k, auto lanes) {
                    simd<T> sum(T(0));
                    for (int64 i = begin + k; i < end; i += e.K) sum += gradient(i, lanes);
                    db->add(k, lanes, sum);
                });
                db->block_done();
            });
        max_pool_backward<T>(*p.pool, p.argmax + sample * y_size, dz + f.at(0, 0), f.pitch(), gradient,
                             p.pool->apart());
        return;
    }
    const int64 size = e.OH() * (int64(e.OW()) * e.K);
    gradient_of_image<Act>(p.y + sample * size, p.dy + sample * size, e.OH(), int64(e.OW()) * e.K, e.K,
                           dz ? dz + f.at(0, 0) : nullptr, f.pitch(), db);
}

}  // namespace strata::inline STRATA_TARGET
