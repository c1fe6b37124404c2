"""What a training step is made of: rates, optimizers, the average, clipping, and in how many bits it computes."""

from __future__ import annotations

import gc
import math
import weakref
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from engine import device as devices
from engine.hyperparameters import Hyperparameters
from engine.networks.layers import tell_chance
from engine.networks.network import Network
from engine.recipes import RECIPES
from engine.training import precision
from engine.training.averaging import Average
from engine.training.chance import Chance
from engine.training.corrections import corrected, repeated
from engine.training.learner import Learner, Manner
from engine.training.losses import PLAIN
from engine.training.optimizers import Optimizer
from engine.training.precision import BFLOAT16, FLOAT16, FLOAT32, Precision, Probe
from engine.training.schedules import rate_at
from engine.training.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.making import AnyNetwork
    from engine.networks.outputs import Outputs

CPU = torch.device("cpu")
RECIPE = RECIPES["multi-small"]


class Pictures:
    """Four pictures of noise, all with a class, a box and a mask."""

    def __init__(self) -> None:
        chance = torch.Generator().manual_seed(0)
        self.pictures = torch.randn(4, 3, 64, 64, generator=chance)
        boxes = torch.tensor([[0.1, 0.2, 0.6, 0.7]]).repeat(4, 1)
        self.targets = Targets(torch.tensor([0, 1, 0, 1]), boxes, torch.ones(4, 16, 16, dtype=torch.uint8))

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        del chance, device  # always the same pictures, on the CPU
        return network(self.pictures[list(places)]), self.targets.at(places)


def network() -> Network:
    torch.manual_seed(1)
    return Network(RECIPE, 2, 1)


def manner(precise: Precision = FLOAT32, average: Average | None = None, **changed: float | str) -> Manner:
    return Manner(Hyperparameters(1).with_set(changed), frozen=False, known=False, precision=precise, average=average)


def rates(**changed: float | str) -> list[float]:
    how = Hyperparameters(1).with_set(changed)
    return [rate_at(step, 100, 2.0, how) for step in range(100)]


def test_the_cosine_rises_and_falls() -> None:
    found = rates()
    assert max(found) == 2.0 == found[10] and found[0] < 0.4 and found[-1] < 0.04
    assert found[10:] == sorted(found[10:], reverse=True)


def test_one_cycle_is_torchs() -> None:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    oracle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=2.0, total_steps=100, pct_start=0.3, cycle_momentum=False
    )
    wanted = []
    for _ in range(100):
        wanted.append(oracle.get_last_lr()[0])
        optimizer.step()
        if len(wanted) < 100:
            oracle.step()
    assert rates(schedule="one-cycle", warmup=0.3) == pytest.approx(wanted, rel=1e-6)


def test_steps_fall_by_tenths_and_a_constant_does_not() -> None:
    stepped = rates(schedule="step", warmup=0)
    assert [stepped[0], stepped[50], stepped[99]] == pytest.approx([2.0, 0.2, 0.02])
    assert sorted(set(np.round(stepped, 12).tolist())) == pytest.approx([0.02, 0.2, 2.0])
    assert set(rates(schedule="constant", warmup=0)) == {2.0}
    assert rates(schedule="constant", warmup=0.5)[:3] == pytest.approx([0.04, 0.08, 0.12])


@pytest.mark.parametrize("schedule", ["cosine", "one-cycle", "step", "constant"])
@pytest.mark.parametrize("warmup", [0.0, 0.1, 1.0])
def test_a_phase_of_any_length_has_its_rates(schedule: str, warmup: float) -> None:
    how = Hyperparameters(1).with_set({"schedule": schedule, "warmup": warmup})
    for steps in (1, 2, 3, 7):
        found = [rate_at(step, steps, 1.0, how) for step in range(steps)]
        assert all(0 < rate <= 1 + 1e-12 for rate in found), found


@pytest.mark.parametrize("kind", ["adamw", "sgd"])
def test_a_step_is_torchs_own(kind: str) -> None:
    ours, plain = network(), network()
    learner = Learner(ours, manner(optimizer=kind, weight_decay=0.1, momentum=0.8, smoothing=0.05), CPU)
    rest = [values for name, values in plain.named_parameters() if not name.startswith("heads.class.")]
    last = [values for name, values in plain.named_parameters() if name.startswith("heads.class.")]
    groups = [{"params": rest, "lr": 0.01}, {"params": last, "lr": 0.0025}]
    oracle = (
        torch.optim.AdamW(groups, betas=(0.8, 0.999), weight_decay=0.1)
        if kind == "adamw"
        else torch.optim.SGD(groups, momentum=0.8, weight_decay=0.1)
    )
    pictures = Pictures()
    for epoch in range(2):
        learner.learn(pictures, [0, 1, 2, 3], Chance(0, epoch), 0.01)
        plain.train()
        tell_chance(plain, [Chance(0, epoch).dropout(place) for place in range(4)])
        oracle.zero_grad()
        outputs, targets = pictures.outputs(plain, [0, 1, 2, 3], None, CPU)
        whole = precision.counts(targets)
        precision.loss(outputs, targets, whole, PLAIN).backward()
        oracle.step()
    for (name, values), wanted in zip(ours.named_parameters(), plain.parameters(), strict=True):
        assert torch.allclose(values, wanted, atol=1e-6), name


