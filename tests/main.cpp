// SPDX-License-Identifier: MIT
// The program around the test cases, compiled once and linked to each test program.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
