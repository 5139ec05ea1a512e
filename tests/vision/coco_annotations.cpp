// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <strata/vision/coco_annotations.hpp>

#include "../io/temporary_folder.hpp"

using namespace strata;
using strata::test::text_of;

namespace coco_reader_test {

const std::string sample = R"({
  "info": {"description": "a written sample"},
  "images": [{"id": 139, "file_name": "hay.jpg", "width": 640, "height": 426},
             {"id": 9000000000, "file_name": "sea.jpg", "width": 100, "height": 50}],
  "categories": [{"id": 18, "name": "dog"}, {"id": 90, "name": "brush"}],
  "annotations": [{"id": 1, "image_id": 9000000000, "category_id": 18, "bbox": [10, 5.5, 20, 4], "area": 61.5, "iscrowd": 0},
                  {"id": 2, "image_id": 139, "category_id": 90, "bbox": [0, 0, 640, 426], "iscrowd": 1}]
})";

std::string with(const std::string& from, const std::string& to) {
    std::string text = sample;
    REQUIRE(text.find(from) != std::string::npos);
    return text.replace(text.find(from), from.size(), to);
}
std::string refusal(const std::string& text, const std::filesystem::path& folder = {}) {
    return text_of<error>([&] { (void)coco_of_text(text, "set.json", folder); });
}

TEST_CASE("COCO's annotations are read, pictures and kinds numbered from 0") {
    const test::temporary_folder folder;
    test::put_file(folder.path / "set.json", sample);
    const coco_annotations set = read_coco(folder.path / "set.json");
    REQUIRE(set.pictures.size() == 2);
    CHECK((set.pictures[1].id == 9000000000 && set.pictures[1].file == "sea.jpg"));
    CHECK((set.pictures[0].width == 640 && set.pictures[0].height == 426));
    CHECK(set.kinds == std::vector<std::string>{"dog", "brush"});
    CHECK(set.kind_ids == std::vector<int64>{18, 90});
    REQUIRE(set.truths.size() == 2);
    CHECK((set.truths[0].picture == 1 && set.truths[0].kind == 0 && !set.truths[0].crowd));
    CHECK(set.truths[0].where == box{10, 5.5F, 30, 9.5F});
    CHECK(set.truths[0].area == 61.5F);
    CHECK((set.truths[1].picture == 0 && set.truths[1].kind == 1 && set.truths[1].crowd));
    CHECK(set.truths[1].area == -1);
}

TEST_CASE("a picture that is not in the folder is an error that names it") {
    const test::temporary_folder folder;
    test::put_file(folder.path / "hay.jpg", "");
    CHECK(test::contains(refusal(sample, folder.path),
                         "set.json: images[1]: the picture is not there, expected"));
    test::put_file(folder.path / "sea.jpg", "");
    CHECK(refusal(sample, folder.path).empty());
}

TEST_CASE("what COCO's annotations cannot be is an error with file and entry") {
    CHECK(refusal("{") == "set.json: the file is no JSON");
    CHECK(refusal("[]") == "set.json: images: the file has no list of that name");
    CHECK(refusal(with("\"categories\"", "\"kinds\"")) ==
          "set.json: categories: the file has no list of that name");
    CHECK(refusal(with("\"image_id\": 139", "\"image_id\": 140")) ==
          "set.json: annotations[1]: the file has no such picture, expected image_id of one of them, found "
          "140");
    CHECK(refusal(with("\"category_id\": 18", "\"category_id\": 1")) ==
          "set.json: annotations[0]: the file has no such category, expected category_id of one of them, "
          "found 1");
    CHECK(refusal(with("[10, 5.5, 20, 4]", "[10, 5.5, -20, 4]")) ==
          "set.json: annotations[0]: the box has a side below 0, expected [x, y, width, height], found "
          "[10,5.5,-20,4]");
    CHECK(refusal(with("[10, 5.5, 20, 4]", "[10, 5.5, 20]")) ==
          "set.json: annotations[0]: bbox has not four numbers, expected [x, y, width, height], found "
          "[10,5.5,20]");
    CHECK(refusal(with("[10, 5.5, 20, 4]", "[10, null, 20, 4]")) ==
          "set.json: annotations[0]: bbox has something else than numbers, expected finite numbers, found "
          "null");
    CHECK(refusal(with("61.5", "-1")) ==
          "set.json: annotations[0]: area is below 0, expected 0 or more, found -1");
    CHECK(refusal(with("\"iscrowd\": 1", "\"iscrowd\": 2")) ==
          "set.json: annotations[1]: iscrowd is neither 0 nor 1, expected 0 or 1, found 2");
    CHECK(refusal(with("\"id\": 139", "\"id\": 9000000000")) ==
          "set.json: images[1]: two pictures have the same id, found 9000000000");
    CHECK(refusal(with("\"file_name\": \"hay.jpg\", ", "")) ==
          "set.json: images[0]: the entry has no file_name");
    CHECK(refusal(with("640", "0")) ==
          "set.json: images[0]: width is no extent of a picture, expected 1 to 1000000, found 0");
    CHECK(refusal(with("\"id\": 18", "\"id\": 1.5")) ==
          "set.json: categories[0]: id is no whole number, expected a whole number, found 1.5");
}

}  // namespace coco_reader_test