def test_a_clipped_step_is_no_longer_than_said() -> None:
    for clip, longest in ((0.5, 0.5), (0.0, math.inf)):
        learner = Learner(network(), manner(optimizer="sgd", momentum=0, weight_decay=0, clip=clip), CPU)
        before = [values.detach().clone() for values in learner.network.parameters()]
        learner.learn(Pictures(), [0, 1, 2, 3], Chance(0, 1), 1.0)
        moved = [(values - old).detach() for values, old in zip(learner.network.parameters(), before, strict=True)]
        length = float(nn.utils.get_total_norm(moved))
        assert length <= longest * 1.001 and length > (0.3 if clip else 0.5)


def test_a_gradient_that_is_no_number_changes_nothing() -> None:
    learner = Learner(network(), manner(), CPU)
    before = [values.detach().clone() for values in learner.network.parameters()]
    spoilt = next(values for name, values in learner.network.named_parameters() if name.startswith("heads.box."))
    hook = spoilt.register_hook(lambda gradient: gradient * math.nan)
    assert math.isnan(learner.learn(Pictures(), [0, 1], Chance(0, 1), 1.0))
    hook.remove()
    assert all(torch.equal(values, old) for values, old in zip(learner.network.parameters(), before, strict=True))


def test_the_average_is_the_running_mean_it_says() -> None:
    followed, name, counted = network(), "heads.class.linear.bias", "backbone.features.0.1.num_batches_tracked"
    average = Average(followed, 0.5)
    values = followed.state_dict()  # shares its memory with the network
    wanted = values[name].clone()
    for step in range(5):
        values[name].add_(1.0)
        values[counted].add_(1)
        kept = min(0.5, (1 + step) / (10 + step))
        wanted = kept * wanted + (1 - kept) * values[name]
        average.follow(followed)
    own = average.network.state_dict()
    assert torch.allclose(own[name], wanted) and int(own[counted]) == 5
    again = Average(followed, 0.5)
    again.restore(average.state())
    assert all(torch.equal(tensor, average.state()[key]) for key, tensor in again.state().items())
    with pytest.raises(ValueError, match="another network's"):
        again.restore({"steps": torch.tensor(1), "network.odd": torch.zeros(1)})


def test_an_optimizer_takes_back_its_own_state_alone() -> None:
    whole = Learner(network(), manner(), CPU)
    whole.learn(Pictures(), [0, 1], Chance(0, 1), 1e-3)
    state = Optimizer(whole.network, Hyperparameters(1), 1.0)
    kept = {name.removeprefix("optimizer."): values for name, values in whole.state().items()}
    state.restore(kept)
    assert all(torch.equal(values, kept[name]) for name, values in state.state().items())
    for wrong in ({"0.odd": torch.zeros(1)}, {"9999.step": torch.zeros(1)}, {"0.exp_avg": torch.zeros(1)}):
        with pytest.raises(ValueError, match=r"no state|wrong shape"):
            state.restore(wrong)


def test_a_probe_leaves_everything_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    probed, pictures = network(), Pictures()
    probe = Probe(probed, pictures, [0, 1, 2, 3], Chance(0, 1), PLAIN)
    before, chance = {name: values.clone() for name, values in probed.state_dict().items()}, torch.get_rng_state()
    monkeypatch.setattr(precision, "_is_depthwise", lambda *_: False)
    monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: True)
    for narrow, wide, wanted in ((1.0, 1.1, FLOAT32), (1.0, 1.5, BFLOAT16)):
        sound = precision._seconds
        taken = {BFLOAT16: narrow, FLOAT32: wide}

        def timed(*call: object, taken: dict = taken, sound=sound) -> float:
            sound(*call)
            return taken[call[3]]

        with monkeypatch.context() as patch:
            patch.setattr(precision, "_seconds", timed)
            assert precision.choose("auto", CPU, False, probe) == wanted
    assert torch.equal(torch.get_rng_state(), chance)
    assert all(torch.equal(values, before[name]) for name, values in probed.state_dict().items())
    assert not any(values.grad is not None for values in probed.parameters()) and probed.training


