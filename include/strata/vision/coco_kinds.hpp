// SPDX-License-Identifier: MIT
#pragma once
/// The kinds of things that COCO has boxes for.
#include <array>

namespace strata {

/// In the order of the numbers that detectors give them (Lin and others: "Microsoft COCO: common objects in
/// context", 2014). COCO's own files number them from 1 to 90, with gaps.
inline constexpr std::array<const char*, 80> coco_kinds{"person",        "bicycle",      "car",
                                                        "motorcycle",    "airplane",     "bus",
                                                        "train",         "truck",        "boat",
                                                        "traffic light", "fire hydrant", "stop sign",
                                                        "parking meter", "bench",        "bird",
                                                        "cat",           "dog",          "horse",
                                                        "sheep",         "cow",          "elephant",
                                                        "bear",          "zebra",        "giraffe",
                                                        "backpack",      "umbrella",     "handbag",
                                                        "tie",           "suitcase",     "frisbee",
                                                        "skis",          "snowboard",    "sports ball",
                                                        "kite",          "baseball bat", "baseball glove",
                                                        "skateboard",    "surfboard",    "tennis racket",
                                                        "bottle",        "wine glass",   "cup",
                                                        "fork",          "knife",        "spoon",
                                                        "bowl",          "banana",       "apple",
                                                        "sandwich",      "orange",       "broccoli",
                                                        "carrot",        "hot dog",      "pizza",
                                                        "donut",         "cake",         "chair",
                                                        "couch",         "potted plant", "bed",
                                                        "dining table",  "toilet",       "tv",
                                                        "laptop",        "mouse",        "remote",
                                                        "keyboard",      "cell phone",   "microwave",
                                                        "oven",          "toaster",      "sink",
                                                        "refrigerator",  "book",         "clock",
                                                        "vase",          "scissors",     "teddy bear",
                                                        "hair drier",    "toothbrush"};

}  // namespace strata
