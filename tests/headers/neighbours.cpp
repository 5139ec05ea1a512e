// SPDX-License-Identifier: MIT
// Our headers after everybody else's macros. What we depend on has been included before them: a program that
// includes it after such macros has to undo those that it cannot take, `min` and `max` first of all
// (-DNOMINMAX on Windows).
#include <strata/xtensor.hpp>

#include <xsimd/xsimd.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <tuple>
#include <vector>

// Qt
#define slots
#define signals public
#define emit
#define foreach(a, b) for (a : b)
#define forever for (;;)
// Windows
#define near
#define far
#define small char
#define interface struct
#define IN
#define OUT
#define ERROR 0
#define DELETE 0x00010000L
// X11
#define None 0L
#define Bool int
#define Status int
#define Success 0
#define Always 2
#define True 1
#define False 0
// complex.h
#define I _Complex_I
// macOS
#define check(assertion) (assertion)
#define verify(assertion) (assertion)
#define require(assertion) (assertion)

#include <strata/data/cifar10.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/data/image_reader.hpp>
#include <strata/io/checkpoint.hpp>
#include <strata/pictures/histogram_grid.hpp>
#include <strata/pictures/image_grid.hpp>
#include <strata/pictures/training_curves.hpp>
#include <strata/strata.hpp>
#include <strata/training/check_layer.hpp>
#include <strata/training/gradient_check.hpp>

struct lenet : strata::net<strata::input<1, 28, 28>, strata::conv<6, 5, strata::pad<2>>, strata::relu,
                           strata::max_pool<2>, strata::flatten, strata::dense<10>> {};
static_assert(lenet::parameters == 11'926);
