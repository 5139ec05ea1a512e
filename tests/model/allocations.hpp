// SPDX-License-Identifier: MIT
#pragma once

/// How often the program has asked operator new for memory so far, on all threads.
long allocations_so_far();
