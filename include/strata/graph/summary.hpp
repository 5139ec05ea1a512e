// SPDX-License-Identifier: MIT
#pragma once
/// A network as a table: what each layer makes, learns and costs, how much of the input it sees, what runs as
/// one pass.
#include <ostream>
#include <strata/graph/explain.hpp>
#include <strata/graph/layer_settings.hpp>
#include <strata/graph/layer_text.hpp>
#include <strata/graph/net.hpp>
#include <strata/graph/network_or_none.hpp>
#include <strata/graph/program.hpp>
#include <strata/target.hpp>
#include <string>
#include <utility>
#include <vector>

namespace strata::inline STRATA_TARGET {

/// One layer's row.
struct summary_row {
    std::string path, layer, output;
    int64 parameters, multiply_adds;
    int64 receptive_field;  ///< input places along an axis that one output place sees; 0 where it sees all
    int64 receptive_rows, receptive_columns;  ///< the same along each axis, of which it is the larger
    int pass;                                 ///< number of the pass it runs in, from 1
    int64 bytes;                              ///< of its output for one sample, where that is kept in memory
    std::vector<layer_setting> settings;  ///< the layer's numbers by name; the table shows them in `layer`
};

/// The rows, and what they add up to.
struct network_summary {
    std::vector<summary_row> rows;
    std::string input;                                             ///< the shape of the first
    std::vector<std::pair<std::string, std::string>> more_inputs;  ///< name and shape of each after the first
    int64 parameters = 0, frozen_parameters = 0, multiply_adds = 0;
    int64 training_bytes = 0, inference_bytes = 0;  ///< of the arena, for each further sample
};

template <Network Net, class T = float>
class summary_builder {
public:
    static network_summary build() {
        network_summary s;
        s.input = layer_text<typename Net::input_shape>();
        add_inputs(s, input_ports<Net>{});
        add_all(s, operations<Net, training>{});
        s.parameters = Net::parameters;
        s.frozen_parameters = Net::frozen_parameters;
        s.multiply_adds = explain<Net>::multiply_adds;
        s.training_bytes = plan<Net, training, T>::result.per_sample;
        s.inference_bytes = plan<Net, inference, T>::result.per_sample;
        return s;
    }

private:
    template <class First, class... Port>
    static void add_inputs(network_summary& s, types<First, Port...>) {
        (s.more_inputs.emplace_back(Port::name, layer_text<typename Port::shape_type>()), ...);
    }
    template <class... Op>
    static void add_all(network_summary& s, types<Op...>) {
        int pass = 0;
        for (const auto add : std::initializer_list<void (*)(network_summary&, int)>{&add_operation<Op>...})
            add(s, ++pass);
    }
    template <class Op>
    static void add_operation(network_summary& s, int pass) {
        add_nodes<Op>(s, pass, typename Op::members{});
    }
    template <class Op, class... Node>
    static void add_nodes(network_summary& s, int pass, types<Node...>) {
        (add_node<Op, Node>(s, pass), ...);
    }
    template <class Op, class Node>
    static void add_node(network_summary& s, int pass) {
        using explained = typename explain<Net>::template layer<Node::output_id - Net::graph::inputs::size>;
        summary_row row;
        row.path = Node::path_type::text();
        row.layer = layer_text<typename Node::layer_type>();
        row.settings = layer_settings<typename Node::layer_type>();
        row.output = layer_text<typename Node::output_shape>();
        row.parameters = explained::parameters;
        row.multiply_adds = explained::multiply_adds;
        row.receptive_field = explained::receptive_field;
        row.receptive_rows = explained::receptive_rows;
        row.receptive_columns = explained::receptive_columns;
        row.pass = pass;
        row.bytes = Node::output_id == Op::output_id && !Op::template is_view<training>
                        ? Node::output_shape::size * int64(sizeof(T))
                        : 0;
        s.rows.push_back(row);
    }
};

/// The table of a network: `std::cout << summary<lenet>();`
template <class Net, class T = float>
network_summary summary() {
    static_assert(sizeof(spoken<network_decision<Net>>) > 0);
    require_network<Net>();
    return summary_builder<typename network_or_none<Net>::type, T>::build();
}
template <Network Net, class T = float>
requires StillUnsaid<Net>
auto summary() -> decltype(refuse<Net>());

/// 61706 as "61,706".
inline std::string with_commas(int64 n) {
    const std::string digits = std::to_string(n);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0 && text != "-") text += ',';
        text += digits[i];
    }
    return text;
}

/// "5", or "1 x 7" where an output place sees more along one axis.
inline std::string receptive_text(const summary_row& r) {
    const auto along_axis = [](int64 places) { return places > 0 ? std::to_string(places) : "all"; };
    const std::string rows = along_axis(r.receptive_rows);
    return r.receptive_rows == r.receptive_columns ? rows : rows + " x " + along_axis(r.receptive_columns);
}

inline std::ostream& operator<<(std::ostream& out, const network_summary& s) {
    std::size_t path = 5, layer = 5, shape = 6;
    for (const auto& [name, shape_text] : s.more_inputs) {
        path = std::max(path, name.size());
        shape = std::max(shape, shape_text.size());
    }
    for (const summary_row& r : s.rows) {
        path = std::max(path, r.path.size());
        layer = std::max(layer, r.layer.size());
        shape = std::max(shape, r.output.size());
    }
    auto column = [&](const std::string& text, std::size_t w) {
        out << text << std::string(w - std::min(w, text.size()) + 2, ' ');
    };
    auto number = [&](const std::string& text, int w) {
        out << std::right, out.width(w), out << text << "  ";
    };
    auto line = [&](const std::string& p, const std::string& l, const std::string& o,
                    const std::string& parameters, const std::string& adds, const std::string& field,
                    const std::string& pass, const std::string& bytes) {
        column(p, path), column(l, layer), column(o, shape);
        number(parameters, 12), number(adds, 14), number(field, 9), number(pass, 4), number(bytes, 12);
        out << '\n';
    };
    line("place", "layer", "output", "parameters", "multiply-adds", "receptive", "pass", "bytes");
    line("", "input", s.input, "", "", "", "", "");
    for (const auto& [name, shape_text] : s.more_inputs) line(name, "input", shape_text, "", "", "", "", "");
    for (const summary_row& r : s.rows)
        line(r.path, r.layer, r.output, r.parameters > 0 ? with_commas(r.parameters) : "",
             r.multiply_adds > 0 ? with_commas(r.multiply_adds) : "", receptive_text(r),
             std::to_string(r.pass), r.bytes > 0 ? with_commas(r.bytes) : "");
    out << with_commas(s.parameters) << " parameters, ";
    if (s.frozen_parameters > 0) out << with_commas(s.frozen_parameters) << " of them frozen, ";
    return out << with_commas(s.multiply_adds) << " multiply-adds a sample; " << with_commas(s.training_bytes)
               << " bytes a sample to train, " << with_commas(s.inference_bytes) << " to answer\n";
}

}  // namespace strata::inline STRATA_TARGET
