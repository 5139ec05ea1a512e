// SPDX-License-Identifier: MIT
/// A training program for ResNet-20 in dlib, of which what it takes to compile is measured: data, a network,
/// a few steps.
///
/// dlib's shortcut between blocks of two sizes is an average pooling, with zeros for the channels that are
/// new.
#include <dlib/dnn.h>

#include <iostream>
#include <vector>

namespace {

template <int C, int Stride, class Below>
using convolution = dlib::bn_con<dlib::add_layer<dlib::con_<C, 3, 3, Stride, Stride, 1, 1>, Below>>;
template <int C, int Stride, class Below>
using body = convolution<C, 1, dlib::relu<convolution<C, Stride, Below>>>;

template <int C, class Below>
using block = dlib::relu<dlib::add_prev1<body<C, 1, dlib::tag1<Below>>>>;
template <int C, class Below>
using halving_block = dlib::relu<
    dlib::add_prev2<dlib::avg_pool<2, 2, 2, 2, dlib::skip1<dlib::tag2<body<C, 2, dlib::tag1<Below>>>>>>>;

template <class Below>
using block16 = block<16, Below>;
template <class Below>
using block32 = block<32, Below>;
template <class Below>
using block64 = block<64, Below>;

using resnet20 = dlib::loss_multiclass_log<dlib::fc<
    10, dlib::avg_pool_everything<dlib::repeat<
            2, block64,
            halving_block<
                64, dlib::repeat<
                        2, block32,
                        halving_block<32, dlib::repeat<3, block16,
                                                       dlib::relu<convolution<
                                                           16, 1, dlib::input_rgb_image_sized<32>>>>>>>>>>>;

}  // namespace

int main() {
    dlib::rand random;
    std::vector<dlib::matrix<dlib::rgb_pixel>> images(64);
    std::vector<unsigned long> labels;
    for (auto& image : images) {
        image.set_size(32, 32);
        for (auto& pixel : image)
            pixel = {random.get_random_8bit_number(), random.get_random_8bit_number(),
                     random.get_random_8bit_number()};
        labels.push_back(labels.size() % 10);
    }
    resnet20 net;
    dlib::resizable_tensor x;
    net.to_tensor(images.begin(), images.end(), x);
    std::vector<dlib::sgd> rules(resnet20::num_computational_layers, dlib::sgd(0, 0.9f));
    for (int i = 0; i < 10; ++i) {
        std::cout << net.compute_parameter_gradients(x, labels.begin()) << '\n';
        net.update_parameters(rules, 1e-2);
    }
}
