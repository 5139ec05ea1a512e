// SPDX-License-Identifier: MIT
// title: A layer without its numbers (said by the compiler itself)
// means: Most layers have numbers in angle brackets: `conv<6, 5>` is six filters of 5 x 5. Without the
// means: brackets `conv` is no type yet but a template, a pattern for types, and no library can put in a
// means: word: the compiler says it in its own. g++ calls it a type/value mismatch.
// lecture: convnets: convolution
// expect g++: type/value mismatch
// expect clang: use of class template
// expect: conv
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct lenet : net<input<1, 28, 28>, conv, relu, flatten, dense<10>> {};  // <- here
#else
struct lenet : net<input<1, 28, 28>, conv<6, 5>, relu, flatten, dense<10>> {};
#endif
