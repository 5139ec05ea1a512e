// SPDX-License-Identifier: MIT
#pragma once
/// Into a model what fits of another: of a file, or of a model of another network.
///
///     std::cout << load_what_fits(m, "resnet18.safetensors", torchvision_names::resnet18());
///     std::cout << copy_what_fits(trained, m);      // all but the head, where that is another one
///
///     60 tensors loaded; 2 of another shape: fc.weight [10, 512] (found [1000, 512]), fc.bias ...
#include <cstddef>
#include <filesystem>
#include <ostream>
#include <set>
#include <strata/error.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/model_file.hpp>
#include <strata/io/name_map.hpp>
#include <strata/model/model.hpp>
#include <strata/optimizers/segment_list.hpp>
#include <strata/target.hpp>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// What was done, by the names of the model and, of what was left over, of where the tensors are from.
struct load_report {
    std::vector<std::string> loaded, missing, of_another_shape, left_over;

    /// "60 tensors loaded; 2 of another shape: fc.weight [10, 512] (found [1000, 512]), ..."
    friend std::ostream& operator<<(std::ostream& out, const load_report& r) {
        const auto list = [&](const std::vector<std::string>& names, const char* what) {
            if (names.empty()) return;
            out << "; " << names.size() << ' ' << what << ':';
            for (std::size_t i = 0; i < names.size() && i < 5; ++i) out << (i == 0 ? " " : ", ") << names[i];
            if (names.size() > 5) out << " and " << names.size() - 5 << " more";
        };
        out << r.loaded.size() << (r.loaded.size() == 1 ? " tensor" : " tensors") << " loaded";
        list(r.missing, "not found");
        list(r.of_another_shape, "of another shape");
        list(r.left_over, "left over");
        return out;
    }
};

namespace detail {

/// The tensors of a file.
template <class T>
struct tensors_of_file {
    const safetensors_file& file;

    [[nodiscard]] std::vector<std::string> names() const { return file.names(); }
    [[nodiscard]] bool contains(const std::string& name) const { return file.contains(name); }
    [[nodiscard]] std::vector<std::ptrdiff_t> shape(const std::string& name) const {
        return file.shape(name);
    }
    [[nodiscard]] bool fits(const std::string& name, const std::vector<std::ptrdiff_t>& shape) const {
        return has_shape_of(file, name, shape, true) && is_loadable(file, name);
    }
    [[nodiscard]] std::vector<T> elements(const std::string& name) const {
        return read_elements<T>(file, name);
    }
    [[nodiscard]] std::string path() const { return file.path(); }
};

/// Those of a model of U.
template <class T, class U>
struct tensors_of_model {
    std::vector<named_tensor<U>> all;

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> list;
        for (const auto& tensor : all) list.push_back(tensor.name);
        return list;
    }
    [[nodiscard]] const named_tensor<U>* find(const std::string& name) const {
        for (const auto& tensor : all)
            if (tensor.name == name) return &tensor;
        return nullptr;
    }
    [[nodiscard]] bool contains(const std::string& name) const { return find(name) != nullptr; }
    [[nodiscard]] std::vector<std::ptrdiff_t> shape(const std::string& name) const {
        return find(name)->shape;
    }
    [[nodiscard]] bool fits(const std::string& name, const std::vector<std::ptrdiff_t>& shape) const {
        return find(name)->shape == shape;
    }
    [[nodiscard]] std::vector<T> elements(const std::string& name) const {
        std::vector<T> values;
        find(name)->for_each([&](const U& element) { values.push_back(static_cast<T>(element)); });
        return values;
    }
    [[nodiscard]] std::string path() const { return ""; }
};

/// Takes those of `from` that fit under the names that `names` gives to those of the model.
template <class Net, class T, class From>
load_report take_what_fits(model<Net, T>& m, const From& from, const name_map& names,
                           const std::string& part) {
    load_report report;
    std::vector<named_tensor<T>> fitting;
    std::vector<std::vector<T>> values;
    std::set<std::string> taken;
    const std::vector<named_tensor<T>> tensors = m.tensors();
    const std::vector<std::string> theirs = names_in_file(tensors, names);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const named_tensor<T>& ours = tensors[i];
        if (from.contains(theirs[i])) taken.insert(theirs[i]);
        if (!matches_pattern(part, ours.name)) continue;
        if (!from.contains(theirs[i])) {
            report.missing.push_back(ours.name);
        } else if (!from.fits(theirs[i], ours.shape)) {
            report.of_another_shape.push_back(ours.name + " " + shape_text(ours.shape) + " (found " +
                                              shape_text(from.shape(theirs[i])) + ")");
        } else {
            values.push_back(from.elements(theirs[i]));
            fitting.push_back(ours);
            report.loaded.push_back(ours.name);
        }
    }
    for (const std::string& name : from.names())
        if (!taken.contains(name) && !is_batch_count(name)) report.left_over.push_back(name);
    if (fitting.empty())
        throw_error({.problem = "no tensor fits",
                     .file = from.path(),
                     .expected = tensors.empty()
                                     ? ""
                                     : tensors[0].name + " " + shape_text(tensors[0].shape) + ", ...",
                     .advice = "Nothing was loaded; a name_map says what the tensors are called there."});
    check_finite(from.path(), fitting, values);
    assign_elements(fitting, values);
    return report;
}

}  // namespace detail

/// Loads those tensors that the file holds under their names and in their shapes, and says what was done: of
/// a network whose head is another one, all but the head. `part`: only tensors whose names match, `*` for any
/// letters. What is not loaded stays as it was. Throws where nothing fits, and what `load` throws of single
/// tensors; nothing is loaded then.
template <class Net, class T>
load_report load_what_fits(model<Net, T>& m, const safetensors_file& file, const name_map& names = {},
                           const std::string& part = "*") {
    return detail::take_what_fits(m, detail::tensors_of_file<T>{file}, names, part);
}
template <Network Net, class T>
load_report load_what_fits(model<Net, T>& m, const std::filesystem::path& path, const name_map& names = {},
                           const std::string& part = "*") {
    return load_what_fits(m, safetensors_file(path), names, part);
}

/// The same from a model of another network, in numbers of its own: `names` gives the names there.
template <class From, class U, class Net, class T>
load_report copy_what_fits(const model<From, U>& from, model<Net, T>& m, const name_map& names = {},
                           const std::string& part = "*") {
    using numbers = std::remove_pointer_t<decltype(from.tensors()[0].data)>;
    return detail::take_what_fits(m, detail::tensors_of_model<T, numbers>{from.tensors()}, names, part);
}

}  // namespace strata::inline STRATA_TARGET
