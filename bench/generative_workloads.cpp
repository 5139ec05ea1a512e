// SPDX-License-Identifier: MIT
/// A variational autoencoder, and a turn of each side of DCGAN.
#include <strata/architectures/dcgan.hpp>
#include <strata/generative/adversarial_game.hpp>

#include "runs.hpp"

namespace strata::bench {

namespace {

using decoder = chain<dense<400>, relu, dense<784>>;
struct vae : net<input<784>, dense<400>, relu, dense<40>, tap<"code">, gaussian_sample, decoder,
                 heads<chain<>, from<"code">>> {};
struct generator : dcgan_generator<1, 28, 64> {};
struct discriminator : dcgan_discriminator<1, 28, 64> {};

/// Numbers in [0, 1) for one, in [-1, 1) for the other.
xt::xtensor<float, 2> shades(int n) {
    auto x = batch_of<float, shape<784>>(n);
    fill_random(x.data(), static_cast<long>(x.size()), 1);
    return (x + 1) / 2;
}

/// Forward, the bound, backward, an update.
run vae_step(int batch, int threads) {
    using bound = joint_loss<summed_loss<binary_cross_entropy_loss>, gaussian_kl_loss>;
    struct state {
        state(int n, int t) : m(seed{1}, t), trains(m, bound{}, adam{.rate = 1e-4}), x(shades(n)) {}
        model<vae> m;
        trainer<model<vae>, bound, adam> trains;
        xt::xtensor<float, 2> x;
    };
    auto s = std::make_shared<state>(batch, threads);
    const long plan_bytes = vae::workspace_bytes<training>(batch, threads);
    return {[s] { s->trains.step(s->x, s->x); }, plan_bytes, batch * moved_bytes<vae, training>,
            plan_bytes + parameter_bytes<vae>(3) + batch * 784 * long(sizeof(float))};
}

/// A turn of the discriminator over real and generated images, and one of the generator.
run dcgan_step(int batch, int threads) {
    struct state {
        state(int n, int t) : g(seed{1}, t), d(seed{2}, t), x(batch_of<float, shape<1, 28, 28>>(n)) {
            fill_random(x.data(), static_cast<long>(x.size()), 1);
        }
        model<generator> g;
        model<discriminator> d;
        adversarial_game<model<generator>, model<discriminator>, non_saturating_loss, adam, adam> game{
            g, d, non_saturating_loss{}, adam{.rate = 2e-4, .beta1 = 0.5}, adam{.rate = 2e-4, .beta1 = 0.5}};
        xt::xtensor<float, 4> x;
    };
    using of_d = phase<learning, of_inputs>;
    auto s = std::make_shared<state>(batch, threads);
    const long plan_bytes = generator::workspace_bytes<training>(batch, threads) +
                            discriminator::workspace_bytes<training>(batch, threads) +
                            discriminator::workspace_bytes<of_d>(batch, threads);
    return {[s] { s->game.step(s->x); }, plan_bytes,
            batch * (2 * moved_bytes<generator, training> + 2 * moved_bytes<discriminator, training> +
                     moved_bytes<discriminator, of_d>),
            plan_bytes + parameter_bytes<generator>(3) + parameter_bytes<discriminator>(4) +
                batch * 784 * long(sizeof(float))};
}

constexpr double dcgan_operations = forward_operations<generator> + training_operations<generator> +
                                    2 * training_operations<discriminator> +
                                    2 * forward_operations<discriminator>;

}  // namespace

workloads generative_workloads() {
    return {
        {"train/vae/b64", 64 * training_operations<vae>, [](int threads) { return vae_step(64, threads); }},
        {"train/dcgan/b64", 64 * dcgan_operations, [](int threads) { return dcgan_step(64, threads); }},
    };
}

}  // namespace strata::bench
