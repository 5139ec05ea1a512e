// SPDX-License-Identifier: MIT
#pragma once
/// Several arrays under their names in one of NumPy's `.npz` files, read and written.
///
///     const npz_file digits("digits.npz");
///     const auto x = digits.read<double, 2>("data");
///     npz_writer out;
///     out.add("images", images);
///     out.add("labels", labels);
///     out.save("set.npz");                  // numpy.load("set.npz")["images"]
///
/// A file is a zip archive whose members are `.npy` files, stored (numpy.savez) or packed
/// (numpy.savez_compressed); each is refused for what an `.npy` file is refused for. A program that includes
/// it links zlib.
#include <strata/data/npy.hpp>
#include <strata/data/zip.hpp>
#include <strata/data/zip_bytes.hpp>
#include <strata/error.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// The arrays of a file, each unpacked when it is asked for. Errors name the file and the array.
class npz_file {
public:
    /// Errors: those of `read_bytes` and `zip_members`; a member that is no `.npy` file.
    explicit npz_file(const std::filesystem::path& path) : npz_file(read_bytes(path), path.string()) {}

    /// The same of bytes; `file` is the name for errors.
    npz_file(std::vector<std::uint8_t> bytes, std::string file)
        : bytes_(std::move(bytes)), file_(std::move(file)), members_(zip_members(bytes_, file_)) {
        for (zip_member& m : members_) {
            if (!m.name.ends_with(".npy"))
                throw_error({.problem = "the archive holds a member that is no array",
                             .file = file_,
                             .name = quotable(m.name, 80),
                             .expected = "members whose names end in .npy"});
            m.name.resize(m.name.size() - 4);
        }
    }

    /// In the order of the file.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const zip_member& m : members_) all.push_back(m.name);
        return all;
    }
    [[nodiscard]] bool contains(const std::string& name) const { return find(name) != members_.end(); }

    /// An array of any rank. Errors: no array of that name; those of `unzip` and `npy_of_bytes`.
    template <NpyScalar T>
    [[nodiscard]] xt::xarray<T> read(const std::string& name) const {
        return npy_of_bytes<T>(content(name), file_ + ": " + quotable(name, 80));
    }
    template <NpyScalar T, std::size_t Rank>
    [[nodiscard]] xt::xtensor<T, Rank> read(const std::string& name) const {
        return npy_of_bytes<T, Rank>(content(name), file_ + ": " + quotable(name, 80));
    }

private:
    [[nodiscard]] std::vector<zip_member>::const_iterator find(const std::string& name) const {
        return std::find_if(members_.begin(), members_.end(), [&](const auto& m) { return m.name == name; });
    }
    [[nodiscard]] std::vector<std::uint8_t> content(const std::string& name) const {
        const auto member = find(name);
        if (member == members_.end())
            throw_error({.problem = "the file holds no array of this name",
                         .file = file_,
                         .name = quotable(name, 80),
                         .expected = quotable(list_text(names()))});
        return unzip(bytes_, *member, file_);
    }

    std::vector<std::uint8_t> bytes_;
    std::string file_;
    std::vector<zip_member> members_;
};

/// Arrays that are to be saved in one file.
class npz_writer {
public:
    template <Array E>
    requires NpyScalar<typename E::value_type>
    void add(const std::string& name, const E& x) { members_.push_back({name + ".npy", npy_bytes(x)}); }

    /// Writes the file, whole or not at all; `deflated`: packed as numpy.savez_compressed does. Errors: those
    /// of `zip_bytes` and `write_file_atomically`.
    void save(const std::filesystem::path& path, bool deflated = false) const {
        const std::string bytes = zip_bytes(members_, path.string(), deflated);
        write_file_atomically(path, [&](atomic_file& file) { file.write(bytes); });
    }

private:
    std::vector<zip_content> members_;
};

}  // namespace strata::inline STRATA_TARGET