def test_which_precision_is_taken_without_a_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    probe = Probe(network(), Pictures(), [0], Chance(0, 1), PLAIN)
    assert precision.choose("auto", CPU, False, probe) == FLOAT32  # depthwise
    assert precision.choose("auto", CPU, True, probe) == FLOAT32
    assert precision.choose("float32", torch.device("cuda"), False, probe) == FLOAT32
    assert precision.choose("mixed", CPU, True, probe) == BFLOAT16
    assert precision.choose("mixed", torch.device("mps"), False, probe) == FLOAT32
    for capability, wanted in (((7, 5), FLOAT16), ((8, 0), BFLOAT16), ((9, 0), BFLOAT16)):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda *_, found=capability: found)
        for word in ("auto", "mixed"):
            assert precision.choose(word, torch.device("cuda"), False, probe) == wanted


def test_sixteen_bits_learn_much_the_same() -> None:
    lost = {}
    for precise in (FLOAT32, BFLOAT16):
        learner = Learner(network(), manner(precise), CPU)
        lost[precise] = [learner.learn(Pictures(), [0, 1, 2, 3], Chance(0, epoch), 2e-3) for epoch in range(12)]
        assert all(values.dtype == torch.float32 for values in learner.network.parameters())
    narrow, wide = lost[BFLOAT16], lost[FLOAT32]
    assert narrow != wide and narrow[0] == pytest.approx(wide[0], rel=0.02) and narrow[-1] < 0.9 * narrow[0]


def test_losses_in_half_precision_are_scaled_and_one_too_large_costs_no_more_than_its_step() -> None:
    plain = {"optimizer": "sgd", "momentum": 0.0, "weight_decay": 0.0}
    narrow, wide = (Learner(network(), manner(precise, **plain), CPU) for precise in (FLOAT16, FLOAT32))
    scale = float(narrow.state()["scaler"][0])
    spoilt = next(values for name, values in narrow.network.named_parameters() if name.startswith("heads.box."))
    hook = spoilt.register_hook(lambda gradient: gradient * math.inf)
    assert math.isfinite(narrow.learn(Pictures(), [0, 1], Chance(0, 1), 1.0))
    hook.remove()
    assert all(map(torch.equal, narrow.network.parameters(), wide.network.parameters()))
    assert float(narrow.state()["scaler"][0]) == scale / 2
    narrow.restore(narrow.state() | {"scaler": torch.tensor([8.0, 0.0])})
    for learner in (narrow, wide):
        learner.learn(Pictures(), [0, 1], Chance(0, 1), 1.0)
    one, other = (each.network.state_dict()["heads.mask.scores.bias"] for each in (narrow, wide))
    assert torch.allclose(one, other, rtol=0.05) and bool((other != 0).all())  # it was 0
    assert float(narrow.state()["scaler"][0]) == 8


def test_half_a_batch_is_learnt_when_what_the_whole_one_made_is_gone() -> None:
    made: list[weakref.ref] = []

    class Large(Pictures):
        def outputs(
            self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
        ) -> tuple[Outputs, Targets]:
            if len(places) > 2:
                held = torch.ones(9)
                made.append(weakref.ref(held))
                raise torch.OutOfMemoryError(f"out of memory after {len(held)} numbers")
            assert made[0]() is None
            return super().outputs(network, places, chance, device)

    learner = Learner(network(), manner(), CPU)
    gc.disable()  # a GPU's memory is asked for again long before the collector comes by
    try:
        assert learner.learn(Large(), [0, 1, 2, 3], Chance(0, 1), 1e-3) > 0 and len(made) == 1
    finally:
        gc.enable()


def test_corrected_pictures_are_seen_more_often() -> None:
    now = {"a": "1", "b": "2", "c": "3"}
    assert corrected(now, {"a": "1", "b": "9", "d": "4"}) == ("b",)
    assert repeated(["a", "b", "c"], ["b"], 3).tolist() == [0, 1, 1, 1, 2]
    assert repeated(["a", "b"], [], 3).tolist() == [0, 1]


def test_the_device_says_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    assert devices.described(CPU) == "CPU, 1 thread"
    monkeypatch.setattr(torch, "get_num_threads", lambda: 4)
    assert devices.described(CPU) == "CPU, 4 threads" and devices.described(torch.device("mps")) == "MPS"

    class Properties:
        total_memory = 25_300_000_000

    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: "NVIDIA X")
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda *_: Properties)
    assert devices.described(torch.device("cuda", 0)) == "NVIDIA X, 25 GB"
