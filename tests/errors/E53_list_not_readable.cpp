// SPDX-License-Identifier: MIT
// title: A comma or a bracket is missing (said by the compiler itself)
// means: Between the parts of a list stands a comma, and each `<` has its `>`. The compiler says in its own words where it could
// means: not read on, and nothing is said of what you do with such a network further down.
// lecture: convnets: convolution
// expect g++: two or more data types in declaration
// expect clang: type-id cannot have a name
// errors g++: 2
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<8, 3> relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<8, 3>, relu, flatten, dense<10>> {};
#endif

int main() {
    labelled_images set;
    model<small> m{seed{7}};
    std::cout << summary<small>();
    trainer t{m, softmax_loss{}, adam{.rate = 1e-3}};
    t.fit(set, {.epochs = 5});
    predictor answer{m};
    std::cout << m.predict(set.images)(0, 3) << answer(set.images)(0, 3) << evaluate(m, set);
}
