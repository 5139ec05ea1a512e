// SPDX-License-Identifier: MIT
/// Two questions about nearest neighbours in the plane: where does nobody have a majority, and which distance
/// depends on the axes?
///
///     distances            the picture goes to --out
///
/// (CS231n, "Image classification" and its lecture; Cover and Hart, 1967.)
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <strata/classic/nearest_neighbours.hpp>
#include <strata/pictures/drawing.hpp>
#include <strata/pictures/plot_drawing.hpp>
#include <strata/pictures/svg.hpp>
#include <string>
#include <vector>

#include "../lesson.hpp"
#include "points_of_classes.hpp"

using namespace strata;
namespace fs = std::filesystem;

constexpr int side = 120;  // places of the map along an axis

constexpr lessons::finding_printer finding{.digits = 3};

/// The class at each place of the map, or -1 where two have equally many votes and no other has more.
std::vector<int> winners(const points_of_classes& p, int k, distance measure) {
    auto places = xt::xtensor<float, 2>::from_shape({std::size_t{side * side}, 2});
    for (std::size_t i = 0; i < places.shape()[0]; ++i) {
        places(i, 0) = (static_cast<float>(i % side) + 0.5f) / side;
        places(i, 1) = 1 - (static_cast<float>(i / side) + 0.5f) / side;
    }
    nearest_neighbours knn({.neighbours = k, .measure = measure, .threads = 1});
    knn.train(p.x, p.labels);
    const neighbour_table table = knn.neighbours(places, k);
    std::vector<int> all;
    for (std::size_t i = 0; i < places.shape()[0]; ++i) {
        int votes[classes] = {};
        for (std::size_t j = 0; j < static_cast<std::size_t>(k); ++j)
            ++votes[p.labels(static_cast<std::size_t>(table.numbers(i, j)))];
        const int* const most = std::max_element(votes, votes + classes);
        all.push_back(std::count(votes, votes + classes, *most) > 1 ? -1 : static_cast<int>(most - votes));
    }
    return all;
}

drawing map_of(const std::string& title, const points_of_classes& p, const std::vector<int>& winner) {
    picture regions(side, side);
    for (std::size_t i = 0; i < winner.size(); ++i)
        if (winner[i] >= 0)
            regions.set(static_cast<int>(i % side), static_cast<int>(i / side),
                        mixed(colours::white, curve_colour(static_cast<std::size_t>(winner[i])), 0.45));
    drawing d(2 * side + 20, 2 * side + 45);
    d.text(10, 24, title, {.size = 16, .bold = true});
    d.rectangle(9, 34, 2 * side + 2, 2 * side + 2, colours::grey);
    d.image(10, 35, regions, 2);
    for (std::size_t i = 0; i < p.labels.size(); ++i) {
        const point at{10 + 2 * side * static_cast<double>(p.x(i, 0)),
                       35 + 2 * side * (1 - static_cast<double>(p.x(i, 1)))};
        if (at.x < 14 || at.x > 2 * side + 6 || at.y < 39 || at.y > 2 * side + 31) continue;
        d.line({at}, colours::ink, 8);
        d.line({at}, curve_colour(static_cast<std::size_t>(p.labels(i))), 6);
    }
    return d;
}

/// How many in a hundred of the five nearest were not among them before, and by how much the distances to
/// them do at most, as a share, where the axes are turned by some degrees.
std::array<double, 2> changed_by_a_turn(const points_of_classes& p, distance measure, double degrees) {
    points_of_classes turned = p;
    const auto c = static_cast<float>(std::cos(degrees / 57.29577951)),
               s = static_cast<float>(std::sin(degrees / 57.29577951));
    for (std::size_t i = 0; i < p.labels.size(); ++i) {
        turned.x(i, 0) = c * p.x(i, 0) - s * p.x(i, 1);
        turned.x(i, 1) = s * p.x(i, 0) + c * p.x(i, 1);
    }
    const auto table_of = [&](const points_of_classes& from) {
        nearest_neighbours knn({.neighbours = 6, .measure = measure, .threads = 1});
        knn.train(from.x, from.labels);
        return knn.neighbours(from.x, 6);
    };
    const neighbour_table before = table_of(p), after = table_of(turned);
    double others = 0, most = 0;
    for (std::size_t i = 0; i < p.labels.size(); ++i)
        for (std::size_t j = 1; j < 6; ++j) {  // the nearest is the point itself
            bool had = false;                  // in whatever order
            for (std::size_t k = 1; k < 6; ++k) had = had || before.numbers(i, k) == after.numbers(i, j);
            others += had ? 0 : 20.0 / static_cast<double>(p.labels.size());
            most = std::max(most, std::abs(static_cast<double>(after.distances(i, j)) /
                                               static_cast<double>(before.distances(i, j)) -
                                           1));
        }
    return {others, most};
}

void run(const fs::path& out, seed s) {
    const points_of_classes p(s);
    std::vector<drawing> maps;
    std::vector<double> nobody;  // per cent of the map without a majority
    for (const int k : {1, 3, 5}) {
        const std::vector<int> winner = winners(p, k, distance::l2);
        nobody.push_back(100.0 * static_cast<double>(std::count(winner.begin(), winner.end(), -1)) /
                         (side * side));
        maps.push_back(map_of("L2, K = " + std::to_string(k), p, winner));
    }
    maps.push_back(map_of("L1, K = 1", p, winners(p, 1, distance::l1)));
    write_svg(side_by_side(maps), out / "regions.svg");
    write_png(side_by_side(maps), out / "regions.png");
    std::cout
        << "written to " << out.string()
        << ": regions.svg, regions.png. What to see: white is where no class has more votes than all others; "
           "one\nneighbour always wins, three or five need not agree. The borders of L1 run along the axes "
           "and diagonals.\n\n";
    finding("per_cent_without_a_majority_at_k_1", nobody[0]);
    finding("per_cent_without_a_majority_at_k_3", nobody[1]);
    finding("per_cent_without_a_majority_at_k_5", nobody[2]);
    for (const auto& [name, measure] : {std::pair{"l1", distance::l1}, {"l2", distance::l2}}) {
        const auto [others, most] = changed_by_a_turn(p, measure, 30);
        finding(std::string("per_cent_of_neighbours_that_a_turn_changes_by_") + name, others);
        finding(std::string("largest_change_of_a_distance_by_") + name, most);
    }
}

int main(int argc, char** argv) {
    lessons::with_seed s;
    lessons::lesson l{"distances",
                      "Draws where nearest neighbours have no majority, and turns the axes of L1 and L2."};
    l.share(s, {.out = "folder for the picture",
                .quick = "no difference: it is quick",
                .seed = "same seed, same bits"});
    return l.run(argc, argv, [&] { run(s.out, seed{s.seed}); });
}
