// SPDX-License-Identifier: MIT
#pragma once
/// A tensor somebody else owns, under the name it has outside the program: what is saved, loaded, listed and
/// compared.
#include <cstddef>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata {

/// The view of one tensor: `data[sum_i index[i] * strides[i]]`, extents outermost first, strides in elements.
///
/// The strides need not be those of a C array: a layer keeps its weights in the order its kernel reads and
/// shows them in the order that papers and files use.
template <class T>
struct STRATA_TAGGED named_tensor {
    std::string name;
    std::vector<std::ptrdiff_t> shape;
    std::vector<std::ptrdiff_t> strides;
    T* data;

    /// The number of elements.
    [[nodiscard]] std::ptrdiff_t size() const {
        std::ptrdiff_t n = 1;
        for (std::ptrdiff_t extent : shape) n *= extent;
        return n;
    }

    /// Calls `visit(element)` for each element in C order, the order in which files hold them.
    template <class F>
    void for_each(F&& visit) const {
        std::vector<std::ptrdiff_t> index(shape.size(), 0);
        T* at = data;
        for (std::ptrdiff_t i = size(); i > 0; --i) {
            visit(*at);
            for (std::size_t axis = shape.size(); axis-- > 0;) {
                at += strides[axis];
                if (++index[axis] < shape[axis]) break;
                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
};

}  // namespace strata
