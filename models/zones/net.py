"""The network of the tagger in torch: the same steps as ``vnadmin_nlp/layout/zone_tagger.py``."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from vnadmin_nlp.layout.tagger_features import BUCKETS

_AROUND = 6


class Batch(NamedTuple):
    """Pages put together.

    Attributes:
        traits: numbers of all pieces.
        starts: where each piece begins in ``traits``.
        around: for each piece the rows of its neighbours; the row after the last for none.
        page: of each piece.
        place: of each piece in its page.
        tags: of each piece.
    """

    traits: Tensor
    starts: Tensor
    around: Tensor
    page: Tensor
    place: Tensor
    tags: Tensor


class Tagger(nn.Module):
    """Traits → table → two looks around → scores of tags → chain."""

    def __init__(self, tags: int, *, small: int = 32, wide: int = 64, drop: float = 0.2) -> None:
        super().__init__()
        self.bag = nn.Embedding(BUCKETS, small)
        nn.init.normal_(self.bag.weight, std=0.1)
        self.bag_bias = nn.Parameter(torch.zeros(small))
        self.first = nn.Linear(small * (_AROUND + 2), wide)
        self.second = nn.Linear(wide * (_AROUND + 2), wide)
        self.out = nn.Linear(wide, tags)
        self.follow = nn.Parameter(torch.zeros(tags, tags))
        self.begin = nn.Parameter(torch.zeros(tags))
        self.end = nn.Parameter(torch.zeros(tags))
        self.drop = nn.Dropout(drop)

    def scores(self, batch: Batch) -> Tensor:
        """Return how well each tag fits each piece."""
        ends = torch.cat([batch.starts[1:], torch.tensor([len(batch.traits)])])
        counts = ends - batch.starts
        bags = nn.functional.embedding_bag(batch.traits, self.bag.weight, batch.starts, mode="sum")
        hidden = torch.tanh(bags / counts.clamp(min=1).sqrt()[:, None] + self.bag_bias)
        for layer in (self.first, self.second):
            hidden = torch.relu(layer(self._seen(self.drop(hidden), batch)))
        return self.out(self.drop(hidden))

    def _seen(self, hidden: Tensor, batch: Batch) -> Tensor:
        padded = torch.cat([hidden, torch.zeros_like(hidden[:1])])
        pages = int(batch.page[-1]) + 1
        sums = torch.zeros(pages, hidden.shape[1]).index_add(0, batch.page, hidden)
        means = sums / torch.bincount(batch.page, minlength=pages)[:, None]
        around = [padded[batch.around[:, k]] for k in range(_AROUND)]
        return torch.cat([hidden, *around, means[batch.page]], dim=1)

    def loss(self, batch: Batch) -> Tensor:
        """Return minus the mean log chance of the tags of a page, per piece."""
        scores = self.scores(batch)
        pages, places = int(batch.page[-1]) + 1, int(batch.place.max()) + 1
        padded = torch.zeros(pages, places, scores.shape[1])
        padded = padded.index_put((batch.page, batch.place), scores)
        right = torch.zeros(pages, places, dtype=torch.long)
        right[batch.page, batch.place] = batch.tags
        lengths = torch.bincount(batch.page)
        held = torch.arange(places)[None] < lengths[:, None]
        picked = padded.gather(2, right[..., None])[..., 0]
        steps = self.follow[right[:, :-1], right[:, 1:]]
        last = right[torch.arange(pages), lengths - 1]
        told = (picked * held).sum() + (steps * held[:, 1:]).sum()
        told = told + self.begin[right[:, 0]].sum() + self.end[last].sum()
        ahead = self.begin + padded[:, 0]
        for k in range(1, places):
            on = torch.logsumexp(ahead[:, :, None] + self.follow, dim=1) + padded[:, k]
            ahead = torch.where(held[:, k, None], on, ahead)
        return (torch.logsumexp(ahead + self.end, dim=1).sum() - told) / len(batch.tags)
