// SPDX-License-Identifier: MIT
#pragma once
/// A classifier of small images for the lessons that make pictures: it learns CIFAR-10 where STRATA_DATA
/// names a folder that has it, else Fashion-MNIST. Fully convolutional, so that it can be asked about
/// pictures of other sizes.
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <strata/data/cifar10.hpp>
#include <strata/data/fashion_mnist.hpp>
#include <strata/data/flip_and_shift.hpp>
#include <strata/strata.hpp>
#include <string>

#include "../lesson.hpp"

/// Smooth maps and mean pooling, so that gradients with respect to pixels have no gaps.
template <int Channels>
struct classifier_of
    : strata::net<strata::input<Channels, 32, 32>, strata::conv<24, 3, strata::same>, strata::batch_norm,
                  strata::relu, strata::tap<"first">, strata::average_pool<2>,
                  strata::conv<48, 3, strata::same>, strata::batch_norm, strata::relu, strata::tap<"second">,
                  strata::average_pool<2>, strata::conv<64, 3, strata::same>, strata::batch_norm,
                  strata::relu, strata::tap<"third">, strata::conv<64, 3, strata::same>, strata::batch_norm,
                  strata::relu, strata::tap<"fourth">, strata::global_average_pool, strata::flatten,
                  strata::dense<10>> {};

/// Where CIFAR-10 is, or an empty path.
inline std::filesystem::path cifar_folder() {
    const char* const named = std::getenv("STRATA_DATA");
    if (!named || !*named) return {};
    for (const char* const inside : {"", "cifar10-subset", "cifar-10-batches-bin"})
        if (const auto folder = std::filesystem::path(named) / inside; exists(folder / "data_batch_1.bin"))
            return folder;
    return {};
}

/// Images of 28 x 28 with two black pixels around.
inline strata::labelled_images with_border(const strata::labelled_images& set) {
    strata::labelled_images wide{
        xt::zeros<float>({set.images.shape()[0], std::size_t{1}, std::size_t{32}, std::size_t{32}}),
        set.labels, set.class_names};
    xt::view(wide.images, xt::all(), xt::all(), xt::range(2, 30), xt::range(2, 30)) = set.images;
    return wide;
}

/// So many images for training and testing of CIFAR-10, or of Fashion-MNIST.
template <int Channels>
strata::train_and_test images_for(int train, int test) {
    strata::train_and_test all;
    if constexpr (Channels == 3)
        all = strata::cifar10(cifar_folder());
    else
        all = strata::fashion_mnist();
    all = {first(all.train, std::min(train, all.train.size())),
           first(all.test, std::min(test, all.test.size()))};
    if constexpr (Channels == 1) all = {with_border(all.train), with_border(all.test)};
    return all;
}

/// The classifier, trained; its accuracy is printed as a finding.
template <int Channels>
strata::model<classifier_of<Channels>> trained_classifier(const strata::train_and_test& data, int epochs,
                                                          std::uint64_t random, int threads) {
    strata::model<classifier_of<Channels>> m{strata::seed{random}, threads};
    strata::trainer t{m, strata::softmax_loss{}, strata::adam{.rate = 2e-3}};
    t.fit(data.train, {.epochs = epochs, .batch = 32, .augment = strata::random_flip_and_shift{.shift = 2}});
    std::cout << '\n';
    lessons::finding_printer{.digits = 6}("accuracy", 100 * evaluate(m, data.test).accuracy);
    return m;
}
