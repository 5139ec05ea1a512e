// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <strata/data/image_file.hpp>
#include <strata/pictures/picture.hpp>

#include "../io/temporary_folder.hpp"

using strata::colour;
using strata::picture;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace colours = strata::colours;

namespace {

/// How many pixels are not white.
long long drawn(const picture& p) {
    return std::count_if(p.pixels().begin(), p.pixels().end(), [](colour c) { return c != colours::white; });
}

}  // namespace

TEST_CASE("a picture begins in one colour and is filled with another") {
    picture p(3, 2, colours::red);
    CHECK(p.width() == 3);
    CHECK(p.height() == 2);
    CHECK(p.at(2, 1) == colours::red);
    p.fill(colours::blue);
    CHECK(p.at(0, 0) == colours::blue);
    CHECK(p.at(2, 1) == colours::blue);
}

TEST_CASE("a picture has a positive size that a PNG can have") {
    for (const auto& [width, height] : {std::pair{0, 5}, {5, 0}, {-1, 5}, {100000, 100000}}) {
        const auto said = text_of<strata::error>([w = width, h = height] { picture(w, h); });
        CHECK(contains(said, "a picture cannot have this size, expected positive extents and at most"));
        CHECK(contains(said, "found " + std::to_string(width) + " x " + std::to_string(height)));
    }
}

TEST_CASE("what is drawn outside is cut off") {
    picture p(4, 3);
    p.set(-1, 0, colours::red);
    p.set(4, 2, colours::red);
    p.rectangle(-10, -10, 5, 5, colours::red);
    p.line({{-50, -50}, {50, -50}}, colours::red);
    p.line({{std::numeric_limits<double>::max(), 0}, {std::numeric_limits<double>::max(), 1}}, colours::red);
    CHECK(drawn(p) == 0);
    p.rectangle(2, 1, 100, 100, colours::red);
    CHECK(drawn(p) == 4);
    CHECK(p.at(1, 1) == colours::white);
    CHECK(p.at(3, 2) == colours::red);
}

TEST_CASE("a line of thickness 1 through the centres of pixels colours these and no others") {
    picture p(7, 5);
    p.line({{1.5, 2.5}, {5.5, 2.5}}, colours::black);
    for (int x = 1; x <= 5; ++x) CHECK(p.at(x, 2) == colours::black);
    CHECK(drawn(p) == 5);
}

TEST_CASE("a line between pixels colours both by half") {
    picture p(7, 5);
    p.line({{1.5, 2}, {5.5, 2}}, colours::black);
    CHECK(p.at(3, 1) == colour{128, 128, 128});
    CHECK(p.at(3, 2) == colour{128, 128, 128});
}

TEST_CASE("a line through a thousand points on the way is as smooth as one through its ends") {
    picture once(60, 40), often(60, 40);
    std::vector<strata::point> points;
    for (int i = 0; i <= 1000; ++i) points.push_back({5 + 0.05 * i, 5 + 0.03 * i});
    once.line({points.front(), points.back()}, colours::black, 2.5);
    often.line(points, colours::black, 2.5);
    for (std::size_t i = 0; i < once.pixels().size(); ++i)
        CHECK(std::abs(once.pixels()[i].red - often.pixels()[i].red) <= 1);
}

TEST_CASE("one point is a dot and no point is nothing") {
    picture p(9, 9);
    p.line({}, colours::red, 5);
    CHECK(drawn(p) == 0);
    p.line({{4.5, 4.5}}, colours::red, 5);
    CHECK(p.at(4, 4) == colours::red);
    CHECK(p.at(4, 2) == colours::red);
    CHECK(p.at(4, 1) == colours::white);
    CHECK(p.at(2, 2) != colours::red);
}

TEST_CASE("a PNG that is written is read back the same") {
    temporary_folder folder;
    picture p(5, 4);
    p.set(1, 2, {10, 20, 30});
    strata::write_png(p, folder.path / "a.png");
    const auto image = strata::read_image(folder.path / "a.png");
    CHECK(image.shape() == xt::xtensor<float, 3>::shape_type{3, 4, 5});
    for (std::size_t channel = 0; channel < 3; ++channel)
        CHECK(image(channel, 2, 1) == static_cast<float>(10 * (channel + 1)) / 255.0f);
    CHECK(image(0, 0, 0) == 1.0f);
    CHECK(folder.files() == 1);
}

TEST_CASE("a PNG that cannot be written is an error in the system's words") {
    temporary_folder folder;
    const auto error_of = [](const std::filesystem::path& path) {
        return text_of<strata::error>([&] { strata::write_png(picture(5, 4), path); });
    };
    put_file(folder.path / "file", "");
    CHECK(contains(error_of(folder.path / "none" / "a.png"), "No such file or directory"));
    CHECK(contains(error_of(folder.path / "file" / "a.png"), "Not a directory"));
    CHECK(contains(error_of("/proc/a.png"), "/proc/a.png"));
    CHECK_FALSE(error_of(folder.path).empty());
}

TEST_CASE("a PNG that finds no room leaves the earlier file whole and nothing beside it") {
    temporary_folder folder;
    put_file(folder.path / "a.png", "the earlier file");
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto old_handler = signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 100;
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    picture noise(64, 64);
    for (int i = 0; i < 64 * 64; ++i)
        noise.set(i % 64, i / 64, {static_cast<std::uint8_t>(i * i * 7 / 11), 0, 0});
    const auto said = text_of<strata::error>([&] { strata::write_png(noise, folder.path / "a.png"); });
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, old_handler);
    CHECK(contains(said, "File too large"));
    CHECK(file_text(folder.path / "a.png") == "the earlier file");
    CHECK(folder.files() == 1);
}
