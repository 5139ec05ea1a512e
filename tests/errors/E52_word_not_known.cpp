// SPDX-License-Identifier: MIT
// title: A word that the library does not have (said by the compiler itself)
// means: The names are written in small letters, with an underscore between words: `relu`, `max_pool<2>`, `batch_norm`. What other
// means: libraries call them stands [above](#what-only-the-compiler-can-say). The compiler says in its own words which name it does not know,
// means: and nothing is said of what you do with such a network further down.
// lecture: convnets: convolution
// expect: Conv2d
// errors g++: 5
// more lines: 3
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, Conv2d<8, 3>, relu, flatten, dense<10>> {};  // <- here
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
