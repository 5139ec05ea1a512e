// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <strata/architectures/alexnet.hpp>
#include <strata/architectures/convnext.hpp>
#include <strata/architectures/densenet.hpp>
#include <strata/architectures/efficientnet.hpp>
#include <strata/architectures/googlenet.hpp>
#include <strata/architectures/inception_v3.hpp>
#include <strata/architectures/mobilenet_v2.hpp>
#include <strata/architectures/mobilenet_v3.hpp>
#include <strata/architectures/resnet.hpp>
#include <strata/architectures/squeezenet.hpp>
#include <strata/architectures/vgg.hpp>
#include <strata/architectures/vision_transformer.hpp>
#include <strata/exchange/torchvision.hpp>
#include <strata/graph/parameters.hpp>
#include <strata/io/safetensors_header.hpp>
#include <string>
#include <vector>

#include "../literals/torchvision_names.hpp"

using namespace strata;

namespace names_of_torchvision {

/// The extents above 1 as Python writes a list.
std::string list_text(const std::vector<std::ptrdiff_t>& extents) {
    std::string text = "[";
    for (const std::ptrdiff_t extent : extents)
        if (extent != 1) text.append(text.size() == 1 ? "" : ", ").append(std::to_string(extent));
    return text + "]";
}

/// The tensors of Net under their names in a file, compared with those that torchvision has.
template <class Net>
void check_names(const name_map& map, const test::torchvision::names_literal& expected) {
    std::vector<std::string> ours, lines;
    const std::vector<parameter_facts> facts = parameter_table<typename Net::graph>::list();
    for (const parameter_facts& f : facts) ours.push_back(f.name);
    const std::vector<std::string> theirs = map.of(ours);
    for (std::size_t i = 0; i < facts.size(); ++i)
        lines.push_back(theirs[i] + " " + list_text({facts[i].shape.begin(), facts[i].shape.end()}) + "\n");
    std::sort(lines.begin(), lines.end());
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const std::string& line : lines)
        for (const char letter : line) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
    CHECK(static_cast<int>(lines.size()) == expected.count);
    CHECK(hash == expected.hash);
}

TEST_CASE("every tensor has torchvision's name and its shape") {
    namespace literal = test::torchvision;
    check_names<alexnet<>>(torchvision_names::alexnet(), literal::alexnet);
    check_names<vgg11<>>(torchvision_names::vgg11(), literal::vgg11);
    check_names<vgg16<>>(torchvision_names::vgg16(), literal::vgg16);
    check_names<vgg19<>>(torchvision_names::vgg19(), literal::vgg19);
    check_names<resnet18<>>(torchvision_names::resnet18(), literal::resnet18);
    check_names<resnet34<>>(torchvision_names::resnet34(), literal::resnet34);
    check_names<resnet50<>>(torchvision_names::resnet50(), literal::resnet50);
    check_names<squeezenet<>>(torchvision_names::squeezenet(), literal::squeezenet);
    check_names<densenet121<>>(torchvision_names::densenet121(), literal::densenet121);
    check_names<mobilenet_v2<>>(torchvision_names::mobilenet_v2(), literal::mobilenet_v2);
    check_names<mobilenet_v3_small<>>(torchvision_names::mobilenet_v3_small(), literal::mobilenet_v3_small);
    check_names<efficientnet_b0<>>(torchvision_names::efficientnet_b0(), literal::efficientnet_b0);
    check_names<convnext_tiny<>>(torchvision_names::convnext_tiny(), literal::convnext_tiny);
    check_names<googlenet<>>(torchvision_names::googlenet(), literal::googlenet);
    check_names<inception_v3<>>(torchvision_names::inception_v3(), literal::inception_v3);
    check_names<vit_base_16<>>(torchvision_names::vit_base_16(), literal::vit_base_16);
}

}  // namespace names_of_torchvision
