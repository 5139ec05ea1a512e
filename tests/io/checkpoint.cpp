// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include <strata/data/flip_and_shift.hpp>
#include <strata/io/checkpoint.hpp>
#include <strata/losses/pixel_softmax_loss.hpp>
#include <strata/strata.hpp>

#include "temporary_folder.hpp"

using namespace strata;
using strata::test::contains;
using strata::test::file_text;
using strata::test::put_file;
using strata::test::temporary_folder;
using strata::test::text_of;
namespace fs = std::filesystem;

namespace {

struct small_net : net<input<1, 6, 6>, conv<4, 3>, batch_norm, relu, dropout<percent<20>>, flatten, dense<8>,
                       relu, dropout<percent<50>>, dense<3>> {};
/// The same tensors, another function.
struct other_net : net<input<1, 6, 6>, conv<4, 3>, batch_norm, relu, dropout<percent<30>>, flatten, dense<8>,
                       relu, dropout<percent<50>>, dense<3>> {};

labelled_images noise(int n) {
    const random_stream random(seed{11}, 0);
    labelled_images set{xt::xtensor<float, 4>({static_cast<std::size_t>(n), 1, 6, 6}),
                        xt::xtensor<int, 1>::from_shape({static_cast<std::size_t>(n)}),
                        {"a", "b", "c"}};
    std::uint64_t i = 0;
    for (float& x : set.images) x = static_cast<float>(random.uniform(i++));
    for (int& label : set.labels) label = static_cast<int>(random.bits(i++) % 3);
    return set;
}

constexpr int epochs = 3, batch = 8, images = 45, steps_an_epoch = 6;

/// A model with its trainer.
template <class Net, class Rule>
struct small_run {
    model<Net> m;
    trainer<model<Net>, softmax_loss, Rule> t;
    small_run(Rule rule, int threads, seed s = seed{3}) : m(s, threads), t(m, softmax_loss{}, rule) {}

    /// Trains with a rate that falls from step to step; stops after `last` steps in all.
    void fit(const labelled_images& set, long last = 1000) {
        t.fit(set, {.epochs = epochs,
                    .batch = batch,
                    .validation = set,
                    .progress = {},
                    .callbacks = {on(training_event::after_step, [&] {
                        t.rule().rate *= 0.95;
                        return t.position().step < last;
                    })}});
    }
    [[nodiscard]] std::string bytes(const fs::path& scratch) {
        save_checkpoint(t, scratch);
        return file_text(scratch);
    }
};

template <class Rule>
void resumes_with_the_same_bits(Rule rule) {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    std::string whole;
    for (const int threads : {1, 2}) {
        CAPTURE(threads);
        small_run<small_net, Rule> never_stopped{rule, threads};
        never_stopped.fit(set);
        REQUIRE(never_stopped.t.history().size() == epochs);
        const std::string bytes = never_stopped.bytes(scratch);
        if (whole.empty()) whole = bytes;
        CHECK(bytes == whole);
        // At the first step, within an epoch, before and behind an epoch's partial last batch, at the last
        // step.
        for (const int stop :
             {1, 4, steps_an_epoch - 1, steps_an_epoch, steps_an_epoch + 1, 16, 3 * steps_an_epoch}) {
            CAPTURE(stop);
            small_run<small_net, Rule> first_part{rule, threads};
            first_part.fit(set, stop);
            CHECK(first_part.t.position().step == stop);
            save_checkpoint(first_part.t, path);
            small_run<small_net, Rule> second_part{rule, 3 - threads};
            load_checkpoint(second_part.t, path);
            second_part.fit(set);
            CHECK(second_part.bytes(scratch) == whole);
        }
    }
}

/// What loading throws; nothing may have changed.
template <class Run>
std::string refusal(Run& r, const fs::path& path, const fs::path& scratch) {
    const std::string before = r.bytes(scratch);
    const std::string text = text_of<error>([&] { load_checkpoint(r.t, path); });
    CHECK(r.bytes(scratch) == before);
    return text;
}

/// The file with another text in place of one, of the same length.
std::string with_other_text(std::string bytes, const std::string& old, const std::string& now) {
    REQUIRE(old.size() == now.size());
    const std::size_t at = bytes.find(old);
    REQUIRE(at != std::string::npos);
    return bytes.replace(at, old.size(), now);
}

/// The file with another value of an entry of its metadata.
std::string with_entry(const std::string& bytes, const std::string& key, const std::string& value) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 8; ++i)
        length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    std::string header = bytes.substr(8, length);
    const std::string start = "\"" + key + "\":\"";
    const std::size_t at = header.find(start);
    REQUIRE(at != std::string::npos);
    header.replace(at + start.size(), header.find('"', at + start.size()) - at - start.size(), value);
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) text += static_cast<char>(header.size() >> (8 * i) & 0xff);
    return text + header + bytes.substr(8 + length);
}

}  // namespace

