// SPDX-License-Identifier: MIT
#pragma once
/// For who writes a layer: what it still lacks, and whether its gradients are right.
#include <algorithm>
#include <strata/graph/layer_text.hpp>
#include <strata/target.hpp>
#include <strata/training/gradient_check.hpp>

namespace strata::inline STRATA_TARGET {

/// What `check_layer` found.
struct layer_report {
    std::vector<std::string> missing;  ///< what the layer lacks, a sentence each
    std::vector<std::string> checked;  ///< the input shapes its gradients were checked over
    gradient_report gradients;         ///< the worst of them

    [[nodiscard]] bool passed(double tolerance = 1e-5) const { return missing.empty() && gradients.passed(tolerance); }
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
    using training_forward = void (*)(const forward_args<double>&);
    using double_backward = void (*)(const backward_args<double>&);

    static constexpr bool has_output = requires { typename L::template output<X>; };

public:
    static void add_to(layer_report& r) {
        if constexpr (!Layer<L>)
            note(r, "it does not derive from strata::layer");
        else if constexpr (!has_output)
            note(r, "it has no `template <Shape X> using output`, the shape of y for an input of shape X");
        else
            check_passes(r);
    }

private:
    static void note(layer_report& r, const std::string& sentence) {
        if (std::find(r.missing.begin(), r.missing.end(), sentence) == r.missing.end()) r.missing.push_back(sentence);
    }

    static void check_passes(layer_report& r) {
        using Y = typename L::template output<X>;
        if constexpr (Shape<Y>) {
            constexpr bool answers = requires { training_forward(&L::template forward<training, double, X>); } &&
                                     requires { training_forward(&L::template forward<inference, double, X>); };
            constexpr bool learns = requires { double_backward(&L::template backward<double, X>); };
            if constexpr (!answers)
                note(r, "it has no `template <class Phase, class T, Shape X> static void forward(const forward_args<T>&)`");
            if constexpr (!learns) note(r, "it has no `template <class T, Shape X> static void backward(const backward_args<T>&)`");
            if constexpr (answers && learns) compare(r);
        } else if constexpr (!is_refused<Y>) {
            note(r, "its output is neither a shape nor a refused<...>");
        }
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

/// Checks a layer over inputs of the given shapes, or over a few images, a sequence and vectors, of which some have sizes
/// that are no multiple of a vector's width: `std::cout << check_layer<mine>();`
template <class L, Shape... X>
layer_report check_layer() {
    layer_report r;
    if constexpr (sizeof...(X) > 0)
        (layer_check<L, X>::add_to(r), ...);
    else
        return check_layer<L, shape<3, 5, 7>, shape<18, 4, 4>, shape<1, 1, 1>, shape<6, 4>, shape<5>, shape<34>>();
    if (r.missing.empty() && r.checked.empty()) r.missing.push_back("it refuses every shape it was tried with: name one that it takes, check_layer<L, shape<...>>()");
    return r;
}

}  // namespace strata::inline STRATA_TARGET
