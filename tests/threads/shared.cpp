// SPDX-License-Identifier: MIT
// Threads that share one predictor, one constant model and one model that is trained meanwhile. Compiled with
// -fsanitize=thread, which ends the program with an error where two of them touch the same memory at once,
// and without OpenMP, whose runtime the sanitizer does not know.
#include <strata/layers/batch_norm.hpp>
#include <strata/layers/convolution.hpp>
#include <strata/layers/dense.hpp>
#include <strata/layers/flatten.hpp>
#include <strata/layers/relu.hpp>
#include <strata/model/predictor.hpp>

#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

using namespace strata;

struct small : net<input<2, 4, 4>, conv<4, 3, same>, batch_norm, relu, flatten, dense<3>> {};

namespace {

using images = xt::xtensor<float, 4>;
using scores = xt::xtensor<float, 2>;

images some_images(std::size_t n) {
    images x({n, 2, 4, 4});
    const random_stream random(seed{5}, n);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal(i));
    return x;
}

/// Changes the parameters as a step of a trainer does; false where an answer of the model has not ended.
bool changes(model<small>& m) {
    try {
        const auto alone = m.caller().enter("model");
        for (int64 i = 0; i < m.learned().size(); ++i) m.learned().data()[i] *= 1.001F;
        return true;
    } catch (const error&) {
        return false;
    }
}

}  // namespace

int main() {
    const model<small> constant(seed{1}, 1);
    model<small> trained(seed{2}, 1);
    const predictor answer{constant, {.portion = 4}};
    std::vector<images> x;
    std::vector<scores> y;
    for (std::size_t k = 0; k < 3; ++k) {
        x.push_back(some_images(1 + 4 * k));
        y.push_back(constant.predict(x.back()));
    }

    std::atomic<int> wrong = 0, answered = 0;
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < 3; ++k)
        threads.emplace_back([&, k] {
            scores z = y[k];
            for (int time = 0; time < 50; ++time) {
                z.fill(0);
                answer.into(x[k], z);
                wrong += z != y[k];
                wrong += constant.predict(x[k]) != y[k];
                try {
                    trained.predict_into(x[k], z);
                    ++answered;
                } catch (const error&) {  // a step has not ended
                }
            }
        });
    for (int steps = 0; steps < 50; steps += changes(trained)) std::this_thread::yield();
    for (std::thread& t : threads) t.join();
    std::printf("%d answers were wrong; of the model that was trained there were %d\n", wrong.load(),
                answered.load());
    return wrong == 0 ? 0 : 1;
}
