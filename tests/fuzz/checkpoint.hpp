// SPDX-License-Identifier: MIT
#pragma once
#include <strata/graph/net.hpp>
#include <strata/io/checkpoint.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/relu.hpp>
#include <strata/losses/softmax_loss.hpp>
#include <strata/optimizers/adam.hpp>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "safetensors.hpp"
#include "target.hpp"

namespace strata::test {

/// A small run whose files are read. What is refused has to leave it as it was; what is taken is put back.
struct small_run {
    struct network : net<input<2>, dense<2>, relu, dense<2>> {};

    model<network> m{seed{3}, 1};
    trainer<model<network>, softmax_loss, adam> t{m, softmax_loss{}, adam{}};
    std::vector<float> values;
    training_position position{.step = 3, .epoch = 1, .sample = 2, .loss_sum = 1.5, .batch = 2, .samples = 3};
    std::vector<epoch_record> history{{0.75, 0.875, {{"accuracy", 0.5}}, {{"accuracy", 0.25}}}};

    /// In the middle of its second epoch. It is not trained: the passes would take longer to compile.
    small_run() {
        t.resume_from(position, history);
        values = numbers();
    }
    /// Everything that a file may change.
    [[nodiscard]] std::vector<float> numbers() {
        std::vector<float> all;
        for (const auto& tensor : checkpoint_tensors(t)) tensor.for_each([&](float v) { all.push_back(v); });
        t.rule().settings([&](const char*, auto& number) { all.push_back(static_cast<float>(number)); });
        const auto& p = t.position();
        for (const double v : {double(p.step), double(p.epoch), double(p.sample), p.loss_sum, double(p.batch),
                               double(p.samples)})
            all.push_back(static_cast<float>(v));
        all.push_back(static_cast<float>(t.history().size()));
        return all;
    }
    void put_back() {
        std::size_t at = 0;
        for (const auto& tensor : checkpoint_tensors(t)) tensor.for_each([&](float& v) { v = values[at++]; });
        t.rule() = t.first_rule();
        t.resume_from(position, history);
    }

    /// The bytes of a file that `write(path)` writes.
    template <class Write>
    static std::string written(Write&& write) {
        const auto path = std::filesystem::temp_directory_path() /
                          ("strata_fuzz_" + std::to_string(::getpid()) + ".safetensors");
        write(path);
        std::ifstream file(path, std::ios::binary);
        std::string bytes{std::istreambuf_iterator<char>(file), {}};
        std::filesystem::remove(path);
        return bytes;
    }
    static small_run& only() {
        static small_run run;
        return run;
    }
    template <class Load>
    void try_file(bytes_view bytes, Load&& load) {
        const safetensors_file file = safetensors_file::of_bytes(
            bytes.size() % 2 == 0 ? text(bytes) : with_right_length(text(bytes)), "file");
        try {
            load(file);
        } catch (const error&) {
            demand(numbers() == values, "a file that is refused is loaded in part");
            throw;
        }
        for (const float v : numbers()) demand(std::isfinite(v), "what was loaded is not finite");
        put_back();
    }
};

struct checkpoint_target {
    static constexpr const char* name = "checkpoint";
    static void read(bytes_view bytes) {
        small_run& run = small_run::only();
        run.try_file(bytes, [&](const safetensors_file& file) { load_checkpoint(run.t, file); });
    }
    static std::vector<std::string> seeds() {
        return {small_run::written([](const auto& path) { save_checkpoint(small_run::only().t, path); })};
    }
    static std::size_t most_memory(std::size_t size) { return 128 * size + (1 << 18); }
};

struct model_target {
    static constexpr const char* name = "model";
    static void read(bytes_view bytes) {
        small_run& run = small_run::only();
        run.try_file(bytes, [&](const safetensors_file& file) { load(run.m, file); });
    }
    static std::vector<std::string> seeds() {
        return {small_run::written([](const auto& path) { save(small_run::only().m, path); }),
                small_run::written([](const auto& path) { save_checkpoint(small_run::only().t, path); })};
    }
    static std::size_t most_memory(std::size_t size) { return checkpoint_target::most_memory(size); }
};

}  // namespace strata::test
