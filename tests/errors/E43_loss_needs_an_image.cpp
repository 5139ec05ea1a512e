// SPDX-License-Identifier: MIT
// title: A loss over pixels is fed a vector
// means: The softmax loss over pixels reads a score for each class at every pixel, and has a class for each to compare it
// means: with. A net that ends in a vector has one answer for the whole image: its last layer should be a convolution, or
// means: its loss the one over whole images.
// lecture: detection and segmentation: per-pixel softmax
// expect sentence: a trainer with pixel_softmax_loss, got shape<4>: the loss needs scores at every pixel, shape<C, H, W>, at the end of the network; end in conv<C, 1> with C the number of classes, or take softmax_loss, which asks for one class a sample
#include <strata/strata.hpp>
using namespace strata;

#ifdef BROKEN
struct segmenter : net<input<3, 24, 24>, conv<16, 3, same>, relu, flatten, dense<4>> {};
int main() {
    model<segmenter> m;
    trainer t{m, pixel_softmax_loss{}, adam{}};  // <- here
    labelled_pixels train;
    t.fit(train, {.epochs = 5});
}
#else
struct segmenter : net<input<3, 24, 24>, conv<16, 3, same>, relu, conv<4, 1>> {};
int main() {
    model<segmenter> m;
    trainer t{m, pixel_softmax_loss{}, adam{}};
    labelled_pixels train;
    t.fit(train, {.epochs = 5});
}
#endif
