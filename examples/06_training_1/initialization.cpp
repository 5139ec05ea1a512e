// SPDX-License-Identifier: MIT
/// What weights start from decides whether a deep network can learn at all: the activations of ten layers of
/// 500 units, fed with unit Gaussian numbers, for several initializers. A table of means and deviations, and
/// pictures of them.
///
///     initialization            pictures go to --out
///
/// Where activations shrink to 0, so do the gradients of the weights that they are multiplied by; where tanh
/// is saturated, its slope is 0 and no gradient comes through (Glorot and Bengio, 2010; He, Zhang, Ren, Sun,
/// 2015; Ioffe and Szegedy, 2015).
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>
#include <strata/pictures/histogram_grid.hpp>
#include <strata/pictures/plot.hpp>
#include <strata/strata.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int layers = 10, units = 500;

struct settings : lessons::with_threads {
    int samples = 1000;
};

/// One layer of the ten, whose output is an output of the network too.
template <text Name, class... After>
using seen_layer = chain<dense<units, no_bias>, After..., tap<Name>>;

template <class... After>
struct ten_layers
    : net<input<units>, seen_layer<"first", After...>, seen_layer<"second", After...>,
          seen_layer<"third", After...>, seen_layer<"fourth", After...>, seen_layer<"fifth", After...>,
          seen_layer<"sixth", After...>, seen_layer<"seventh", After...>, seen_layer<"eighth", After...>,
          seen_layer<"ninth", After...>, seen_layer<"tenth", After...>,
          heads<from<"first">, from<"second">, from<"third">, from<"fourth">, from<"fifth">, from<"sixth">,
                from<"seventh">, from<"eighth">, from<"ninth">, from<"tenth">>> {};

using with_tanh = ten_layers<hyperbolic_tangent>;
using with_relu = ten_layers<relu>;
using with_batch_norm = ten_layers<batch_norm, hyperbolic_tangent>;

/// The activations of one layer, over all samples and units.
struct activations {
    double mean = 0, deviation = 0;
    double near_one = 0;  ///< share of them beyond ±0.99, where tanh is flat
    std::vector<float> values;

    explicit activations(std::vector<float> all) : values(std::move(all)) {
        const auto n = static_cast<double>(values.size());
        for (const float v : values)
            mean += static_cast<double>(v) / n, near_one += (std::abs(v) > 0.99f) / n;
        for (const float v : values)
            deviation += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean) / n;
        deviation = std::sqrt(deviation);
    }
};

struct experiment {
    std::string name;
    bool rectified;  ///< half of the activations are 0, none is below
    std::vector<activations> layer;

    [[nodiscard]] const activations& last() const { return layer.back(); }
};

/// Runs N samples forward as in training, so that batch normalization uses the mean and deviation of this
/// batch.
template <class Net, Initializer I>
experiment look(const std::string& name, bool rectified, init_all<I> initializer, int N, seed s,
                int threads) {
    model<Net> m{s, initializer, threads};
    workspace<Net, training> run(N, threads);
    const random_stream random(seed{s.value + 1}, 0);
    for (long i = 0; i < long{N} * units; ++i)
        run.input()[i] = static_cast<float>(random.normal(static_cast<std::uint64_t>(i)));
    run.forward(N, m.pointers(), m.random_seed(), 0);
    experiment e{name, rectified, {}};
    [&]<int... K>(std::integer_sequence<int, K...>) {
        (e.layer.emplace_back(
             std::vector<float>(run.template output<K>(), run.template output<K>() + long{N} * units)),
         ...);
    }
    (std::make_integer_sequence<int, layers>{});
    return e;
}

void print(const std::string& title, const std::vector<experiment>& all, double activations::*number) {
    std::cout << std::left << std::setw(32) << title << std::right;
    for (int k = 1; k <= layers; ++k) std::cout << std::setw(9) << k;
    std::cout << '\n';
    for (const experiment& e : all) {
        if (number == &activations::near_one && e.rectified) continue;
        std::cout << std::left << std::setw(32) << e.name << std::right << std::fixed << std::setprecision(5);
        for (const activations& a : e.layer)
            std::cout << std::setw(9) << (std::abs(a.*number) < 5e-6 ? 0 : a.*number);
        std::cout << '\n';
    }
    std::cout << '\n';
}

