// SPDX-License-Identifier: MIT
#pragma once
/// What a preprocessing has measured, in a safetensors file beside the model that was trained behind it.
///
///     save(m, "lenet.safetensors");
///     save(normalize, "lenet.preprocessing.safetensors");
///     const auto normalize = load_preprocessing<standardize>("lenet.preprocessing.safetensors");
///
/// The arrays are in double, so that what is loaded does what was saved to the last bit.
#include <strata/data/preprocessing/preprocessing.hpp>
#include <strata/error.hpp>
#include <strata/io/load_safetensors.hpp>
#include <strata/io/save_safetensors.hpp>
#include <strata/kernels/floating_point.hpp>
#include <strata/target.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace strata::inline STRATA_TARGET {

inline constexpr const char* preprocessing_format = "strata-preprocessing-1";

/// Writes the file, whole or not at all. Errors: those of `save_safetensors`.
template <Preprocessing P>
void save(const P& p, const std::filesystem::path& path) {
    std::vector<named_tensor<const double>> tensors;
    P::fitted(p, [&](const char* name, const fitted_array& x) {
        const std::vector<std::ptrdiff_t> shape(x.shape().begin(), x.shape().end());
        tensors.push_back({name, shape, strides_in_c_order(shape), x.data()});
    });
    save_safetensors(path, tensors,
                     {{"format", preprocessing_format}, {"preprocessing", P::preprocessing_name}});
}

/// Reads a preprocessing from its file. Errors: those of `safetensors_file`; a file of something else or of
/// another preprocessing; an array that is missing, left over, of another element type, without its extents
/// or with a value that is no finite number.
template <Preprocessing P>
[[nodiscard]] P load_preprocessing(const std::filesystem::path& path) {
    const safetensors_file file(path);
    const auto said = [&](const char* key) {
        const auto at = file.metadata().find(key);
        return at == file.metadata().end() ? std::string() : at->second;
    };
    const auto refuse = [&](const char* problem, const std::string& name, const std::string& expected,
                            const std::string& found) {
        throw_error(
            {.problem = problem, .file = file.path(), .name = name, .expected = expected, .found = found});
    };
    if (said("format") != preprocessing_format)
        refuse("this is no file of a preprocessing", "", preprocessing_format, quotable(said("format"), 80));
    if (said("preprocessing") != P::preprocessing_name)
        refuse("this is the file of another preprocessing", "", P::preprocessing_name,
               quotable(said("preprocessing"), 80));
    P p{fitted_before{}};
    std::vector<std::string> names;
    P::fitted(p, [&](const char* name, fitted_array& x) {
        names.emplace_back(name);
        if (!file.contains(name)) refuse("the array is missing", name, "", "");
        if (file.dtype(name) != "F64")
            refuse("the array has another element type", name, "F64", file.dtype(name));
        const auto values = read_elements<double>(file, name);
        for (const double v : values)
            if (!is_finite(v)) refuse("a value is not a finite number", name, "", std::to_string(v));
        const auto& shape = file.shape(name);
        x = fitted_array(std::vector<std::size_t>(shape.begin(), shape.end()));
        std::copy(values.begin(), values.end(), x.data());
    });
    for (const std::string& name : file.names())
        if (std::find(names.begin(), names.end(), name) == names.end())
            refuse("the array has no place to go", quotable(name), "", shape_text(file.shape(name)));
    p.check(file.path());
    return p;
}

}  // namespace strata::inline STRATA_TARGET
