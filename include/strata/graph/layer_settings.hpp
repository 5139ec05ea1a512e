// SPDX-License-Identifier: MIT
#pragma once
#include <strata/exact_number.hpp>
#include <strata/layer/layer.hpp>
#include <strata/target.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One number of a layer, as text: "window" and "3", "bias" and "true", "rate" and "0.5".
struct layer_setting {
    std::string name, value;

    friend bool operator==(const layer_setting&, const layer_setting&) = default;
};

/// A visitor of `settings` that writes them down.
class setting_texts {
public:
    explicit setting_texts(std::vector<layer_setting>& all) : all_(&all) {}

    template <class Number>
    [[gnu::cold]] void operator()(std::string_view name, Number value) const {
        if constexpr (std::is_same_v<Number, bool>)
            all_->push_back({std::string(name), value ? "true" : "false"});
        else
            all_->push_back({std::string(name), exact_text(value)});
    }

private:
    std::vector<layer_setting>* all_;
};

/// The settings of a layer, in its order; what they are called is said in strata/layer/layer.hpp.
template <Layer L>
[[gnu::cold]] std::vector<layer_setting> layer_settings() {
    std::vector<layer_setting> all;
    L::settings(setting_texts(all));
    return all;
}

}  // namespace strata::inline STRATA_TARGET
