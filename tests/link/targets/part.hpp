// SPDX-License-Identifier: MIT
#pragma once
/// What a part says: the losses of a few steps and the answers after them, as text that is the same for the
/// same bits. Its own types alone: a part and the program around it are built for different targets.

/// Room for a part's numbers, each in at most 31 letters.
struct part_numbers {
    char text[64][32];
    int size;
};

/// A part: `part<kind>`, each from one file that is compiled for one target.
template <int Kind>
void part(part_numbers& to);
