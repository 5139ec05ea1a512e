// SPDX-License-Identifier: MIT
// The numbers of parameters that the papers or torchvision state to the last digit; DenseNet's, GoogLeNet's,
// U-Net's and WaveNet's stand beside their tests.
// The numbers of parameters that the papers or torchvision state to the last digit; DenseNet's,
// EfficientNet's, GoogLeNet's, Inception's and U-Net's stand beside their tests.
#include <doctest/doctest.h>

#include <strata/architectures/alexnet.hpp>
#include <strata/architectures/cifar_resnet.hpp>
#include <strata/architectures/convnext.hpp>
#include <strata/architectures/lenet5.hpp>
#include <strata/architectures/mobilenet_v1.hpp>
#include <strata/architectures/mobilenet_v2.hpp>
#include <strata/architectures/mobilenet_v3.hpp>
#include <strata/architectures/nanodet.hpp>
#include <strata/architectures/posenet.hpp>
#include <strata/architectures/resnet.hpp>
#include <strata/architectures/squeezenet.hpp>
#include <strata/architectures/super_resolution.hpp>
#include <strata/architectures/vgg.hpp>
#include <strata/architectures/vision_transformer.hpp>

using namespace strata;

TEST_CASE("each architecture has the published number of parameters") {
    static_assert(lenet5<>::parameters == 61'706);
    static_assert(alexnet<>::parameters == 61'100'840);
    static_assert(vgg11<>::parameters == 132'863'336);
    static_assert(vgg16<>::parameters == 138'357'544);
    static_assert(vgg19<>::parameters == 143'667'240);
    static_assert(resnet18<>::parameters == 11'689'512);
    static_assert(resnet34<>::parameters == 21'797'672);
    static_assert(resnet50<>::parameters == 25'557'032);
    static_assert(resnet20<>::parameters == 269'722);
    static_assert(resnet32<>::parameters == 464'154);
    static_assert(resnet56<>::parameters == 853'018);
    static_assert(squeezenet<>::parameters == 1'235'496);
    static_assert(mobilenet_v1<>::parameters == 4'231'976);
    static_assert(mobilenet_v2<>::parameters == 3'504'872);
    static_assert(convnext_tiny<>::parameters == 28'589'128);
    static_assert(convnext_small<>::parameters == 50'223'688);
    static_assert(vit_base_16<>::parameters == 86'567'656);
    static_assert(mobilenet_v3_small<>::parameters == 2'542'856);
    static_assert(nanodet<>::parameters == 3'786'068);
    static_assert(posenet<>::parameters == 1'258'195);
    static_assert(super_resolution<>::parameters == 222'075);
}
