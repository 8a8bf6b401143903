"""The network: convolutions fold a window into a row of steps, each of which names a digit."""

from __future__ import annotations

from torch import Tensor, nn

from models.recogniser.net import Beside, Conv, along

#: Columns of a window to a step.
STEP = 2


class Net(nn.Module):
    """Windows (B, 1, 72, W), ink = 1, become logits (B, classes, W / 2); class 0 is the blank.

    A thin digit has a step for itself and one beside it: ``11`` is two digits.
    """

    def __init__(self, classes: int, *, wide: int = 160, deep: int = 4) -> None:
        super().__init__()
        self.eye = nn.Sequential(
            Conv(1, 24, stride=(2, 2)),  # 36 × W/2
            Conv(24, 32, stride=(2, 1)),  # 18 × W/2
            Beside(Conv(32, 32)),
            Conv(32, 64, stride=(2, 1)),  # 9 × W/2
            Beside(Conv(64, 64)),
            Conv(64, 96, stride=(2, 1)),  # 5 × W/2
            Beside(Conv(96, 96)),
            Conv(96, wide, (5, 3), pad=(0, 1)),  # 1 × W/2
        )
        self.along = along(wide, deep)
        self.out = nn.Sequential(nn.Dropout(0.15), nn.Conv2d(wide, classes, 1))

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of every step."""
        logits: Tensor = self.out(self.along(self.eye(x))).squeeze(2)
        return logits
