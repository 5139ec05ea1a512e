// SPDX-License-Identifier: MIT
// title: A number too many (said by the compiler itself)
// means: `conv<8, 3>` is 8 filters of 3 x 3, and `dense<10>` has 10 outputs: how many channels or numbers come in is known from
// means: the layer before, where PyTorch has to be told first. What follows the sizes are options, which are types: a stride of
// means: 2 is `stride<2>`. The compiler says this in its own words; g++ names what belongs there, clang shows the line.
// lecture: convnets: convolution
// expect g++: type/value mismatch at argument 3 in template parameter list for 'template<int Filters, auto Window, class ... Options>  requires  WindowSize<decltype(Window)> struct strata::conv'
// expect clang: must be a type
// errors g++: 2
// expect clang: filters, window, options: conv<8, 3, pad<1>>
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct small : net<input<1, 28, 28>, conv<1, 8, 3>, relu, flatten, dense<10>> {};  // <- here
#else
struct small : net<input<1, 28, 28>, conv<8, 3>, relu, flatten, dense<10>> {};
#endif
