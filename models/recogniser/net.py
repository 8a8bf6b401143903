"""The network: convolutions fold a strip into a row of steps, each of which names a letter."""

from __future__ import annotations

from torch import Tensor, nn


class Conv(nn.Sequential):
    """A convolution, its batch norm, and a ReLU unless it is ``linear``."""

    def __init__(
        self, inside: int, outside: int, size: tuple[int, int] = (3, 3), *,
        stride: tuple[int, int] = (1, 1), groups: int = 1, linear: bool = False,
        pad: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        padding = (size[0] // 2, size[1] // 2) if pad is None else pad
        convolution = nn.Conv2d(inside, outside, size, stride, padding, groups=groups, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outside), *([] if linear else [nn.ReLU()]))


class Beside(nn.Module):
    """What is computed is added to what came in."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.inner = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` and what is made of it."""
        return x + self.inner(x)


def along(wide: int, deep: int) -> nn.Sequential:
    """Return the layers in which each step sees those to its left and right."""
    return nn.Sequential(
        *(
            Beside(Conv(wide, wide, (1, 9), groups=wide, linear=True), Conv(wide, wide, (1, 1)))
            for _ in range(deep)
        )
    )


class Net(nn.Module):
    """Strips (B, 1, 36, W), ink = 1, become logits (B, classes, W / 4); class 0 is the blank.

    No recurrence and no attention: each step sees about 26 steps to either side.
    """

    def __init__(self, classes: int, *, wide: int = 224, deep: int = 6) -> None:
        super().__init__()
        self.eye = nn.Sequential(
            Conv(1, 32, stride=(2, 2)),  # 18 × W/2
            Beside(Conv(32, 32)),
            Conv(32, 64, stride=(2, 2)),  # 9 × W/4
            Beside(Conv(64, 64)),
            Conv(64, 96, stride=(2, 1)),  # 5 × W/4
            Beside(Conv(96, 96)),
            Conv(96, wide, (5, 3), pad=(0, 1)),  # 1 × W/4
        )
        self.along = along(wide, deep)
        self.out = nn.Sequential(nn.Dropout(0.1), nn.Conv2d(wide, classes, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of every step."""
        logits: Tensor = self.out(self.along(self.eye(x))).squeeze(2)
        return logits
