// SPDX-License-Identifier: MIT
// What compilers leave of a network whose list they could not read is an empty struct, and nothing is said of it but by a call that
// is refused when the whole file has been read: here, where there is no other error, it has to be.
#include <strata/strata.hpp>

struct forgotten {};

int main() {
    strata::model<forgotten> m;
    xt::xtensor<float, 4> images({1, 1, 28, 28});
    return static_cast<int>(m.predict(images)(0, 0));
}