TEST_CASE("a run that is resumed gives the same bits as one that never stopped: Adam") {
    resumes_with_the_same_bits(adam{.rate = 0.01});
}
TEST_CASE("an augmented run that is resumed gives the same bits as one that never stopped") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    const auto fit = [&](auto& r, long last) {
        r.t.fit(set, {.epochs = epochs,
                      .batch = batch,
                      .augment = random_flip_and_shift{.shift = 2},
                      .progress = {},
                      .callbacks = {
                          on(training_event::after_step, [&, last] { return r.t.position().step < last; })}});
    };
    small_run<small_net, adam> never_stopped{adam{}, 1};
    fit(never_stopped, 1000);
    const std::string whole = never_stopped.bytes(scratch);
    for (const int stop : {1, steps_an_epoch, steps_an_epoch + 2}) {
        small_run<small_net, adam> first_part{adam{}, 1}, second_part{adam{}, 2};
        fit(first_part, stop);
        save_checkpoint(first_part.t, path);
        load_checkpoint(second_part.t, path);
        fit(second_part, 1000);
        CHECK(second_part.bytes(scratch) == whole);
    }
}
TEST_CASE("a network of pixels goes on from a checkpoint within an epoch, and goes on to count its batches") {
    struct segmenter
        : net<input<1, 6, 6>, conv<4, 3, pad<1>>, batch_norm_with<cumulative>, relu, conv<2, 1>> {};
    const temporary_folder folder;
    labelled_pixels set{noise(20).images, xt::zeros<int>({20, 6, 6}), {}};
    for (std::size_t i = 0; i < set.labels.size(); ++i) set.labels.data()[i] = set.images.data()[i] > 0.2f;
    const auto trained = [&](const fs::path& name, long last) {
        model<segmenter> m(seed{3}, 1);
        trainer t{m, pixel_softmax_loss{}, adam{.rate = 0.01}};
        if (fs::exists(folder.path / "c.safetensors")) load_checkpoint(t, folder.path / "c.safetensors");
        t.fit(set,
              {.epochs = 2, .batch = 8, .progress = {}, .callbacks = {on(training_event::after_step, [&] {
                                                            return t.position().step < last;
                                                        })}});
        save_checkpoint(t, folder.path / name);
    };
    trained("whole.safetensors", 1000);
    trained("c.safetensors", 2);
    trained("c.safetensors", 1000);
    CHECK(file_text(folder.path / "c.safetensors") == file_text(folder.path / "whole.safetensors"));
}
TEST_CASE("a run that is resumed gives the same bits as one that never stopped: momentum") {
    resumes_with_the_same_bits(momentum{.rate = 0.05, .nesterov = true});
}
TEST_CASE("a run that is resumed gives the same bits as one that never stopped: SGD") {
    resumes_with_the_same_bits(sgd{.rate = 0.1});
}
TEST_CASE("a run that is resumed gives the same bits as one that never stopped: averages, slow weights") {
    resumes_with_the_same_bits(
        averaged{lookahead{momentum{.rate = 0.05}, {.k = 4}}, {.keep = 0.9, .every = 2, .from = 5}});
}
TEST_CASE("a run that is resumed has the rates and momenta of one that never stopped: schedules, a plateau") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    using run = small_run<small_net, momentum>;
    const one_cycle cycle{.over = epochs};
    const auto fit = [&](run& r, const one_cycle& rates, long last = 1000) {
        r.t.fit(set, {.epochs = epochs,
                      .batch = batch,
                      .validation = set,
                      .progress = {},
                      .callbacks = {
                          rate_schedule{warm_up{rates}}, momentum_schedule{r.t, rates},
                          plateau{.by = 0.5, .patience = 0, .least_change = 0.5},
                          on(training_event::after_step, [&, last] { return r.t.position().step < last; })}});
    };
    run whole{momentum{}, 1};
    fit(whole, cycle);
    for (const int stop : {4, steps_an_epoch, 2 * steps_an_epoch + 1}) {
        CAPTURE(stop);
        run first_part{momentum{}, 1}, second_part{momentum{}, 1}, other{momentum{}, 1};
        fit(first_part, cycle, stop);
        save_checkpoint(first_part.t, path);
        load_checkpoint(second_part.t, path);
        fit(second_part, cycle);
        CHECK(second_part.bytes(scratch) == whole.bytes(scratch));
        load_checkpoint(other.t, path);
        CHECK(contains(text_of<error>([&] { fit(other, one_cycle{.over = epochs + 1}); }),
                       "the run that is to go on had another callback"));
    }
}

