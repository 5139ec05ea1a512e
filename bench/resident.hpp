// SPDX-License-Identifier: MIT
#pragma once
/// How much of this program is in memory, as Linux counts it.
#include <fstream>
#include <string>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace strata::bench {

/// A line of /proc/self/status, "VmRSS" or "VmHWM", in bytes; 0 where the system has none.
inline long status_bytes(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (long kilobytes = 0; word == name + ":" && status >> kilobytes) return kilobytes * 1024;
    return 0;
}

/// Starts the high-water mark again from what is resident now; false where the system does not let us.
inline bool reset_high_water() {
    std::ofstream marks("/proc/self/clear_refs");
    return static_cast<bool>(marks << "5" << std::flush);
}

/// Bytes by which the most that was resident grows while `body()` runs; 0 where the system does not tell.
///
/// What was freed before goes back to the system first, or it would be taken again unseen.
template <class Body>
long resident_growth(Body&& body) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    const bool fresh = reset_high_water();
    const long before = status_bytes("VmRSS");
    body();
    // a mark that stands from before may be of something else
    return status_bytes(fresh ? "VmHWM" : "VmRSS") - before;
}

}  // namespace strata::bench