picture histograms(const std::vector<experiment>& all) {
    std::vector<histogram_row> rows;
    for (const experiment& e : all) {
        histogram_row row{e.name + (e.rectified ? " (those above 0)" : ""), {}, {}};
        for (const activations& a : e.layer) {
            std::ostringstream text;
            text << std::setprecision(2) << a.deviation;
            std::vector<float> shown;
            std::copy_if(a.values.begin(), a.values.end(), std::back_inserter(shown),
                         [&](float v) { return !e.rectified || v > 0; });
            row.histograms.emplace_back(shown, e.rectified ? 0 : -1, e.rectified ? 4 : 1);
            row.captions.push_back(text.str());
        }
        rows.push_back(std::move(row));
    }
    return histogram_grid("Activations of layers 1 to 10, and their deviations", rows);
}

picture deviations(const std::vector<experiment>& all) {
    std::vector<curve> curves;
    for (const experiment& e : all) {
        curve c{e.name, {}, {}};
        for (const activations& a : e.layer)
            c.x.push_back(static_cast<double>(c.x.size() + 1)), c.y.push_back(std::log10(a.deviation));
        curves.push_back(std::move(c));
    }
    return plot("Deviation of the activations", "layer", "log10 of the deviation", curves,
                {.width = 1200, .height = 600});
}

/// Says a finding and whether it is so.
bool finding(const std::string& what, bool so) {
    std::cout << (so ? "  " : "  NOT SO: ") << what << '\n';
    return so;
}

int run(int N, seed s, int threads, const fs::path& out) {
    const std::vector<experiment> all{
        look<with_tanh>("tanh, normal 0.01", false, init_all<normal<0.01>>{}, N, s, threads),
        look<with_tanh>("tanh, normal 1.0", false, init_all<normal<1.0>>{}, N, s, threads),
        look<with_tanh>("tanh, Xavier", false, init_all<xavier_normal<>>{}, N, s, threads),
        look<with_relu>("ReLU, Xavier", true, init_all<xavier_normal<>>{}, N, s, threads),
        look<with_relu>("ReLU, He", true, init_all<he_normal<>>{}, N, s, threads),
        look<with_batch_norm>("batch norm, tanh, normal 0.01", false, init_all<normal<0.01>>{}, N, s,
                              threads),
        look<with_batch_norm>("batch norm, tanh, normal 1.0", false, init_all<normal<1.0>>{}, N, s, threads)};
    print("means of layer", all, &activations::mean);
    print("deviations of layer", all, &activations::deviation);
    print("share beyond -0.99 and 0.99", all, &activations::near_one);

    std::cout << "Found:\n";
    const auto shrinks = [](const experiment& e, double times) {
        return e.last().deviation < times * e.layer.front().deviation;
    };
    const auto stays = [](const experiment& e, double least, double most) {
        return e.last().deviation > least && e.last().deviation < most;
    };
    bool so =
        finding("tanh, 0.01: every layer shrinks the activations, and those of the last are 0 to five digits",
                shrinks(all[0], 1e-4));
    so &= finding("tanh, 1.0: nearly all activations are saturated near -1 and 1",
                  all[1].last().near_one > 0.7);
    so &= finding("tanh, Xavier: the deviation stays, and hardly anything is saturated",
                  stays(all[2], 0.2, 0.7) && all[2].last().near_one < 0.05);
    so &= finding(
        "ReLU, Xavier: half of what comes in is cut off, and the activations shrink by about sqrt(2) a layer",
        shrinks(all[3], 0.1));
    so &= finding("ReLU, He: the deviation stays", stays(all[4], 0.4, 1.6));
    so &= finding("batch normalization: the last layer does not depend on the size of the weights",
                  stays(all[5], 0.5, 0.75) && stays(all[6], 0.5, 0.75));

    write_png(histograms(all), out / "histograms.png");
    write_png(deviations(all), out / "deviations.png");
    std::cout << "\nwritten to " << out.string() << ": histograms.png, deviations.png\n";
    return so ? 0 : 1;
}

int main(int argc, char** argv) {
    settings s;
    lessons::lesson l{
        "initialization",
        "Shows what ten layers make of unit Gaussian numbers, by what their weights start from."};
    l.add_option("--samples", s.samples, "samples in the batch")->check(CLI::Range(100, 100'000));
    l.share(s, {.out = "folder for the pictures"});
    return l.run(argc, argv, [&] { return run(s.samples, seed{s.seed}, s.threads, s.out); });
}
