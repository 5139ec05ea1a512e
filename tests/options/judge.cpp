// SPDX-License-Identifier: MIT
/// Reads what `answers.cpp` prints and says which numbers are beyond the bounds that the headers state, or
/// away from those in the file that is named, which were computed in `double` and without options:
///
///     answers | judge reference.txt            says nothing, and returns 0, where all is right
///     answers_in_double | judge > reference.txt      writes such a file
///
/// An error of two of the least normal numbers is none: -ffast-math and its like have the processor take less
/// than these for 0.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "values.hpp"

namespace {

using wide = long double;

struct function {
    const char* name;
    wide (*exact)(wide);
    double bound;                            ///< in units of the last digit
    double absolute_float, absolute_double;  ///< or, where it is not zero, of the error itself
};
const function functions[] = {
    {"exp", [](wide x) { return std::exp(x); }, 1.1, 0, 0},
    {"expm1", [](wide x) { return std::expm1(x); }, 2, 0, 0},
    {"log", [](wide x) { return std::log(x); }, 1.1, 0, 0},
    {"log1p", [](wide x) { return std::log1p(x); }, 1.1, 0, 0},
    {"tanh", [](wide x) { return std::tanh(x); }, 1.5, 0, 0},
    {"logistic", [](wide x) { return 1 / (1 + std::exp(-x)); }, 1.5, 0, 0},
    {"erfc", [](wide x) { return std::erfc(x); }, 0, 5e-7, 2e-15},
    {"gelu", [](wide x) { return x == -INFINITY ? 0 : x * std::erfc(-x / std::sqrt(wide(2))) / 2; }, 0, 5e-7,
     2e-15},
    {"softplus",
     [](wide x) { return std::isnan(x) ? x : std::fmax(x, wide(0)) + std::log1p(std::exp(-std::abs(x))); },
     2.5, 0, 0},
    {"relu", [](wide x) { return std::isnan(x) ? x : std::fmax(x, wide(0)); }, 0.5, 0, 0},
    {"relu6", [](wide x) { return std::isnan(x) ? x : std::fmin(std::fmax(x, wide(0)), wide(6)); }, 0.5, 0,
     0},
};

int wrong = 0;

template <class T>
void report(const std::string& name, T x, double found, double expected) {
    if (++wrong < 20)
        std::printf("%s(%.17g) in %s is %.17g, right is %.17g\n", name.c_str(), static_cast<double>(x),
                    sizeof(T) == 4 ? "float" : "double", found, expected);
}

/// Whether `found` is f(x) within its bound.
template <class T>
bool is_right(const function& f, T x, double found) {
    using limits = std::numeric_limits<T>;
    const wide exact = f.exact(static_cast<wide>(x));
    const T rounded = static_cast<T>(exact);
    if (std::strcmp(f.name, "log1p") == 0 && !(std::isnan(x) || (x >= 0 && x <= 1))) return true;
    if (std::abs(x) < limits::min() && std::strcmp(f.name, "log") == 0) return true;
    if (std::isnan(rounded) || std::isnan(found)) return std::isnan(rounded) && std::isnan(found);
    if (std::isinf(rounded) || std::isinf(found)) return static_cast<double>(rounded) == found;
    const wide error = std::abs(static_cast<wide>(found) - exact);
    if (error <= 2 * limits::min()) return true;
    if (f.absolute_float > 0)
        return error <= (sizeof(T) == 4 ? f.absolute_float : f.absolute_double) *
                            std::fmax(std::abs(wide(x)), wide(1));
    int exponent = 0;
    std::frexp(rounded, &exponent);
    return error <= f.bound * std::ldexp(1.0L, std::max(exponent, limits::min_exponent) - limits::digits);
}

template <class T>
void judge_function(const function& f, const std::vector<double>& y) {
    if (y.size() != options::arguments)
        return report(f.name, T(0), static_cast<double>(y.size()), options::arguments);
    for (std::size_t i = 0; i < y.size(); ++i)
        if (const T x = options::argument<T>(i); !is_right(f, x, y[i]))
            report(f.name, x, y[i], static_cast<double>(f.exact(static_cast<wide>(x))));
}

/// One line: a name and numbers.
bool read_line(std::istream& in, bool bits, std::string& name, std::vector<double>& values) {
    std::string line, word;
    if (!std::getline(in, line)) return false;
    std::istringstream words(line);
    words >> name;
    values.clear();
    while (words >> word)
        values.push_back(bits ? std::bit_cast<double>(std::stoull(word, nullptr, 16)) : std::stod(word));
    return true;
}

}  // namespace

int main(int count, char** arguments) {
    std::string name, wanted;
    std::vector<double> values, right;
    std::ifstream reference(count > 1 ? arguments[1] : "");
    int seen[std::size(functions)] = {}, lines = 0;
    while (read_line(std::cin, true, name, values)) {
        const auto* f = std::find_if(std::begin(functions), std::end(functions),
                                     [&](const function& g) { return name == g.name; });
        if (f != std::end(functions)) {
            if (count > 1)
                seen[f - functions]++ == 0 ? judge_function<float>(*f, values)
                                           : judge_function<double>(*f, values);
            continue;
        }
        if (count < 2) {
            std::printf("%s", name.c_str());
            for (const double v : values) std::printf(" %.8g", v);
            std::printf("\n");
            continue;
        }
        ++lines;
        if (!read_line(reference, false, wanted, right) || wanted != name || right.size() != values.size()) {
            std::printf("line %d is \"%s\" of %zu numbers, expected \"%s\" of %zu\n", lines, name.c_str(),
                        values.size(), wanted.c_str(), right.size());
            return 1;
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!(std::abs(values[i] - right[i]) <= 1e-5))
                if (++wrong < 20)
                    std::printf("number %zu of \"%s\", line %d, is %.9g, right is %.9g\n", i, name.c_str(),
                                lines, values[i], right[i]);
    }
    if (count < 2) return 0;
    if (std::any_of(std::begin(seen), std::end(seen), [](int n) { return n != 2; }) || lines == 0 ||
        std::getline(reference, name)) {
        std::printf("some numbers are missing\n");
        return 1;
    }
    if (wrong > 0) std::printf("%d numbers are wrong\n", wrong);
    return wrong > 0;
}
