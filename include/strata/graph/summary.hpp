// SPDX-License-Identifier: MIT
#pragma once
/// A network as a table: what each layer makes, learns and costs, how much of the input it sees, what runs as one pass.
#include <iomanip>
#include <ostream>
#include <strata/graph/layer_text.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/program.hpp>
#include <vector>

namespace strata {

/// One layer's row.
struct summary_row {
    std::string path, layer, output;
    long parameters, multiply_adds;
    long receptive_field;  ///< input places along an axis that one output place sees; 0 where it sees all
    int pass;              ///< number of the pass it runs in, from 1
    long bytes;            ///< of its output for one sample, where that is kept in memory
};

/// The rows, and what they add up to.
struct network_summary {
    std::vector<summary_row> rows;
    std::string input;
    long parameters = 0, multiply_adds = 0;
    long training_bytes = 0, inference_bytes = 0;  ///< of the arena, for each further sample
};

/// How far along an axis one place of a value sees the input, and how far apart its neighbours look.
struct receptive {
    long span = 1, step = 1;
};

template <class Node>
constexpr receptive seen_through(const receptive& x) {
    return []<class... V>(types<V...>, receptive r) {
        using L = typename Node::layer_type;
        if constexpr (requires { L::template seen<typename V::shape_type...>; }) {
            constexpr window w = L::template seen<typename V::shape_type...>;
            return receptive{r.span + (w.span() - 1) * r.step, r.step * w.S};
        } else if constexpr (Node::output_shape::rank == 1) {
            return receptive{0, 0};
        } else {
            return r;
        }
    }(typename Node::inputs{}, x);
}

template <Network Net, class T = float>
class summary_builder {
public:
    static network_summary build() {
        network_summary s;
        s.input = layer_text<typename Net::input_shape>();
        receptive seen[Net::graph::nodes::size + 1];
        add_all(s, seen, operations<Net, training>{});
        s.parameters = Net::parameters;
        for (const summary_row& row : s.rows) s.multiply_adds += row.multiply_adds;
        s.training_bytes = plan<Net, training, T>::result.per_sample;
        s.inference_bytes = plan<Net, inference, T>::result.per_sample;
        return s;
    }

private:
    template <class... Op>
    static void add_all(network_summary& s, receptive* seen, types<Op...>) {
        int pass = 0;
        (add_operation<Op>(s, seen, ++pass, typename Op::members{}), ...);
    }
    template <class Op, class... Node>
    static void add_operation(network_summary& s, receptive* seen, int pass, types<Node...>) {
        (add_node<Op, Node>(s, seen, pass), ...);
    }
    template <class Op, class Node>
    static void add_node(network_summary& s, receptive* seen, int pass) {
        receptive widest{};
        [&]<class... V>(types<V...>) {
            ((widest = seen[V::id].span == 0 || (widest.span != 0 && seen[V::id].span > widest.span) ? seen[V::id] : widest), ...);
        }(typename Node::inputs{});
        const receptive r = widest.span == 0 ? widest : seen_through<Node>(widest);
        seen[Node::output_id] = r;
        summary_row row;
        row.path = Node::path_type::write();
        row.layer = layer_text<typename Node::layer_type>();
        row.output = layer_text<typename Node::output_shape>();
        row.parameters = parameter_elements(typename Node::parameters{}, true);
        row.multiply_adds = multiply_adds<Node>(typename Node::inputs{});
        row.receptive_field = r.span;
        row.pass = pass;
        row.bytes = Node::output_id == Op::output_id && !Op::template is_view<training> ? Node::output_shape::size * long(sizeof(T)) : 0;
        s.rows.push_back(row);
    }
    template <class Node, class... V>
    static constexpr long multiply_adds(types<V...>) {
        return Node::layer_type::template multiply_adds<typename V::shape_type...>;
    }
};

/// The table of a network: `std::cout << summary<lenet>();`
template <Network Net, class T = float>
network_summary summary() {
    return summary_builder<Net, T>::build();
}

/// 61706 as "61,706".
inline std::string with_commas(long n) {
    const std::string digits = std::to_string(n);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0 && text != "-") text += ',';
        text += digits[i];
    }
    return text;
}

inline std::ostream& operator<<(std::ostream& out, const network_summary& s) {
    std::size_t path = 5, layer = 5, shape = 6;
    for (const summary_row& r : s.rows) {
        path = std::max(path, r.path.size());
        layer = std::max(layer, r.layer.size());
        shape = std::max(shape, r.output.size());
    }
    auto column = [&](const std::string& text, std::size_t w) { out << text << std::string(w - std::min(w, text.size()) + 2, ' '); };
    auto number = [&](const std::string& text, int w) { out << std::setw(w) << std::right << text << "  "; };
    auto line = [&](const std::string& p, const std::string& l, const std::string& o, const std::string& parameters,
                    const std::string& adds, const std::string& field, const std::string& pass, const std::string& bytes) {
        column(p, path), column(l, layer), column(o, shape);
        number(parameters, 12), number(adds, 14), number(field, 9), number(pass, 4), number(bytes, 12);
        out << '\n';
    };
    line("place", "layer", "output", "parameters", "multiply-adds", "receptive", "pass", "bytes");
    line("", "input", s.input, "", "", "", "", "");
    for (const summary_row& r : s.rows)
        line(r.path, r.layer, r.output, r.parameters > 0 ? with_commas(r.parameters) : "", r.multiply_adds > 0 ? with_commas(r.multiply_adds) : "",
             r.receptive_field > 0 ? std::to_string(r.receptive_field) : "all", std::to_string(r.pass), r.bytes > 0 ? with_commas(r.bytes) : "");
    return out << with_commas(s.parameters) << " parameters, " << with_commas(s.multiply_adds) << " multiply-adds a sample; "
               << with_commas(s.training_bytes) << " bytes a sample to train, " << with_commas(s.inference_bytes) << " to answer\n";
}

}  // namespace strata
