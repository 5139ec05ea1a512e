// SPDX-License-Identifier: MIT
#pragma once
#include <strata/model/caller_gate.hpp>
#include <strata/target.hpp>

namespace strata::inline STRATA_TARGET {

/// The gate of an object each of whose calls writes to its memory: a call that comes while another one has
/// not ended is an error.
class one_caller {
public:
    using call = caller_gate::writing;

    /// To be kept until the call ends. Throws where there is another call of the object, which the sentence
    /// calls `what`.
    [[nodiscard]] call enter(const char* what) { return gate_.enter(what); }

private:
    caller_gate gate_;
};

}  // namespace strata::inline STRATA_TARGET
