// SPDX-License-Identifier: MIT
#pragma once
/// Systems of equations whose matrix is symmetric and positive definite.
#include <cmath>
#include <cstddef>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// Solves A x = b by A = L L^T, with b in x; A: [n, n] row by row, whose lower half becomes L. Whether A is
/// positive definite; where it is not, x is anything. (Cholesky, 1910; Golub and Van Loan, algorithm 4.2.2.)
[[nodiscard]] inline bool solve_positive(std::vector<double>& A, std::vector<double>& x) {
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = A[i * n + j];
            for (std::size_t k = 0; k < j; ++k) sum -= A[i * n + k] * A[j * n + k];
            if (i != j)
                A[i * n + j] = sum / A[j * n + j];
            else if (!is_finite(sum) || sum <= 0)
                return false;
            else
                A[i * n + i] = std::sqrt(sum);
        }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) x[i] -= A[i * n + k] * x[k];
        x[i] /= A[i * n + i];
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t k = i + 1; k < n; ++k) x[i] -= A[k * n + i] * x[k];
        x[i] /= A[i * n + i];
    }
    return true;
}

}  // namespace strata::inline STRATA_TARGET