TEST_CASE("parameters that are no numbers go into no checkpoint, and the last good one stays") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors";
    const labelled_images set = noise(images);
    small_run<small_net, adam> run{adam{}, 1};
    int64 steps = 0;
    const auto wrong_at_3 = on(training_event::after_step, [&] {
        if (++steps == 3) run.m.learned().data()[0] = std::numeric_limits<float>::quiet_NaN();
    });
    const auto said = text_of<error>([&] {
        run.t.fit(set, {.epochs = 2,
                        .batch = 4,
                        .progress = {},
                        .callbacks = {wrong_at_3, checkpoint_every{0, run.t, path}}});
    });
    CHECK(contains(said, "weight is no finite number after step 3, so that it goes into no checkpoint"));
    CHECK(contains(said, "c.safetensors"));
    small_run<small_net, adam> resumed{adam{}, 1};
    load_checkpoint(resumed.t, path);
    CHECK(resumed.t.position().step == 2);
    CHECK(resumed.m.first_not_finite() == nullptr);
}

TEST_CASE("the same with the checkpoints that fit writes by itself") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    small_run<small_net, adam> whole{adam{}, 1};
    int written = 0;
    const checkpoint_every keep{3600, whole.t, path};
    whole.t.fit(set, {.epochs = 2,
                      .batch = batch,
                      .progress = {},
                      .callbacks = {keep, on(training_event::after_epoch, [&] {
                                        small_run<small_net, adam> resumed{adam{}, 1};
                                        load_checkpoint(resumed.t, path);
                                        CHECK(resumed.t.position().epoch == ++written);
                                        CHECK(resumed.t.position().step == written * steps_an_epoch);
                                    })}});
    CHECK(written == 2);

    const checkpoint_every always{0, whole.t, path};
    std::vector<std::string> seen;
    whole.t.fit(set, {.epochs = 3,
                      .batch = batch,
                      .progress = {},
                      .callbacks = {
                          always, on(training_event::after_step, [&] { seen.push_back(file_text(path)); })}});
    REQUIRE(seen.size() == steps_an_epoch);
    const std::string end = whole.bytes(scratch);
    for (const std::string& bytes : seen) {
        put_file(path, bytes);
        small_run<small_net, adam> resumed{adam{}, 1};
        load_checkpoint(resumed.t, path);
        resumed.t.fit(set, {.epochs = 3, .batch = batch, .progress = {}});
        CHECK(resumed.bytes(scratch) == end);
    }
}

TEST_CASE("a checkpoint of another run is refused in one sentence, and nothing changes") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    small_run<small_net, adam> saved{adam{}, 1};
    saved.fit(set, 4);
    save_checkpoint(saved.t, path);

    small_run<other_net, adam> network{adam{}, 1};
    CHECK(contains(refusal(network, path, scratch),
                   "network: the checkpoint is of another run, expected layer 4 dropout"));
    small_run<small_net, momentum> rule{momentum{}, 1};
    CHECK(contains(refusal(rule, path, scratch),
                   "rule: the checkpoint is of another run, expected momentum, found adam"));
    small_run<small_net, adam> rate{adam{.rate = 0.5}, 1};
    CHECK(contains(refusal(rate, path, scratch), "expected rate=0.5;"));
    small_run<small_net, adam> random{adam{}, 1, seed{4}};
    CHECK(contains(refusal(random, path, scratch),
                   "seed: the checkpoint is of another run, expected 4, found 3"));
    model<small_net, double> m{seed{3}, 1};
    trainer precise{m, softmax_loss{}, adam{}};
    CHECK(contains(text_of<error>([&] { load_checkpoint(precise, path); }),
                   "precision: the checkpoint is of another run, expected F64, found F32"));

    small_run<small_net, adam> same{adam{}, 1};
    load_checkpoint(same.t, path);
    same.t.fit(noise(44),
               {.epochs = 0, .batch = 8, .progress = {}});  // nothing to do, and nothing is decided
    CHECK(contains(text_of<error>([&] { same.t.fit(set, {.epochs = 3, .batch = 9, .progress = {}}); }),
                   "samples in a batch, expected 8, found 9"));
    CHECK(contains(text_of<error>([&] { same.t.fit(noise(44), {.epochs = 3, .batch = 8, .progress = {}}); }),
                   "training samples, expected 45, found 44"));
    CHECK(same.bytes(scratch) == file_text(path));
}

