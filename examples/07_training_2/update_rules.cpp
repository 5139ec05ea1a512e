// SPDX-License-Identifier: MIT
/// Update rules on three functions of two numbers: a ravine, a saddle, and a bowl whose gradient is noisy.
/// What the Hessian says of each, why gradient descent zig-zags, and what Adam's first step would be without
/// its correction.
///
///     update_rules            the paths go to --out
///
/// (CS231n, "Neural networks, part 3"; Polyak, 1964; Nesterov, 1983; Kingma and Ba, 2015.)
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "descent_paths.hpp"

using namespace strata;
using namespace descents;
namespace fs = std::filesystem;

constexpr lessons::finding_printer finding{};

const parabola ravine{"a ravine", 1, 40, 0, {-9, 1.2}}, saddle{"a saddle", 1, -1, 0, {-1.5, 1e-3}},
    bowl{"a noisy bowl", 1, 1, 3, {-6, 2}};

std::vector<walk> walks(const parabola& f, int steps, const random_stream& random) {
    return {{"sgd", path_of(sgd{.rate = 0.045}, f, steps, random)},
            {"momentum", path_of(momentum{.rate = 0.02, .mu = 0.9}, f, steps, random)},
            {"Nesterov", path_of(momentum{.rate = 0.02, .mu = 0.9, .nesterov = true}, f, steps, random)},
            {"AdaGrad", path_of(adagrad{.rate = 0.5}, f, steps, random)},
            {"RMSProp", path_of(rmsprop{.rate = 0.1, .keep = 0.9}, f, steps, random)},
            {"Adam", path_of(adam{.rate = 0.3}, f, steps, random)}};
}

double distance_of(point p) { return std::hypot(p.x, p.y); }

void run(const fs::path& out, seed s) {
    const random_stream random(s, 0);
    const auto in_ravine = walks(ravine, 100, random), at_saddle = walks(saddle, 200, random),
               in_bowl = walks(bowl, 400, random);
    std::cout
        << "rule       ravine: distance after 100   saddle: steps until it is left   bowl: mean distance, "
           "steps 200 to 400\n";
    std::vector<double> left, rest;
    for (std::size_t k = 0; k < in_ravine.size(); ++k) {
        const auto& path = at_saddle[k].path;
        const auto gone = std::find_if(path.begin(), path.end(), [](point p) { return std::abs(p.y) > 1; });
        left.push_back(static_cast<double>(gone - path.begin()));
        double mean = 0;
        for (std::size_t i = 200; i < 400; ++i) mean += distance_of(in_bowl[k].path[i]) / 200;
        rest.push_back(mean);
        std::cout << std::left << std::setw(11) << in_ravine[k].rule << std::setprecision(3) << std::setw(29)
                  << distance_of(in_ravine[k].path.back()) << std::setw(33)
                  << (gone == path.end() ? "more than 200" : std::to_string(gone - path.begin())) << mean
                  << '\n';
    }
    const drawing d = side_by_side({map_of(ravine, in_ravine, 10, 2), map_of(saddle, at_saddle, 1.8, 1.3),
                                    map_of(bowl, in_bowl, 7, 5, 120), legend(in_bowl)});
    lessons::write_drawing(d, out, "paths");

    // The curvatures of the ravine: a step multiplies x by 1 - rate a and y by 1 - rate b.
    const double best_rate = 2 / (ravine.a + ravine.b);
    const auto zigzag = path_of(sgd{.rate = best_rate}, ravine, 60, random);
    int turns = 0;
    for (std::size_t i = 1; i < zigzag.size(); ++i) turns += zigzag[i].y * zigzag[i - 1].y < 0;
    std::array<double, 2> moments{};
    const auto first = path_of(adam{.rate = 0.3}, ravine, 1, random, &moments);
    std::cout
        << "\nwritten to " << out.string()
        << ": paths.svg, paths.png. What to see: in the ravine plain descent goes to and fro between the "
           "walls; at the\nsaddle the rules that divide by the gradient's size leave at once; in the bowl "
           "those with a large step go round\nthe minimum and do not arrive.\n\n";
    finding("condition_number_of_the_ravine", ravine.b / ravine.a);
    finding("best_rate_of_descent", best_rate);
    finding("shrinks_by_a_step_as_the_condition_number_says", (ravine.b - ravine.a) / (ravine.b + ravine.a));
    finding("shrinks_by_a_step",
            std::pow(distance_of(zigzag.back()) / distance_of(zigzag.front()), 1 / 60.0));
    finding("steps_of_60_that_change_the_side", turns);
    finding("negative_directions_of_the_saddle", (saddle.a < 0) + (saddle.b < 0));
    finding("steps_of_sgd_to_leave_the_saddle", left[0]);
    finding("steps_of_adam_to_leave_the_saddle", left[5]);
    finding("distance_in_the_noisy_bowl_sgd", rest[0]);
    finding("distance_in_the_noisy_bowl_adagrad", rest[3]);
    finding("first_step_of_adam_in_rates", std::abs(first[1].x - first[0].x) / 0.3);
    finding("first_step_without_correction_in_rates", std::abs(moments[0]) / std::sqrt(moments[1]));
}

int main(int argc, char** argv) {
    lessons::with_seed s;
    lessons::lesson l{"update_rules",
                      "Draws the paths of update rules in a ravine, at a saddle and in a noisy bowl."};
    l.share(s, {.out = "folder for the picture",
                .quick = "no difference: it is quick",
                .seed = "same seed, same bits"});
    return l.run(argc, argv, [&] { run(s.out, seed{s.seed}); });
}
