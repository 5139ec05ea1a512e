// SPDX-License-Identifier: MIT
#pragma once
/// What parameters start from. `fan_in` and `fan_out` are the terms in one sum of the forward and of the
/// backward pass: C F F and K F F of a convolution [K, C, F, F], I and O of a dense layer [O, I].
///
/// An initializer draws number i of a parameter, in C order, from (stream, i, fans) alone. One that needs to
/// see the whole parameter at once has `draw_matrix` in its place: `orthogonal`.
///
///     dense<10, init<xavier>>                          one layer
///     model<lenet> m{seed{7}, init_all<xavier>{}}      every layer that does not say `init<...>` itself
#include <cmath>
#include <concepts>
#include <strata/kernels/random.hpp>
#include <strata/shape/fraction.hpp>

namespace strata {

/// The counts an initializer scales by.
struct fans {
    double in, out;
};

struct zeros {
    static double draw(const random_stream&, std::uint64_t, fans) { return 0; }
};
struct ones {
    static double draw(const random_stream&, std::uint64_t, fans) { return 1; }
};
/// One number: `constant<0.25>`.
template <fraction Value>
struct constant {
    static double draw(const random_stream&, std::uint64_t, fans) { return number_of<Value, double>; }
};

/// Normal with a deviation and a mean: `normal<0.01>`.
template <fraction Deviation = 0.01, fraction Mean = 0.0>
struct normal {
    static double draw(const random_stream& r, std::uint64_t i, fans) {
        return number_of<Mean, double> + number_of<Deviation, double> * r.normal(i);
    }
};
/// Uniform in [Low, High): `uniform<-0.05, 0.05>`.
template <fraction Low, fraction High>
struct uniform {
    static double draw(const random_stream& r, std::uint64_t i, fans) {
        return number_of<Low, double> + (number_of<High, double> - number_of<Low, double>)*r.uniform(i);
    }
};
/// Normal, drawn again while it is more than two deviations from its mean; what is left has 0.8796 of the
/// deviation. PyTorch's trunc_normal_ with a and b two deviations from the mean.
template <fraction Deviation = 0.01, fraction Mean = 0.0>
struct truncated_normal {
    static double draw(const random_stream& r, std::uint64_t i, fans) {
        double z = r.normal(i);
        // the stream is 2^64 numbers long: each try has 2^56 of its own
        for (std::uint64_t again = 1; std::abs(z) > 2; ++again) z = r.normal(i + (again << 56));
        return number_of<Mean, double> + number_of<Deviation, double> * z;
    }
};

/// The count that a variance is divided by: keeps the size of what goes forward, of what comes back, or a bit
/// of each.
struct fan_in {
    static double of(fans f) { return f.in; }
};
struct fan_out {
    static double of(fans f) { return f.out; }
};
struct fan_mean {
    static double of(fans f) { return (f.in + f.out) / 2; }
};

/// Variance 1 / fan, for layers that tanh, a sigmoid or nothing follows (Glorot and Bengio, 2010, equations
/// 12 and 16; with `fan_in` LeCun, Bottou, Orr, Müller, 1998, equation 16). PyTorch's xavier_normal_ and
/// xavier_uniform_.
template <class Fan = fan_mean>
struct xavier_normal {
    static double draw(const random_stream& r, std::uint64_t i, fans f) {
        return std::sqrt(1 / Fan::of(f)) * r.normal(i);
    }
};
template <class Fan = fan_mean>
struct xavier_uniform {
    static double draw(const random_stream& r, std::uint64_t i, fans f) {
        return std::sqrt(3 / Fan::of(f)) * (2 * r.uniform(i) - 1);
    }
};

/// Variance 2 / fan, for layers that a rectifier follows (He, Zhang, Ren, Sun, 2015, equation 10 with
/// `fan_in`, 14 with `fan_out`). PyTorch's kaiming_normal_ and kaiming_uniform_ with nonlinearity="relu".
template <class Fan = fan_in>
struct he_normal {
    static double draw(const random_stream& r, std::uint64_t i, fans f) {
        return std::sqrt(2 / Fan::of(f)) * r.normal(i);
    }
};
template <class Fan = fan_in>
struct he_uniform {
    static double draw(const random_stream& r, std::uint64_t i, fans f) {
        return std::sqrt(6 / Fan::of(f)) * (2 * r.uniform(i) - 1);
    }
};

/// Each in its usual form: He's normal over fan_in, and Glorot's uniform in ±sqrt(6 / (fan_in + fan_out)).
struct he : he_normal<> {};
struct xavier : xavier_uniform<> {};

/// Draws one number from its index.
template <class Init>
concept DrawsNumbers = requires(random_stream r, std::uint64_t i, fans f) {
    { Init::draw(r, i, f) } -> std::same_as<double>;
};
/// Draws a matrix [rows, columns] at once, in C order.
template <class Init>
concept DrawsMatrices = requires(random_stream r, int64 extent, double* m) {
    Init::draw_matrix(r, extent, extent, m);
};
template <class Init>
concept Initializer = DrawsNumbers<Init> || DrawsMatrices<Init>;

/// Chooses what a layer's weights start from: `dense<10, init<xavier>>`.
template <class Init>
struct init {};

/// An initializer that a layer has asked for itself.
template <class Init>
struct stated : Init {};
template <class Init>
inline constexpr bool is_stated = false;
template <class Init>
inline constexpr bool is_stated<stated<Init>> = true;

/// Whether it draws nothing.
template <class Init>
inline constexpr bool starts_from_a_number = false;
template <>
inline constexpr bool starts_from_a_number<zeros> = true;
template <>
inline constexpr bool starts_from_a_number<ones> = true;
template <fraction Value>
inline constexpr bool starts_from_a_number<constant<Value>> = true;

/// Chooses it for a whole model: for every weight whose layer does not state its own. Biases, scales and
/// slopes, which start from a number that their layers say, are left as they are.
template <Initializer Init>
struct init_all {};

}  // namespace strata
