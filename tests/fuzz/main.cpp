// SPDX-License-Identifier: MIT
// Every reader of files under libFuzzer. The environment says which: STRATA_FUZZ=png. With
// STRATA_FUZZ_SEEDS=FOLDER the files that the inputs are bred from are written there, and that is all; with
// STRATA_FUZZ=list the names are printed.
#include <strata/error.hpp>

#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "checkpoint.hpp"
#include "cifar10.hpp"
#include "gzip.hpp"
#include "idx.hpp"
#include "jpeg.hpp"
#include "npy.hpp"
#include "png.hpp"
#include "pnm.hpp"
#include "safetensors.hpp"
#include "target.hpp"

namespace {

using namespace strata::test;

struct target {
    std::string_view name;
    std::vector<std::string> (*seeds)();
    void (*read)(bytes_view);
    std::size_t (*most_memory)(std::size_t);
};
template <FuzzTarget T>
constexpr target of = {T::name, T::seeds, T::read, T::most_memory};
constexpr target targets[] = {
    of<png_target>,         of<jpeg_target>,       of<pnm_target>,           of<gzip_target>, of<idx_target>,
    of<idx_pair_target>,    of<cifar10_target>,    of<cifar10_names_target>, of<npy_target>,  of<npz_target>,
    of<safetensors_target>, of<checkpoint_target>, of<model_target>};
const target* chosen = nullptr;

// Memory that is held now, and the most since the read began. Readers have one thread.
std::size_t held = 0, most_held = 0;
void count_allocation(const volatile void*, std::size_t size) {
    most_held = std::max(most_held, held += size);
}
void count_release(const volatile void* at) {
    if (at != nullptr) held -= std::min(held, __sanitizer_get_allocated_size(const_cast<const void*>(at)));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    const char* const name = std::getenv("STRATA_FUZZ");
    const std::string wanted = name == nullptr ? "" : name;
    for (const target& each : targets) {
        if (wanted == "list") std::cout << each.name << '\n';
        if (wanted == each.name) chosen = &each;
    }
    if (wanted == "list") std::exit(0);
    if (chosen == nullptr) {
        std::cerr << "STRATA_FUZZ names no reader; STRATA_FUZZ=list prints their names\n";
        std::exit(2);
    }
    if (const char* const folder = std::getenv("STRATA_FUZZ_SEEDS")) {
        std::filesystem::create_directories(folder);
        int number = 0;
        for (const std::string& seed : chosen->seeds())
            std::ofstream(std::filesystem::path(folder) / ("seed" + std::to_string(number++)),
                          std::ios::binary)
                << seed;
        std::exit(0);
    }
    // Every seed but for those that are wrong on purpose is read: a target that reads nothing would find
    // nothing.
    chosen->read(view(chosen->seeds().front()));
    __sanitizer_install_malloc_and_free_hooks(count_allocation, count_release);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    held = most_held = 0;
    try {
        chosen->read({data, size});
    } catch (const strata::error& refused) {
        const std::string_view sentence = refused.what();
        demand(!sentence.empty() && sentence.size() < 20'000, "the refusal is no sentence: ", sentence);
        demand(std::ranges::none_of(sentence, [](char c) { return c >= 0 && c < ' '; }),
               "the refusal holds what cannot be printed: ", sentence);
    }
    const std::size_t most = most_held;
    if (most > chosen->most_memory(size))
        demand(false, "more memory than is promised: ",
               std::to_string(most) + " bytes for an input of " + std::to_string(size));
    return 0;
}
