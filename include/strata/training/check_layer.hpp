// SPDX-License-Identifier: MIT
#pragma once
/// For who writes a layer: what it still lacks, and whether its gradients are right.
#include <algorithm>
#include <strata/graph/layer_text.hpp>
#include <strata/layer/layer_concept.hpp>
#include <strata/target.hpp>
#include <strata/training/gradient_check.hpp>

namespace strata::inline STRATA_TARGET {

/// What `check_layer` found.
struct layer_report {
    std::vector<std::string> missing;  ///< what the layer lacks, a sentence each
    std::vector<std::string> checked;  ///< the input shapes its gradients were checked over
    gradient_report gradients;         ///< the worst of them

    [[nodiscard]] bool passed(double tolerance = 1e-5) const {
        return missing.empty() && gradients.passed(tolerance);
    }
};

inline std::ostream& operator<<(std::ostream& out, const layer_report& r) {
    for (const std::string& sentence : r.missing) out << sentence << '\n';
    if (!r.checked.empty()) {
        out << "gradients over";
        for (const std::string& shape : r.checked) out << ' ' << shape;
        out << ": " << r.gradients << '\n';
    }
    return out;
}

template <class L, Shape X>
class layer_check {
public:
    static void add_to(layer_report& r) {
        note(r, layer_lacks<L, X>{});
        if constexpr (LayerOver<L, X>) compare(r);
    }

private:
    template <class... Missing>
    static void note(layer_report& r, types<Missing...>) {
        (note(r, std::string(Missing::sentence)), ...);
    }
    static void note(layer_report& r, const std::string& sentence) {
        if (std::find(r.missing.begin(), r.missing.end(), sentence) == r.missing.end())
            r.missing.push_back(sentence);
    }

    /// Two of the layer that read the same, so that one has to add to dx what the other has written.
    template <class S>
    struct twice;
    template <int... E>
    struct twice<shape<E...>> {
        using type = net<input<E...>, heads<L, L>>;
    };

    static void compare(layer_report& r) {
        r.checked.push_back(layer_text<X>());
        for (const int samples : {1, 3}) r.gradients.add(check_gradients<typename twice<X>::type>(samples));
    }
};

/// Checks a layer over inputs of the given shapes, or over a few images, a sequence and vectors, of which
/// some have sizes that are no multiple of a vector's width: `std::cout << check_layer<mine>();`
template <class L, Shape... X>
layer_report check_layer() {
    layer_report r;
    if constexpr (sizeof...(X) > 0)
        (layer_check<L, X>::add_to(r), ...);
    else
        return check_layer<L, shape<3, 5, 7>, shape<18, 4, 4>, shape<1, 1, 1>, shape<6, 4>, shape<5>,
                           shape<34>>();
    if (r.missing.empty() && r.checked.empty())
        r.missing.push_back(
            "it refuses every shape it was tried with: name one that it takes, check_layer<L, shape<...>>()");
    return r;
}

}  // namespace strata::inline STRATA_TARGET
