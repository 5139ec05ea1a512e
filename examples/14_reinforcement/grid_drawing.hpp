// SPDX-License-Identifier: MIT
#pragma once
/// A grid world with what each square is worth and what is done there.
#include <algorithm>
#include <iomanip>
#include <sstream>
#include <strata/pictures/drawing.hpp>
#include <strata/reinforcement/grid_world.hpp>
#include <strata/reinforcement/planning.hpp>
#include <string>
#include <vector>

using strata::colour, strata::drawing, strata::mixed, strata::plan_of_states, strata::text_anchor;
namespace colours = strata::colours;
using grid = std::vector<std::string>;

/// Squares with their values, from pale to blue, and the action of each as an arrow.
inline drawing grid_drawing(const grid& lines, const strata::decision_process& p, const plan_of_states& plan,
                            const std::string& title, const std::vector<int>& way = {}) {
    constexpr int side = 74, top = 44, edge = 12;
    const int columns = static_cast<int>(lines[0].size()), rows = static_cast<int>(lines.size());
    drawing d(2 * edge + columns * side, top + rows * side + edge);
    d.text(edge, 28, title, {.size = 17, .bold = true});
    const auto [least, most] = std::minmax_element(plan.values.begin(), plan.values.end());
    for (int s = 0; s < p.states; ++s) {
        const double x = edge + s % columns * side, y = top + s / columns * side, middle = x + side / 2.0;
        const char sign = lines[std::size_t(s / columns)][std::size_t(s % columns)];
        const double share = (plan.values[std::size_t(s)] - *least) / std::max(*most - *least, 1e-9);
        const colour fill = sign == '#'                  ? colours::grey
                            : sign == 'H' || sign == 'C' ? mixed(colours::white, colours::red, 0.45)
                            : sign == 'G'                ? mixed(colours::white, colours::green, 0.45)
                                                         : mixed(colours::white, colours::blue, 0.55 * share);
        d.rectangle(x, y, side, side, colours::white);
        d.rectangle(x + 1, y + 1, side - 2, side - 2, fill);
        if (std::find(way.begin(), way.end(), s) != way.end())
            d.rectangle(x + 6, y + side - 11, side - 12, 5, {230, 159, 0});
        if (sign != '.' && sign != '#')
            d.text(x + 7, y + 19, std::string(1, sign), {.size = 15, .bold = true});
        if (p.terminal(s)) continue;
        std::ostringstream value;
        value << std::fixed << std::setprecision(*most - *least > 3 ? 1 : 2) << plan.values[std::size_t(s)];
        d.text(middle, y + side - 14, value.str(), {.size = 14, .anchor = text_anchor::middle});
        constexpr double to_x[] = {-1, 0, 1, 0}, to_y[] = {0, 1, 0, -1};
        const double ax = to_x[plan.policy[std::size_t(s)]], ay = to_y[plan.policy[std::size_t(s)]];
        const double mx = middle, my = y + side / 2.0 - 8;
        d.line({{mx - 13 * ax, my - 13 * ay}, {mx + 7 * ax, my + 7 * ay}}, colours::ink, 3);
        d.area({{mx + 16 * ax, my + 16 * ay},
                {mx + 6 * ax - 7 * ay, my + 6 * ay + 7 * ax},
                {mx + 6 * ax + 7 * ay, my + 6 * ay - 7 * ax}},
               colours::ink);
    }
    return d;
}