TEST_CASE("files that are no checkpoints are refused, and nothing changes") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    small_run<small_net, adam> r{adam{}, 1};
    r.fit(noise(images), 9);
    const std::string good = r.bytes(path);
    const auto refused = [&](const std::string& bytes) {
        put_file(path, bytes);
        return refusal(r, path, scratch);
    };
    save(r.m, path);
    CHECK(contains(refusal(r, path, scratch),
                   "this is not a checkpoint that can be read here, expected strata-checkpoint-2, found "
                   "strata-model-1"));
    CHECK(contains(refused("hello, this is no safetensors file"), "Is this a safetensors file?"));
    CHECK(refused(good.substr(0, good.size() - 1)).starts_with(path.string()));
    CHECK(contains(refused(with_other_text(good, "strata-checkpoint-2", "strata-checkpoint-1")),
                   "found strata-checkpoint-1"));
    CHECK(contains(refused(with_other_text(good, "\"step\":\"9\"", "\"step\":\"x\"")),
                   "step: the entry is not a number that can stand here, found x"));
    CHECK(contains(refused(with_other_text(good, "\"step\":\"9\"", "\"stop\":\"9\"")),
                   "step: the checkpoint lacks this entry"));
    CHECK(contains(refused(with_other_text(good, "\"sample\":\"24\"", "\"sample\":\"99\"")), "contradicts"));
    CHECK(contains(refused(with_other_text(good, "\"first_moment.0.bias\"", "\"first_moment.0.bios\"")),
                   "2 tensors do not fit: first_moment.0.bias is missing (expected [4]); first_moment.0.bios "
                   "has no place to go"));
    CHECK(refused(good).empty());
}

TEST_CASE("entries that no run can have are refused, and nothing changes") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    small_run<small_net, adam> r{adam{}, 1};
    r.fit(noise(images), 9);
    const std::string good = r.bytes(path);
    const auto refused = [&](const std::string& key, const std::string& value) {
        put_file(path, with_entry(good, key, value));
        const std::string text = refusal(r, path, scratch);
        const std::string start = path.string() + ": " + key + ": ";
        return text.starts_with(start) ? text.substr(start.size()) : "elsewhere: " + text;
    };
    const std::string no_number = "the entry is not a number that can stand here, found ";
    for (const char* value : {"-1", "9007199254740993", "9223372036854775807", "9223372036854775808", "1e3",
                              "nan", "", " 9", "9x"})
        CHECK(refused("step", value) ==
              (*value == '\0' ? no_number.substr(0, no_number.size() - 8) : no_number + value));
    for (const char* value : {"nan", "inf", "-inf", "1e999"})
        CHECK(refused("loss_sum", value) == no_number + value);
    for (const char* value : {"2147483647", "-1"}) CHECK(refused("epoch", value) == no_number + value);
    CHECK(refused("samples", "2147483648") == no_number + "2147483648");
    CHECK(contains(refused("epoch", "2"), "elsewhere: "));  // without its record
    CHECK(refused("history", "nan 0.5 0 0;") == no_number + "nan");
    CHECK(contains(refused("history", "1 2;"),
                   "an epoch has two losses and its metrics, expected 3 or 4 numbers, found 2"));
    CHECK(contains(refused("sample", "23"), "the place in the epoch contradicts the other entries"));
    CHECK(refused("updates", "10") == no_number + "10");  // more than steps
    CHECK(refused("metric.0", "right=9;answer=24") ==
          "a number of the metric is missing, expected answers=number, found answer=24");
    const std::string settings = "rate=0.001;beta1=0.9;beta2=0.999;epsilon=1e-08;weight_decay=0";
    const auto setting = [&](const std::string& rate, const std::string& more = {}) {
        return refused("rule_settings_now", "rate=" + rate + settings.substr(settings.find(';')) + more);
    };
    for (const char* value : {"nan", "inf", "1e999"}) CHECK(setting(value) == no_number + value);
    CHECK(setting("0.1", ";gamma=1") == "there are more settings than the rule has, expected 5, found 6");
    CHECK(contains(setting("0.1;rate=0.1"), "a setting is missing, expected beta1=number, found rate=0.1"));
    // The first element of the last tensor, as the pattern of no number.
    std::string no_finite = good;
    no_finite.replace(good.size() - 4, 4, std::string("\0\0\xc0\x7f", 4));
    put_file(path, no_finite);
    CHECK(contains(refusal(r, path, scratch), "a value is not a finite number, found nan"));
    put_file(path, with_entry(good, "rule_settings_now", "rate=0.5" + settings.substr(settings.find(';'))));
    load_checkpoint(r.t, path);
    CHECK(r.t.rule().rate == 0.5);
}

