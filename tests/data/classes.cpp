// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <vector>

#include <strata/data/classes.hpp>
#include <strata/data/labelled_images.hpp>

#include "../io/temporary_folder.hpp"

using strata::int64;
using strata::test::text_of;

namespace of_classes {

/// Its samples have to be read to know their classes.
struct untold {
    int64 size() const { return 4; }
    void read(int64 i, strata::sample<float>& to) const {
        to.input({1})[0] = static_cast<float>(i);
        to.classes({1})[0] = static_cast<int>(i * i);
    }
};
struct of_pixels : untold {
    void read(int64, auto& to) const { to.input({1}), to.classes({2, 2}); }
};
struct told : untold {
    int class_of(int64 i) const { return static_cast<int>(10 - i); }
    std::vector<std::string> class_names() const { return {"a", "b"}; }
};
static_assert(strata::TellsClass<told> && strata::TellsClass<strata::labelled_images>);
static_assert(!strata::TellsClass<untold>);

}  // namespace of_classes
using namespace of_classes;

TEST_CASE("the classes of a set are told by it, or its samples are read for them") {
    CHECK(strata::classes_of(told{}) == std::vector<int>{10, 9, 8, 7});
    CHECK(strata::classes_of(untold{}) == std::vector<int>{0, 1, 4, 9});
    CHECK(text_of<strata::error>([] { (void)strata::classes_of(of_pixels{}); }) ==
          "sample 0: the set's sample does not have one class, expected a first target of class numbers [], "
          "found "
          "class numbers [2, 2]");
}

TEST_CASE("weights of classes give all classes the same sum") {
    CHECK(strata::class_weights({2, 0, 2, 2, 0, 2}) == std::vector<double>{0.25, 0.5, 0.25, 0.25, 0.5, 0.25});
    CHECK(text_of<strata::error>([] {
              (void)strata::class_weights({0, -1});
          }) == "the label is out of range, expected a class, counted from 0, found -1");
}

TEST_CASE("the names of classes are a member or a function of a set, or there are none") {
    CHECK(strata::class_names_of(told{}) == std::vector<std::string>{"a", "b"});
    CHECK(strata::class_names_of(untold{}).empty());
    CHECK(strata::class_names_of(strata::labelled_images{{}, {}, {"x"}}) == std::vector<std::string>{"x"});
}
