// SPDX-License-Identifier: MIT
#pragma once
/// What a detector says of pictures, and what is true of them: what measures compare.
#include <strata/vision/box.hpp>

namespace strata {

/// An answer of a detector. Pictures and kinds are numbers, whichever the program gives them.
struct detection {
    int picture = 0, kind = 0;
    float score = 0;
    box where = {};
};

/// One thing in a picture, or a crowd of them.
struct truth_box {
    int picture = 0, kind = 0;
    box where = {};
    bool difficult = false;  ///< VOC's: found or not, it does not count
    bool crowd = false;      ///< COCO's: many things in one box; what lies in it does not count
    float area = -1;         ///< of the thing itself, as COCO has it; below 0: that of its box
};

}  // namespace strata

namespace strata::inline STRATA_TARGET {

/// Throws where an answer or a truth has a box that is none, or a score that is a NaN.
inline void check_detections(std::span<const detection> answers, std::span<const truth_box> truths) {
    const auto check = [](const box& b, const char* what, std::size_t i) {
        with_name_in_errors(
            [&] {
                check_boxes({&b, 1}, "box");
            },
            [&] { return with_number(what, static_cast<int64>(i)); });
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
        check(answers[i].where, "detection", i);
        if (is_nan(answers[i].score))
            throw_error({.problem = "the score is no number",
                         .name = with_number("detection", static_cast<int64>(i))});
    }
    for (std::size_t i = 0; i < truths.size(); ++i) {
        check(truths[i].where, "truth", i);
        if (is_nan(truths[i].area))
            throw_error(
                {.problem = "the area is no number", .name = with_number("truth", static_cast<int64>(i))});
    }
}

}  // namespace strata::inline STRATA_TARGET