TEST_CASE("a model is loaded out of a checkpoint") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors";
    small_run<small_net, adam> r{adam{}, 1};
    r.fit(noise(images), 4);
    save_checkpoint(r.t, path);
    model<small_net> m{seed{8}};
    load(m, path);
    const auto x = noise(5).images;
    CHECK(m.predict(x) == r.m.predict(x));
}

TEST_CASE("a full disk leaves the checkpoint before, and the run can go on") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors";
    small_run<small_net, adam> r{adam{}, 1};
    r.fit(noise(images), 4);
    const std::string before = r.bytes(path);
    r.fit(noise(images), 5);

    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit whole = limit;
    limit.rlim_cur = before.size() / 2;
    auto* const handler = ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    const std::string text = text_of<error>([&] { save_checkpoint(r.t, path); });
    ::setrlimit(RLIMIT_FSIZE, &whole);
    ::signal(SIGXFSZ, handler);

    CHECK(contains(text, "the file cannot be written"));
    CHECK(file_text(path) == before);
    CHECK(folder.files() == 1);
    CHECK(r.bytes(path) != before);
}

TEST_CASE("a folder that is not there is an error with its path") {
    const temporary_folder folder;
    small_run<small_net, adam> r{adam{}, 1};
    const auto path = folder.path / "none" / "c.safetensors";
    CHECK(contains(text_of<error>([&] { save_checkpoint(r.t, path); }), path.string()));
}

TEST_CASE("a process that is killed at any moment leaves a checkpoint that goes on to the same bits") {
    const temporary_folder folder;
    const auto path = folder.path / "c.safetensors", scratch = folder.path / "s.safetensors";
    const labelled_images set = noise(images);
    small_run<small_net, adam> whole{adam{}, 1};
    whole.fit(set);
    const std::string end = whole.bytes(scratch);
    small_run<small_net, adam> start{adam{}, 1};
    save_checkpoint(start.t, path);
    const random_stream random(seed{5}, 0);
    for (std::uint64_t round = 0; round < 25; ++round) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {  // trains for ever, and saves after every step
            for (;;) {
                small_run<small_net, adam> r{adam{}, 1};
                r.t.fit(set, {.epochs = epochs,
                              .batch = batch,
                              .validation = set,
                              .progress = {},
                              .callbacks = {on(training_event::after_step, [&] {
                                  r.t.rule().rate *= 0.95;
                                  save_checkpoint(r.t, path);
                              })}});
            }
        }
        std::this_thread::sleep_for(
            std::chrono::microseconds(static_cast<long>(random.uniform(round) * 40'000)));
        REQUIRE(::kill(child, SIGKILL) == 0);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));

        small_run<small_net, adam> resumed{adam{}, 1};
        load_checkpoint(resumed.t, path);
        CHECK(folder.files() <= 3);  // this one, the scratch file, one leftover at most
        resumed.fit(set);
        CHECK(resumed.bytes(scratch) == end);
    }
}
