// SPDX-License-Identifier: MIT
#pragma once
/// Matrices of double as the library's products read them.
#include <strata/kernels/products/matrix_product.hpp>
#include <strata/target.hpp>

#include <cstddef>
#include <vector>

namespace strata::inline STRATA_TARGET::detail {

/// [rows, columns], each row in whole vectors.
struct padded_matrix {
    int64 rows = 0, columns = 0, pitch = 0;

    padded_matrix() = default;
    padded_matrix(int64 r, int64 c)
        : rows(r),
          columns(c),
          pitch(whole_vectors<double>(c)),
          values_(static_cast<std::size_t>(r * pitch + slack_elements), 0.0) {}

    [[nodiscard]] double* row(int64 r) { return values_.data() + r * pitch; }
    [[nodiscard]] const double* row(int64 r) const { return values_.data() + r * pitch; }
    [[nodiscard]] double& operator()(int64 r, int64 c) { return row(r)[c]; }
    [[nodiscard]] double operator()(int64 r, int64 c) const { return row(r)[c]; }

private:
    std::vector<double> values_;
};

/// Whether a factor is turned round, and whether the product is added to what is there.
struct product_of {
    bool left_turned = false, right_turned = false, add = false;
};

/// c = a b, the same bits for any number of threads: [R, D] times [D, J], or turned [D, R] and [J, D].
inline void multiply(const padded_matrix& a, const padded_matrix& b, padded_matrix& c, int threads,
                     product_of how = {}) {
    const int depth = static_cast<int>(how.left_turned ? a.rows : a.columns), rows = static_cast<int>(c.rows),
              columns = static_cast<int>(c.columns);
    const int64 each = product_scratch<double>(columns, depth, how.left_turned, rows);
    std::vector<double> scratch(static_cast<std::size_t>(threads * each + slack_elements));
    matrix_product<double>{.a = a.row(0),
                           .row = how.left_turned ? 1 : a.pitch,
                           .step = how.left_turned ? a.pitch : 1,
                           .b = b.row(0),
                           .ldb = b.pitch,
                           .c = c.row(0),
                           .ldc = c.pitch,
                           .rows = rows,
                           .columns = columns,
                           .depth = depth,
                           .add = how.add,
                           .turned = how.right_turned,
                           .scratch = scratch.data()}
        .run(threads);
}

}  // namespace strata::inline STRATA_TARGET::detail
