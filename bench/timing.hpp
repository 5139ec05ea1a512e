// SPDX-License-Identifier: MIT
#pragma once
/// How long a run takes: the median of many, after a few that do not count.
#include <algorithm>
#include <chrono>
#include <vector>

namespace strata::bench {

/// Seconds that `body()` takes.
template <class Body>
double seconds_of(Body&& body) {
    const auto began = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

inline double median(std::vector<double> times) {
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

/// The times of runs that together last about `seconds`, at least five of each body. Bodies are run in turn,
/// so that what disturbs one disturbs the other. A fifth of the time goes to warming up.
template <class... Body>
std::vector<double> medians(double seconds, Body&&... body) {
    for (double spent = 0; spent < seconds / 5;) ((spent += seconds_of(body)), ...);
    std::vector<double> times[sizeof...(Body)];
    for (double spent = 0; spent < seconds || times[0].size() < 5;) {
        std::size_t k = 0;
        ((times[k].push_back(seconds_of(body)), spent += times[k].back(), ++k), ...);
    }
    std::vector<double> all;
    for (const std::vector<double>& t : times) all.push_back(median(t));
    return all;
}

}  // namespace strata::bench
